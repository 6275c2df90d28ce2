package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettableClock;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Vendors answer with pages that are huge, cut off, empty, compressed or no pages at all. Whatever
 * comes, the poll ends in time, its marker says what happened, what was read is published, what
 * could not be read is a dead letter, and nothing is invented.
 */
@QuarkusTest
class VendorAnswersTest extends PollingTest {

  /** Clients of a gateway that has many. */
  private static final int ROWS = Integer.getInteger("fault.rows", 10_000);

  private Api hurried;

  private static final String PADDING = "x".repeat(1000);

  @Inject Clock clock;

  private Scope tencent(String instance) {
    return scope(
        api(Simulator.TENCENT_CLIENT_CONNECTIONS),
        "1250000000",
        "ap-guangzhou",
        null,
        instance,
        null);
  }

  private Scope huawei(String gateway) {
    return scope(api(Simulator.HUAWEI_CONNECTIONS), "0a1b", "cn-north-4", "7c6f", gateway, null);
  }

  private Published tencentAnswers(String instance, Answer... answers) {
    simulator.answer(call -> true, answers);
    return poll(tencent(instance));
  }

  /** The same answer however often it is asked for. */
  private Published tencentAlwaysAnswers(String instance, Answer answer) {
    simulator.answerAlways(call -> true, call -> answer);
    return poll(tencent(instance));
  }

  /** The same answer, after which the slot is over and nothing can be asked for again. */
  private Published tencentAnswersTooLate(String instance, Answer answer) {
    simulator.answerAlways(
        call -> true,
        call -> {
          ((SettableClock) clock).advance(Duration.ofMinutes(1));
          return answer;
        });
    return poll(tencent(instance));
  }

  private static String tencentPage(String clients, long total) {
    return "{\"Response\":{\"TotalCount\":"
        + total
        + ",\"Clients\":["
        + clients
        + "],\"RequestId\":\"r-1\"}}";
  }

  private static String client(int number, String more) {
    return "{\"Count\":1,\"IP\":\"10."
        + (number >> 16)
        + "."
        + ((number >> 8) & 255)
        + "."
        + (number & 255)
        + "\",\"InternalService\":false"
        + more
        + "}";
  }

