package caravan.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettableClock;
import caravan.broker.Broker;
import caravan.broker.BrokerResource;
import caravan.broker.Topic;
import caravan.fault.SlowLorisTest.Targets;
import caravan.kafka.Ownership;
import caravan.model.Scope;
import caravan.poll.schedule.Schedule;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hundred lists of one account never end: half of them trickle, the others send nothing. Another
 * account is on the same host. The real schedule starts all of them, and the other account's lists
 * are read in every slot, while not one of the hundred comes to an end.
 */
@Tag("application")
@Tag("thorough")
@QuarkusTest
@WithTestResource(BrokerResource.class)
@WithTestResource(Targets.class)
class SlowLorisTest {

  private static final int SLOW = 100;
  private static final int SLOTS = 4;
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EMPTY =
      "{\"RequestId\":\"r\",\"Users\":{\"User\":[]}}".getBytes(StandardCharsets.UTF_8);

  @Inject Clock clock;
  @Inject Schedule schedule;
  @Inject Ownership ownership;
  @Inject MeterRegistry meters;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  /** The clouds, and targets of two accounts. */
  public static final class Targets implements QuarkusTestResourceLifecycleManager {

    private static Simulator simulator;
    private Path file;

    @Override
    public Map<String, String> start() {
      simulator = Simulator.start();
      String users =
          IntStream.range(0, SLOW).mapToObj(i -> "slow-" + i).collect(Collectors.joining(", "));
      try {
        file = Files.createTempFile("slow-loris", ".yaml");
        Files.writeString(file, targets(users, simulator.endpoint()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.of(
          "caravan.targets", "file:" + file,
          "caravan.poll.threads", "16",
          "caravan.quota.unpublished", "100",
          "caravan.tick-interval", "100ms",
          "caravan.http.response-timeout-ms", "600000",
          "quarkus.management.port", Integer.toString(Broker.freePort()));
    }

    private static String targets(String users, String endpoint) {
      return """
          accounts:
            slow:
              vendor: alibaba_cloud
              accountId: "1"
              accessKeyId: slow-key
              secretAccessKey: slow-secret-EXAMPLE
              endpoint: ENDPOINT
            well:
              vendor: alibaba_cloud
              accountId: "2"
              accessKeyId: well-key
              secretAccessKey: well-secret-EXAMPLE
              endpoint: ENDPOINT
          targets:
            - api: alibaba-sag-online-clients
              account: slow
              region: cn-shanghai
              resources: [sag-slow]
              users: [USERS]
              timeout: 1h
            - api: alibaba-sag-online-clients
              account: well
              region: cn-shanghai
              resources: [sag-well]
              users: [alice, bob, carol]
          """
          .replace("ENDPOINT", endpoint)
          .replace("USERS", users);
    }

    @Override
    public void stop() {
      simulator.close();
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A body that sends nothing of worth, or nothing at all, until the test lets it go. */
  private static final class Held extends InputStream {

    private final CountDownLatch released;
    private final boolean trickles;

    Held(CountDownLatch released, boolean trickles) {
      this.released = released;
      this.trickles = trickles;
    }

    @Override
    public int read() throws IOException {
      try {
        boolean over = trickles ? released.await(50, TimeUnit.MILLISECONDS) : awaited(released);
        return over ? -1 : ' ';
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int next = read();
      if (next < 0) {
        return -1;
      }
      buffer[offset] = (byte) next;
      return 1;
    }

    private static boolean awaited(CountDownLatch latch) throws InterruptedException {
      latch.await();
      return true;
    }
  }

  private List<JsonNode> markers(String resource) {
    return Topic.read(bootstrap, "caravan.events.v1").stream()
        .map(entry -> json(entry.value()))
        .filter(event -> event.has("report"))
        .filter(event -> event.at("/snapshot/scope").textValue().contains(resource))
        .toList();
  }

  private static JsonNode json(String value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean slow(Call call) {
    return "sag-slow".equals(call.parameters().get("SmartAGId"));
  }

  private static boolean trickles(Call call) {
    return call.parameters().get("UserName").hashCode() % 2 == 0;
  }

  private long callsOf(String key) {
    return Targets.simulator.calls().stream().filter(call -> call.signer().equals(key)).count();
  }

  @Test
  void everyOtherScopeKeepsItsSchedule() {
    // Given
    CountDownLatch released = new CountDownLatch(1);
    Targets.simulator.answerAlways(
        SlowLorisTest::slow,
        call ->
            Answer.stream(
                200,
                () ->
                    new SequenceInputStream(
                        new Held(released, trickles(call)), new ByteArrayInputStream(EMPTY))));
    Targets.simulator.answerAlways(call -> true, call -> Answer.of(200, EMPTY));
    await()
        .atMost(SOON)
        .until(
            () ->
                schedule.scopes().size() == SLOW + 3
                    && schedule.scopes().stream().allMatch(ownership::owns));
    await().atMost(SOON).until(() -> callsOf("slow-key") == 8 && markers("sag-well").size() == 3);

    // When: slot after slot begins, and nothing of the slow account ends.
    for (int slot = 2; slot <= SLOTS; slot++) {
      int expected = 3 * slot;
      ((SettableClock) clock).advance(Duration.ofSeconds(60));
      await().atMost(SOON).until(() -> markers("sag-well").size() == expected);
    }

    // Then
    Map<String, List<JsonNode>> well =
        markers("sag-well").stream()
            .collect(Collectors.groupingBy(one -> one.at("/snapshot/scope").textValue()));
    assertEquals(3, well.size());
    well.forEach(
        (scope, all) -> {
          Set<String> slots =
              all.stream()
                  .map(one -> one.at("/snapshot/scheduled_at").textValue())
                  .collect(Collectors.toSet());
          assertEquals(SLOTS, slots.size(), scope);
          all.forEach(one -> assertEquals("complete", one.at("/report/status").textValue()));
        });
    assertEquals(List.of(), markers("sag-slow"));
    assertEquals(8, callsOf("slow-key"), "half of the threads");
    assertEquals(8, meters.get("caravan.polls.running").gauge().value());
    assertEquals(SLOW - 8, meters.get("caravan.polls.waiting").gauge().value());

    // When: the account is well again.
    released.countDown();

    // Then: each of its scopes is read, those that waited in the slot that is current by now.
    await()
        .atMost(SOON)
        .until(
            () ->
                markers("sag-slow").stream()
                        .map(one -> one.at("/snapshot/scope").textValue())
                        .distinct()
                        .count()
                    == SLOW);
    List<String> polls =
        markers("sag-slow").stream().map(one -> one.at("/snapshot/poll_id").textValue()).toList();
    assertEquals(polls.size(), Set.copyOf(polls).size(), "one marker for each slot");
    assertTrue(
        markers("sag-slow").stream()
            .allMatch(one -> one.at("/report/status").textValue().equals("complete")));
    assertEquals(SLOW, schedule.scopes().stream().filter(SlowLorisTest::ofTheSlow).count());
  }

  private static boolean ofTheSlow(Scope scope) {
    return scope.resourceId().equals("sag-slow");
  }
}
