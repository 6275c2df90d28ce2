package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.model.Scope;
import caravan.poll.limit.Circuits;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A host takes requests and answers none of them. After two polls it is left alone: the next polls
 * say so at once and send nothing, other hosts are polled as ever, and once a single request is
 * answered all is as before.
 */
@QuarkusTest
class CircuitTest extends PollingTest {

  private static final String API = Simulator.ALIBABA_ONLINE_CLIENTS;
  private static final String HOST = "http://smartag.cn-beijing.aliyuncs.com";
  private static final Instant SLOT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Answer EMPTY =
      Answer.of(200, "{\"RequestId\":\"r\",\"Users\":{\"User\":[]}}");

  @Inject MeterRegistry meters;
  @Inject Circuits circuits;
  @Inject @Any Instance<HealthCheck> checks;

  /** Meters of hosts stand as long as the targets name them. */
  @BeforeEach
  void nameTheHost() {
    circuits.retainScopes(List.of(in("cn-beijing", "gw-1"), in("cn-shanghai", "gw-1")));
  }

  private Scope in(String region, String gateway) {
    return scope(api(API), "1", region, null, gateway, "alice");
  }

  private Published pollAfter(Duration time, Scope scope) {
    Instant now = SLOT.plus(time);
    return poll(scope, SLOT, now, new ScopeState());
  }

  private void silence() {
    simulator.answerAlways(call -> call.uri().contains("cn-beijing"), call -> Answer.hangUp());
    simulator.answerAlways(call -> true, call -> EMPTY);
  }

  private double state() {
    return meters.get("caravan.circuit.state").tag("host", HOST).gauge().value();
  }

  private static String error(Published published, String member) {
    return published.report().at("/error/" + member).asText();
  }

  private Map<String, Object> openCircuits() {
    return checks.stream()
        .map(HealthCheck::call)
        .filter(answer -> answer.getName().equals("circuits"))
        .findFirst()
        .flatMap(HealthCheckResponse::getData)
        .orElse(Map.of());
  }

  @Test
  void hostThatNeverAnswersIsLeftAloneUntilItDoes() {
    // Given
    silence();
    for (String gateway : new String[] {"gw-1", "gw-2"}) {
      Published tried = pollAfter(Duration.ZERO, in("cn-beijing", gateway));
      assertEquals("no_connection", error(tried, "code"));
      assertEquals(5, tried.report().at("/error/attempts").intValue());
    }
    assertEquals(10, simulator.calls().size());
    assertEquals(2, state());

    // When
    Published refused = pollAfter(Duration.ofSeconds(1), in("cn-beijing", "gw-3"));

    // Then
    assertEquals("snapshot.incomplete", refused.marker());
    assertEquals("failed", refused.report().get("status").textValue());
    assertEquals(1, refused.events().size(), "one marker and nothing else");
    assertEquals("transport", error(refused, "class"));
    assertEquals("circuit_open", error(refused, "code"));
    assertTrue(refused.report().at("/error/retryable").booleanValue());
    for (String part : new String[] {HOST, "no_connection", "2026-03-01T12:00:00Z", "tried at"}) {
      assertTrue(error(refused, "message").contains(part), () -> error(refused, "message"));
    }
    assertEquals(10, simulator.calls().size(), "nothing was sent");
    assertEquals(Set.of("open " + HOST), openCircuits().keySet());
    assertComplete(pollAfter(Duration.ofSeconds(1), in("cn-shanghai", "gw-4")));

    // When: the pause is over, and the host still does not answer.
    Published probe = pollAfter(Duration.ofSeconds(6), in("cn-beijing", "gw-5"));
    assertEquals("circuit_open", error(probe, "code"));
    assertEquals(12, simulator.calls().size(), "one more than the other host's");
    assertEquals(1, probe.report().at("/error/attempts").intValue());
    assertEquals(2, state());

    // When: the host is back.
    simulator.forget();
    simulator.answerAlways(call -> true, call -> EMPTY);
    try (LogLines log = LogLines.of("caravan.poll.limit.HostCircuit")) {
      assertComplete(pollAfter(Duration.ofSeconds(20), in("cn-beijing", "gw-6")));
      assertEquals(1, log.all().size(), () -> log.all().toString());
    }

    // Then
    assertEquals(0, state());
    assertEquals(Set.of(), openCircuits().keySet());
    assertComplete(pollAfter(Duration.ofSeconds(20), in("cn-beijing", "gw-7")));
  }

  /** A gateway in front of the host answers for it: that is an answer, and the host is asked on. */
  @Test
  void badGatewayLeavesTheCircuitClosed() {
    simulator.answerAlways(call -> true, call -> Answer.of(502, "<html>bad gateway</html>"));
    for (int i = 0; i < 4; i++) {
      Published published = pollAfter(Duration.ZERO, in("cn-beijing", "gw-502-" + i));
      assertEquals("http_502", error(published, "code"));
    }
    assertEquals(20, simulator.calls().size());
    assertEquals(0, state());
  }

  /** One resource hangs, the others of the same host are read: the host is there. */
  @Test
  void silenceOfOneResourceLeavesTheOthersAlone() {
    simulator.answerAlways(
        call -> "gw-dead".equals(call.parameters().get("SmartAGId")), call -> Answer.hangUp());
    simulator.answerAlways(call -> true, call -> EMPTY);
    assertComplete(pollAfter(Duration.ZERO, in("cn-beijing", "gw-well")));
    for (int i = 0; i < 3; i++) {
      assertEquals(
          "no_connection", error(pollAfter(Duration.ZERO, in("cn-beijing", "gw-dead")), "code"));
    }
    assertEquals(0, state());
    assertComplete(pollAfter(Duration.ZERO, in("cn-beijing", "gw-well")));
  }
}