  private static String clients(int count, String more) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(i == 0 ? "" : ",").append(client(i, more));
    }
    return all.toString();
  }

  private static void assertFailed(Published published, String reason, String code) {
    JsonNode report = published.report();
    assertEquals("snapshot.incomplete", published.marker());
    assertEquals("failed", report.get("status").textValue());
    assertEquals(reason, report.get("reason").textValue());
    assertEquals(code, report.at("/error/code").textValue());
    assertEquals(1, published.events().size(), "nothing is invented");
    assertEquals("failed", published.checkpoint().at("/last_poll/status").textValue());
    assertTrue(published.checkpoint().path("last_complete").isMissingNode());
  }

  private static JsonNode letter(Published published) {
    assertEquals(1, published.letters().size());
    JsonNode letter = json(published.letters().get(0));
    assertEquals("parse", letter.get("stage").textValue());
    assertTrue(letter.at("/snapshot/position").isMissingNode());
    assertFalse(letter.get("replayable").booleanValue());
    return letter;
  }

  /** A gateway with many clients answers in one unpaged list: every client becomes an event. */
  @Test
  @Tag("longer")
  void manyRowsInOnePage() {
    // Given
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      rows.append(i == 0 ? "" : ",")
          .append("{\"connection_id\":\"c-")
          .append(i)
          .append("\",\"client_ip\":\"203.0.113.9\",\"client_virtual_ip\":\"172.16.8.4\",")
          .append("\"client_user_name\":\"alice\",\"inbound_packets\":1,\"outbound_packets\":2,")
          .append("\"inbound_bytes\":3,\"outbound_bytes\":4,")
          .append("\"connection_established_time\":\"2026-03-01T11:00:00.000Z\",")
          .append("\"timestamp\":\"2026-03-01T11:59:48Z\"}");
    }
    simulator.answer(
        call -> true,
        Answer.of(
            200,
            "{\"connections\":[" + rows + "],\"total_count\":" + ROWS + ",\"request_id\":\"r\"}"));

    // When
    Published published = poll(huawei("gw-many"));

    // Then
    assertComplete(published);
    assertEquals(ROWS + 1, published.events().size());
    assertEquals(ROWS, published.report().get("unique").longValue());
  }

  /** A page just below the limit of 64 MiB is read; its rows keep 64 KiB of their text. */
  @Tag("thorough")
  @Test
  void pageOfNearlySixtyFourMebibytes() {
    String more = ",\"Note\":\"" + PADDING.repeat(67) + "\"";
    String page = tencentPage(clients(990, more), 990);
    assertTrue(page.length() > 63 << 20 && page.length() < 64 << 20);
    Published published = tencentAnswers("big", Answer.of(200, page));
    assertComplete(published);
    assertEquals(991, published.events().size());
    assertTrue(json(published.events().get(0)).at("/raw/truncated").booleanValue());
  }

  /** One byte too many: the page is refused, and the beginning of it is kept as a dead letter. */
  @Test
  void pageLargerThanSixtyFourMebibytes() {
    Published published =
        tencentAnswers(
            "too-big",
            Answer.endless(200, "{\"Response\":{\"Note\":\"", PADDING).after(Duration.ZERO));
    assertFailed(published, "vendor_error", "page_too_large");
    JsonNode letter = letter(published);
    assertEquals("page_too_large", letter.at("/error/class").textValue());
    assertTrue(letter.get("truncated").booleanValue());
  }

  /**
   * One row of 300 KB is refused alone; the row beside it is published, and the poll is partial.
   */
  @Test
  void rowOfThreeHundredKilobytes() {
    String huge = client(1, ",\"Note\":\"" + PADDING.repeat(300) + "\"");
    Published published =
        tencentAnswers("big-row", Answer.of(200, tencentPage(huge + "," + client(2, ""), 2)));
    assertEquals("partial", published.report().get("status").textValue());
    assertEquals("records_rejected", published.report().get("reason").textValue());
    assertEquals(2, published.events().size());
    assertEquals(1, published.letters().size());
    JsonNode letter = json(published.letters().get(0));
    assertEquals("record_too_large", letter.at("/error/class").textValue());
    assertEquals(0, letter.at("/snapshot/position").intValue());
    assertTrue(letter.get("truncated").booleanValue());
  }

  /** The body ends in the middle of a row although HTTP says it is whole: no row of it counts. */
  @Test
  void truncatedJson() {
    String page = tencentPage(clients(3, ""), 3);
    Published published =
        tencentAlwaysAnswers("truncated", Answer.of(200, page.substring(0, page.length() - 60)));
    assertFailed(published, "vendor_error", "unreadable_json");
    assertTrue(letter(published).get("record").textValue().startsWith("{\"Response\""));
  }

  /** A login page or an error page of some proxy, with status 200. */
  @Test
  void markupWithStatus200() {
    Published published =
        tencentAlwaysAnswers(
            "html",
            Answer.of(200, "<html><body>Sign in</body></html>")
                .header("Content-Type", "text/html"));
    assertFailed(published, "vendor_error", "not_json");
    assertEquals("<html><body>Sign in</body></html>", letter(published).get("record").textValue());
  }

  /** A compressed answer is as good as a plain one. */
  @Test
  void gzip() {
    Published published =
        tencentAnswers("gzip", Answer.of(200, tencentPage(clients(3, ""), 3)).gzip());
    assertComplete(published);
    assertEquals(4, published.events().size());
  }

  /** A few kilobytes that unpack to gigabytes: the limit counts what they unpack to. */
  @Test
  void gzipBomb() {
    Published published =
        tencentAnswers(
            "bomb", Answer.of(200, "{\"Response\":{\"Note\":\"" + " ".repeat(70 << 20)).gzip());
    assertFailed(published, "vendor_error", "page_too_large");
  }

  /** Nothing at all, with status 200: that is no empty list, and it proves nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "null", "[]", "\"ok\""})
  void noObject(String body) {
    Published published = tencentAlwaysAnswers("empty-" + body.hashCode(), Answer.of(200, body));
    assertFailed(published, "vendor_error", body.isBlank() ? "empty_body" : "not_an_object");
    letter(published);
  }

  /** A redirect is an error; the signed request goes nowhere else. */
  @Test
  void redirectToAnotherHost() {
    try (Simulator elsewhere = Simulator.start()) {
      Published published = tencentAnswers("redirect", Answer.redirect(elsewhere.endpoint() + "/"));
      assertFailed(published, "vendor_error", "redirect");
      assertEquals(0, elsewhere.calls().size());
      assertEquals(1, simulator.calls().size());
    }
  }

  /** A body that trickles on and on: the time-out counts the whole answer, not the next byte. */
  @Test
  void bodyThatNeverEnds() {
    Published published =
        tencentAnswersTooLate(
            "trickle",
            Answer.endless(200, "{\"Response\":{\"Note\":\"", "x").drip(1, Duration.ofMillis(50)));
    assertFailed(published, "timeout", "no_answer_in_time");
  }

  /** No byte ever comes. */
  @Test
  void noAnswer() {
    Published published =
        tencentAnswersTooLate("silent", Answer.normal().after(Duration.ofSeconds(12)));
    assertFailed(published, "timeout", "no_answer_in_time");
    assertEquals(1, published.report().at("/error/attempts").intValue());
  }

  /** The connection ends before the announced length is reached. */
  @Test
  void cutOffBody() {
    Published published =
        tencentAlwaysAnswers("cut", Answer.of(200, tencentPage(clients(3, ""), 3)).cut(40));
    assertFailed(published, "transport", "cut_off");
    assertEquals(0, published.letters().size());
  }

  /** The connection ends without an answer; no request is repeated behind our back. */
  @Test
  void hangUp() {
    Published published = tencentAlwaysAnswers("hang-up", Answer.hangUp());
    assertEquals("transport", published.report().get("reason").textValue());
    assertEquals(5, published.report().at("/error/attempts").intValue());
    assertEquals(5, simulator.calls().size());
  }

  /** The second page fails: what the first one held is published, and the marker says partial. */
  @Test
  void secondPageFails() {
    Answer busy = Answer.of(503, "<html>busy</html>");
    Published published =
        tencentAnswers(
            "second",
            Answer.of(200, tencentPage(clients(1000, ""), 1500)),
            busy,
            busy,
            busy,
            busy,
            busy);
    JsonNode report = published.report();
    assertEquals("partial", report.get("status").textValue());
    assertEquals("pages_missing", report.get("reason").textValue());
    assertEquals(2, report.get("pages_expected").intValue());
    assertEquals(1, report.get("pages_received").intValue());
    assertEquals(503, report.at("/error/http_status").intValue());
    assertEquals(1, report.at("/error/page").intValue());
    assertEquals(5, report.at("/error/attempts").intValue());
    assertEquals(1001, published.events().size());
  }

  /** A vendor that says the same page for ever, whatever is asked for. */
  @Test
  void lastPageForEver() {
    String page = tencentPage(clients(1000, ""), 5000);
    simulator.answerAlways(call -> true, call -> Answer.of(200, page));
    Published published = poll(tencent("for-ever"));
    assertEquals("total_mismatch", published.report().get("reason").textValue());
    assertEquals(1000, published.report().get("received").longValue());
    assertEquals(3 * 2, simulator.calls().size(), "three walks of two pages");
  }

  private static Api hurried(Api api) {
    return new Api(
        api.id(),
        api.description(),
        api.reference(),
        api.policy(),
        api.source(),
        api.request(),
        api.paging(),
        new Api.LimitsSheet(5_000, api.limits().lockAfter()),
        api.record(),
        api.row(),
        api.errors());
  }

  /** The API as the current test changed it, if it did. */
  @Override
  protected Api api(String id) {
    return hurried != null && hurried.id().equals(id) ? hurried : super.api(id);
  }

  /** A vendor whose list has no end: the page limit ends the poll. */
  @Test
  @Tag("thorough")
  void endlessPages() {
    simulator.answerAlways(
        call -> true,
        call -> {
          long offset = offset(new String(call.body(), StandardCharsets.UTF_8));
          return Answer.of(200, tencentPage(client((int) offset, ""), 9_999_999));
        });
    hurried = hurried(api(Simulator.TENCENT_CLIENT_CONNECTIONS));
    Scope one = scope(hurried, "1250000000", "ap-guangzhou", null, "endless", null, 1);
    Published published = poll(one);
    budgetsHold();
    simulator.forget();
    hurried = null;
    assertEquals("pages_missing", published.report().get("reason").textValue());
    assertEquals("page_limit", published.report().at("/error/code").textValue());
  }

  private static long offset(String body) {
    return Long.parseLong(body.replaceAll(".*\"Offset\":(\\d+).*", "$1"));
  }

  /** A gateway in between that accepts a request has not answered it. */
  @ParameterizedTest
  @ValueSource(ints = {202, 204})
  void successThatIsNotDocumented(int status) {
    simulator.answerAlways(call -> true, call -> Answer.of(status, status == 202 ? "{}" : ""));
    Scope alice =
        scope(
            api(Simulator.ALIBABA_ONLINE_CLIENTS),
            "1",
            "cn-shanghai",
            null,
            "sag-" + status,
            "alice");
    Published published = poll(alice);
    assertEquals("snapshot.incomplete", published.marker());
    assertEquals("failed", published.report().get("status").textValue());
    assertEquals(status, published.report().at("/error/http_status").intValue());
  }

  /** Each vendor's "not found" is told from an empty list. */
  @Test
  void instanceThatIsGone() {
    Published published =
        tencentAnswers(
            "gone",
            Answer.of(
                200,
                "{\"Response\":{\"Error\":{\"Code\":\"InvalidParameterValue.NotFoundInstance\","
                    + "\"Message\":\"The instance was not found.\"},\"RequestId\":\"r\"}}"));
    assertFailed(published, "resource_not_found", "InvalidParameterValue.NotFoundInstance");
    assertEquals(1, published.checkpoint().get("not_found").intValue());
  }
}
