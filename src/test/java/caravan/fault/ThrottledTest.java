package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Scope;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vendors throttle in words of their own: by status, by code behind a success or a bad request, by
 * text, with and without the time that it lasts. The page is asked for again, not before that time,
 * as long as the slot lasts; else the poll fails and says so.
 */
@QuarkusTest
@Tag("thorough")
class ThrottledTest extends FaultTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static Stream<Arguments> words() {
    return Stream.of(
        Arguments.of(
            Simulator.TENCENT_CLIENT_CONNECTIONS,
            200,
            "{\"Response\":{\"Error\":{\"Code\":\"RequestLimitExceeded.UinLimitExceeded\","
                + "\"Message\":\"slow\"},\"RequestId\":\"r\"}}",
            "RequestLimitExceeded.UinLimitExceeded"),
        Arguments.of(
            Simulator.ALIBABA_ONLINE_CLIENTS,
            400,
            "{\"Code\":\"Throttling.Api\",\"Message\":\"slow\",\"RequestId\":\"r\"}",
            "Throttling.Api"),
        Arguments.of(
            Simulator.HUAWEI_CONNECTIONS,
            429,
            "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"over ratelimit\",\"request_id\":\"r\"}",
            "APIGW.0308"),
        Arguments.of(
            Simulator.CTYUN_ACCOUNTS,
            403,
            "{\"statusCode\":\"CTAPI_10403\",\"message\":\"\u8bf7\u6c42\u8fc7\u4e8e\u9891\u7e41\"}",
            "CTAPI_10403"),
        Arguments.of(Simulator.TENCENT_CLIENT_CONNECTIONS, 429, "", "http_429"),
        Arguments.of(Simulator.ALIBABA_ONLINE_CLIENTS, 429, "", "http_429"),
        Arguments.of(Simulator.HUAWEI_CONNECTIONS, 429, "<html>", "http_429"),
        Arguments.of(Simulator.CTYUN_ACCOUNTS, 429, "", "http_429"));
  }

  /** Throttled for as long as it is asked: five attempts, then a marker with the vendor's code. */
  @ParameterizedTest
  @MethodSource("words")
  void everyVendorsWordForTooManyRequests(String api, int status, String body, String code) {
    // Given
    double throttled = requests(api, "throttled");
    Scope scope = scripted(api);
    simulator.answerAlways(call -> true, call -> Answer.of(status, body));

    // When
    Published published = pollAt(scope, NOW);

    // Then
    assertFailed(published, "throttled", code, 5);
    assertTrue(published.report().at("/error/retryable").booleanValue());
    assertEquals(5, simulator.calls().size());
    assertEquals(throttled + 5, requests(api, "throttled"));
    assertOthersArePolled();
  }

  private static Answer huawei(int connections) {
    return Answer.of(
        200, "{\"connections\":[],\"total_count\":" + connections + ",\"request_id\":\"r\"}");
  }

  private static Answer slow() {
    return Answer.of(429, "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"m\"}");
  }

  /** {@code Retry-After} in seconds: the next request comes no sooner. */
  @Test
  void retryAfterInSeconds() {
    simulator.answer(call -> true, slow().header("Retry-After", "1"), huawei(0));
    assertComplete(pollAt(scripted(Simulator.HUAWEI_CONNECTIONS), NOW));
    assertEquals(2, simulator.calls().size());
    assertTrue(after(1).compareTo(Duration.ofSeconds(1)) >= 0, () -> after(1).toString());
  }

  /** {@code Retry-After} as a date, which counts from the answer's own, not from our clock. */
  @Test
  void retryAfterAsADate() {
    String until =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(3).atOffset(ZoneOffset.UTC));
    simulator.answer(call -> true, slow().header("Retry-After", until), huawei(0));
    assertComplete(pollAt(scripted(Simulator.HUAWEI_CONNECTIONS), NOW));
    assertEquals(2, simulator.calls().size());
    assertTrue(after(1).compareTo(Duration.ofSeconds(1)) >= 0, () -> after(1).toString());
  }

  /** Alibaba says in a header of its own, in milliseconds, how long the throttling lasts. */
  @Test
  void alibabasOwnHint() {
    Answer slow =
        Answer.of(400, "{\"Code\":\"Throttling.User\",\"Message\":\"m\"}")
            .header("X-RateLimit-User", "Limit:1,Remain:0,TimeLeft:1000,Reset:1");
    Answer page = Answer.of(200, "{\"RequestId\":\"r\",\"Users\":{\"User\":[]}}");
    simulator.answer(call -> true, slow, page);
    assertComplete(pollAt(scripted(Simulator.ALIBABA_ONLINE_CLIENTS), NOW));
    assertEquals("enable", simulator.calls().get(0).header("x-sdk-throttling-control"));
    assertTrue(after(1).compareTo(Duration.ofSeconds(1)) >= 0, () -> after(1).toString());
  }

  /** The vendor wants to be left alone for longer than the slot: the next slot asks. */
  @ParameterizedTest
  @CsvSource({"3600", "999999999"})
  void retryAfterTheSlot(String seconds) {
    simulator.answerAlways(call -> true, call -> slow().header("Retry-After", seconds));
    Scope scope = scripted(Simulator.HUAWEI_CONNECTIONS);
    Published published = pollAt(scope, NOW);
    assertFailed(published, "throttled", "APIGW.0308", 1);
    assertEquals(1, simulator.calls().size());

    // When the next slot comes, in which the vendor still wants to be left alone
    Published next = pollAt(scope, NOW.plusSeconds(60));

    // Then it says so without a request
    assertFailed(next, "throttled", "budget_paused", 1);
    assertEquals(1, simulator.calls().size());
    assertOthersArePolled();
  }
}
