package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettableClock;
import caravan.model.Scope;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.simulator.Call;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vendors throttle, fail and hang up for a moment. A page that failed so is asked for again, signed
 * anew, as long as the slot lasts; what fails for good is not, and the marker says how often a page
 * was tried.
 */
@QuarkusTest
@Tag("thorough")
class AskedAgainTest extends PollingTest {

  private static final String API = Simulator.ALIBABA_ONLINE_CLIENTS;
  private static final Instant SLOT = Instant.parse("2026-03-01T12:00:00Z");
  private static final Answer THROTTLED =
      Answer.of(400, "{\"Code\":\"Throttling.User\",\"Message\":\"slow down\"}");
  private static final Answer BUSY = Answer.of(503, "<html>busy</html>");

  @Inject Clock clock;
  @Inject MeterRegistry meters;

  private Scope alibaba(String gateway) {
    return scope(api(API), "1", "cn-shanghai", null, gateway, "alice");
  }

  private static Answer page(int clients) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < clients; i++) {
      rows.append(i == 0 ? "" : ",")
          .append("{\"OnlineTime\":\"1772366400\",\"ClientIp\":\"10.0.0.")
          .append(i)
          .append("\"}");
    }
    return Answer.of(200, "{\"RequestId\":\"r\",\"Users\":{\"User\":[" + rows + "]}}");
  }

  private Published answered(String gateway, Answer... answers) {
    simulator.answer(call -> true, answers);
    return poll(alibaba(gateway));
  }

  private double counted(String meter, String... tags) {
    Counter counter = meters.find(meter).tag("api", API).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  private void assertAskedFor(int times, Published published, int clients) {
    assertComplete(published);
    assertTrue(published.report().path("error").isMissingNode());
    assertEquals(1, published.report().get("pages_expected").intValue());
    assertEquals(1, published.report().get("pages_received").intValue());
    assertEquals(clients + 1, published.events().size());
    assertEquals(List.of(), published.letters());
    assertEquals(times, simulator.calls().size());
  }

  private static void assertFailed(
      Published published, String reason, int attempts, boolean retryable) {
    JsonNode report = published.report();
    assertEquals("failed", report.get("status").textValue());
    assertEquals(reason, report.get("reason").textValue());
    assertEquals(attempts, report.at("/error/attempts").intValue());
    assertEquals(retryable, report.at("/error/retryable").booleanValue());
    assertEquals(1, report.get("pages_expected").intValue());
    assertEquals(1, published.events().size());
  }

  /** Throttled twice, then answered: the poll is as good as any, and no request was repeated. */
  @Test
  void throttledTwiceThenFine() {
    // Given
    double throttled = counted("caravan.requests", "outcome", "throttled");
    double retries = counted("caravan.retries");

    // When
    Published published = answered("throttled-twice", THROTTLED, THROTTLED, page(3));

    // Then
    assertAskedFor(3, published, 3);
    List<String> nonces =
        simulator.calls().stream().map(call -> call.header("x-acs-signature-nonce")).toList();
    assertEquals(3, nonces.stream().distinct().count(), nonces::toString);
    List<String> signatures =
        simulator.calls().stream().map(call -> call.header("Authorization")).toList();
    assertEquals(3, signatures.stream().distinct().count(), signatures::toString);
    assertEquals(throttled + 2, counted("caravan.requests", "outcome", "throttled"));
    assertEquals(retries + 2, counted("caravan.retries"));
  }

  /** Throttled for ever: five attempts, then the poll fails and says so. */
  @Test
  void throttledForEver() {
    simulator.answerAlways(call -> true, call -> THROTTLED);
    Published published = poll(alibaba("throttled"));
    assertFailed(published, "throttled", 5, true);
    assertEquals("Throttling.User", published.report().at("/error/code").textValue());
    assertEquals(5, simulator.calls().size());
    assertEquals(List.of(), published.letters());
  }

  @Test
  void errorOfTheServerThenFine() {
    assertAskedFor(2, answered("busy", BUSY, page(2)), 2);
  }

  @Test
  void hangUpThenFine() {
    assertAskedFor(2, answered("hang-up-once", Answer.hangUp(), page(2)), 2);
  }

  @Test
  void cutOffThenFine() {
    assertAskedFor(3, answered("cut-once", page(9).cut(40), page(9).cut(50), page(9)), 9);
  }

  /** Different failures of one page count together, and the last one is told. */
  @Test
  void lastFailureIsTold() {
    Published published = answered("mixed", BUSY, Answer.hangUp(), BUSY, BUSY, THROTTLED);
    assertFailed(published, "throttled", 5, true);
  }

  /** What does not get better by asking again is asked for once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SAG.InstanceNoFound",
        "ClientUser.NameInvalid",
        "Forbidden.RAM",
        "MissingParameter"
      })
  void finalErrorIsAskedForOnce(String code) {
    Answer refusal = Answer.of(400, "{\"Code\":\"" + code + "\",\"Message\":\"no\"}");
    simulator.answerAlways(call -> true, call -> refusal);
    Published published = poll(alibaba("final-" + code));
    assertEquals(code, published.report().at("/error/code").textValue());
    assertEquals(1, published.report().at("/error/attempts").intValue());
    assertEquals(1, simulator.calls().size());
  }

  /**
   * Something else may have answered in the vendor's place: an unreadable page is asked for once
   * more, and leaves one dead letter.
   */
  @Test
  void unreadablePageIsAskedForTwice() {
    Answer cut = Answer.of(200, "{\"Users\":{");
    Published published = answered("unreadable", cut, cut);
    assertFailed(published, "vendor_error", 2, true);
    assertEquals("unreadable_json", published.report().at("/error/code").textValue());
    assertEquals(1, published.letters().size());
    assertEquals(2, simulator.calls().size());
  }

  /** The slot ends after the second attempt: the next slot asks, not this one. */
  @Test
  void slotThatIsOverEndsTheAttempts() {
    // Given
    simulator.answerAlways(
        call -> true,
        call -> {
          ((SettableClock) clock).advance(Duration.ofSeconds(30));
          return THROTTLED;
        });

    // When
    Published published = poll(alibaba("slot-over"));

    // Then
    assertFailed(published, "throttled", 2, true);
    assertEquals(2, simulator.calls().size());
  }

  /** A later page has attempts of its own, and the rows before it count once. */
  @Test
  void everyPageHasItsOwnAttempts() {
    // Given
    Scope scope =
        scope(api(Simulator.HUAWEI_CONNECTIONS), "0a1b", "cn-north-4", "7c6f", "gw-pages", null, 1);
    simulator.answer(
        Simulator.HUAWEI_CONNECTIONS,
        BUSY,
        BUSY,
        BUSY,
        connection(0),
        BUSY,
        BUSY,
        BUSY,
        BUSY,
        connection(1),
        Answer.of(200, "{\"connections\":[],\"total_count\":2,\"request_id\":\"r\"}"));

    // When
    Published published = poll(scope);

    // Then
    assertComplete(published);
    assertEquals(2, published.report().get("received").intValue());
    assertEquals(3, published.report().get("pages_received").intValue());
    assertEquals(3, published.report().get("pages_expected").intValue());
    assertEquals(
        List.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 2),
        simulator.calls(Simulator.HUAWEI_CONNECTIONS).stream()
            .map(AskedAgainTest::offset)
            .toList());
  }

  private static Answer connection(int number) {
    return Answer.of(
        200,
        "{\"connections\":[{\"connection_id\":\"c-"
            + number
            + "\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\","
            + "\"client_user_name\":\"alice\",\"inbound_packets\":1,\"outbound_packets\":2,"
            + "\"inbound_bytes\":3,\"outbound_bytes\":4,"
            + "\"connection_established_time\":\"2026-03-01T11:00:00.000Z\","
            + "\"timestamp\":\"2026-03-01T11:59:48Z\"}],\"total_count\":2,\"request_id\":\"r\"}");
  }

  private static int offset(Call call) {
    String offset = call.parameters().get("offset");
    return offset == null ? 0 : Integer.parseInt(offset);
  }

  /** Attempts that are over leave nothing behind: the next slot begins with the first. */
  @Test
  void nextSlotBeginsAnew() {
    simulator.answerAlways(call -> true, call -> THROTTLED);
    Scope scope = alibaba("next-slot");
    assertFailed(poll(scope), "throttled", 5, true);
    simulator.forget();
    simulator.answer(call -> true, BUSY, page(1));
    Instant next = SLOT.plusSeconds(60);
    assertAskedFor(2, poll(scope, next, next, new ScopeState()), 1);
  }
}
