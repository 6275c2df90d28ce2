package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.observe.Reports;
import caravan.poll.Poll;
import caravan.poll.schedule.Deadlines;
import caravan.routes.PollingTest;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/**
 * What no stage foresees: the brokers refuse a part of a poll, or a step ends with an error that is
 * no exception, as when memory runs out. The poll must say so, nothing after the failure may be
 * published, and the scope must be free for its next slot.
 */
@QuarkusTest
class UnforeseenFailureTest extends PollingTest {

  private static final Instant SLOT = Instant.parse("2026-03-01T12:00:00Z");

  @Inject CamelContext camel;
  @Inject Deadlines deadlines;
  @Inject ProducerTemplate producer;
  @Inject MeterRegistry meters;

  private Scope scope(String instance, Supplier<Credential> credentials) {
    Target usual =
        scope(
                api(Simulator.TENCENT_CLIENT_CONNECTIONS),
                "1250000000",
                "ap-guangzhou",
                null,
                instance,
                null)
            .target();
    Target target =
        new Target(
            usual.api(),
            new Account("test", usual.account().vendor(), "1250000000", null, credentials),
            usual.region(),
            usual.projectId(),
            usual.resources(),
            usual.members(),
            usual.every(),
            usual.pageSize(),
            usual.heartbeat(),
            usual.views(),
            usual.assumedZone(),
            usual.closeConfirmations(),
            usual.goneAfter(),
            usual.timeout(),
            usual.endpoint(),
            true);
    return new Scope(target, instance, null);
  }

  private static Credential credential() {
    return new Credential("test-key-id", "test-secret-key", null);
  }

  private double unpublished(Scope scope) {
    Counter counter =
        meters
            .find("caravan.polls")
            .tags("scope", scope.path(), "verdict", "unpublished")
            .counter();
    return counter == null ? 0 : counter.count();
  }

  /** An error in a step of a page is a failed page, and the marker says so. */
  @Test
  void errorInAStepOfAPageFailsThePoll() {
    // Given
    AtomicBoolean once = new AtomicBoolean();
    Scope scope =
        scope(
            "error",
            () -> {
              if (once.compareAndSet(false, true)) {
                throw new StackOverflowError();
              }
              return credential();
            });

    // When
    Published published = poll(scope);

    // Then
    assertEquals("failed", published.report().get("status").textValue());
    assertEquals("internal", published.report().at("/error/code").textValue());
    assertEquals("StackOverflowError", published.report().at("/error/message").textValue());
  }

  /** An error outside of a page leaves no marker, but a line and a count. */
  @Test
  void errorBehindThePagesIsReported() {
    // Given
    Scope scope =
        scope(
            "error-behind",
            () -> {
              throw new StackOverflowError();
            });
    Poll poll = new Poll(scope, SLOT, SLOT, new ScopeState(), deadlines);

    // When
    try (LogLines lines = LogLines.of(Reports.class)) {
      assertDoesNotThrow(() -> producer.requestBody("direct:poll-" + scope.api().id(), poll));

      // Then
      assertEquals(1, lines.all().size());
      assertTrue(
          lines.all().get(0).contains("verdict=unpublished cause=StackOverflowError"),
          lines.all().get(0));
    }
    assertEquals(1, unpublished(scope));
  }

  /** The brokers fail before the commit: nothing claims the poll. */
  @Test
  void failureWhilePublishingIsReportedAndEndsThePublishing() throws Exception {
    // Given
    AtomicBoolean away = new AtomicBoolean(true);
    AdviceWith.adviceWith(
        camel,
        "publish",
        route ->
            route
                .weaveById("commit")
                .before()
                .process(
                    exchange -> {
                      if (away.get()) {
                        throw new KafkaException("the brokers are away");
                      }
                    }));
    Scope scope = scope("away", UnforeseenFailureTest::credential);
    Poll poll = new Poll(scope, SLOT, SLOT, new ScopeState(), deadlines);

    // When
    List<String> logged;
    try (LogLines lines = LogLines.of(Reports.class)) {
      producer.requestBody("direct:poll-" + scope.api().id(), poll);
      logged = lines.all();
    } finally {
      away.set(false);
    }

    // Then
    assertEquals(1, logged.size());
    assertTrue(
        logged
            .get(0)
            .endsWith("verdict=unpublished cause=KafkaException message=\"the brokers are away\""),
        logged.get(0));
    assertEquals(1, unpublished(scope));
    assertEquals(null, poll.memory().complete());
  }
}
