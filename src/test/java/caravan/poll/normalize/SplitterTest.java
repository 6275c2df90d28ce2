package caravan.poll.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.DeadLetter;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.json.CanonicalJson;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.Paths;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitterTest {

  private final Splitter splitter = new Splitter(SettingsFixture.settings(PollSettings.class));
  private final Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));

  /** Takes {@code IP} as the subject and refuses rows without one. */
  private static Observation normalize(
      ObjectNode vendorRecord, Scope scope, Observation.Place place) {
    JsonNode address = vendorRecord.path("IP");
    if (!address.isTextual()) {
      throw new Rejected("missing", "IP", "no address in " + vendorRecord);
    }
    String subject = scope.resourceUid() + "/client/" + Paths.segment(address.textValue());
    return Fixtures.connection(subject, vendorRecord.path("Count").asLong(), place);
  }

  private Page.Taken take(Page page) {
    return take(splitter, page);
  }

  private Page.Taken take(Splitter with, Page page) {
    return with.split(Begun.begun(poll, null, SplitterTest::normalize), page);
  }

  private static String row(String ip, int count) {
    return "{\"IP\":\"" + ip + "\",\"Count\":" + count + "}";
  }

  /** No vendor lists our keys, but something in its place that echoes requests would. */
  @Test
  void keyOfTheAccountInARowIsTakenOut() {
    // When
    String row =
        "{\"Count\":1,\"IP\":\"10.0.0.1 " + Fixtures.TOKEN + "\",\"" + Fixtures.TOKEN + "\":[]}";
    Page page =
        new Page(
            0,
            200,
            0,
            List.of(Fixtures.json(row)),
            Fixtures.json("{}"),
            null,
            null,
            "r " + Fixtures.TOKEN,
            Instant.EPOCH);
    Page.Taken taken = take(page);

    // Then
    Observation only = poll.walk().observations().iterator().next();
    assertEquals(1, taken.fresh());
    assertTrue(only.subject().endsWith("/client/10.0.0.1%20%5Bredacted%5D"), only.subject());
    assertEquals("r [redacted]", only.place().requestId());
  }

  @Test
  void rowsBecomeObservationsInTheirPlaces() {
    // When
    Page.Taken taken = take(Fixtures.page(2, row("10.0.0.1", 1), row("10.0.0.2", 2)));

    // Then
    assertEquals(2, taken.rows());
    assertEquals(2, taken.fresh());
    assertEquals(2, poll.walk().received());
    assertEquals(1, poll.walk().pagesReceived());
    assertEquals(
        List.of(Fixtures.place(2, 0), Fixtures.place(2, 1)),
        poll.walk().observations().stream().map(Observation::place).toList());
    assertTrue(poll.walk().letters().isEmpty());
  }

  @Test
  void declaredFiguresOfThePageAreTakenIn() {
    take(Fixtures.page(0, 7L, 3, row("10.0.0.1", 1)));
    assertEquals(7L, poll.walk().declaredTotal());
    assertEquals(3, poll.walk().pagesExpected());
    assertEquals(Fixtures.READ, poll.walk().firstObservedAt());
  }

  @Test
  void emptyPageIsReceivedAndBringsNothing() {
    Page.Taken taken = take(Fixtures.page(0));
    assertEquals(0, taken.rows());
    assertEquals(0, taken.fresh());
    assertEquals(1, poll.walk().pagesReceived());
  }

  @Test
  void repeatedPageBringsNothingNew() {
    take(Fixtures.page(0, row("10.0.0.1", 1), row("10.0.0.2", 2)));
    Page.Taken again = take(Fixtures.page(1, row("10.0.0.1", 1), row("10.0.0.2", 2)));
    assertEquals(2, again.rows());
    assertEquals(0, again.fresh());
    assertEquals(2, poll.walk().unique());
  }

  @Test
  void repeatedPageWithARefusedRowBringsNothingNewEither() {
    // Given
    String[] rows = {row("10.0.0.1", 1), "{\"n\":1}"};
    assertEquals(2, take(Fixtures.page(0, rows)).fresh());

    // When
    Page.Taken again = take(Fixtures.page(1, rows));

    // Then
    assertEquals(0, again.fresh());
    assertEquals(2, poll.walk().rejected());
    assertEquals(1, take(Fixtures.page(2, "{\"n\":2}")).fresh());
  }

  @Test
  void twinThatNoSubjectIsLeftForBecomesADeadLetter() {
    // Given
    int room = 1024 - (poll.scope().resourceUid() + "/client/").length();
    String client = "x".repeat(room);

    // When
    Page.Taken taken = take(Fixtures.page(0, row(client, 2), row(client, 1)));

    // Then
    assertEquals(2, taken.fresh());
    assertEquals(1, poll.walk().unique());
    assertEquals(1, poll.walk().rejected());
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals("map", letter.stage());
    assertEquals(0, letter.position());
    assertEquals("{\"Count\":2}", letter.text());
    assertEquals(
        new DeadLetter.Cause("too_long", null, "no room to number the subject"), letter.error());
  }

  @Test
  void refusedRowSaysHowOftenItsPageWasAskedFor() {
    // Given
    poll.walk().failPage(PollErrors.of("timeout", "no_answer_in_time", "m", null, true), null);
    poll.walk().askAgain();

    // When
    take(Fixtures.page(0, "1"));

    // Then
    assertEquals(2, poll.walk().letters().get(0).attempts());
  }

  @Test
  void refusedRowBecomesADeadLetterAndTheOthersGoOn() {
    // When
    Page.Taken taken =
        take(Fixtures.page(1, row("10.0.0.1", 1), "{\"b\":1,\"a\":[ 2 ]}", row("10.0.0.2", 2)));

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals(3, taken.rows());
    assertEquals(3, taken.fresh());
    assertEquals(3, poll.walk().received());
    assertEquals(1, poll.walk().rejected());
    assertEquals(2, poll.walk().unique());
    assertEquals("map", letter.stage());
    assertEquals(1, letter.page());
    assertEquals(1, letter.position());
    assertEquals("request-1", letter.requestId());
    assertEquals(Fixtures.READ.plusSeconds(1), letter.occurredAt());
    assertEquals("{\"a\":[2],\"b\":1}", letter.text());
    assertEquals("missing", letter.error().errorClass());
    assertEquals("IP", letter.error().path());
    assertFalse(letter.truncated());
    assertNull(poll.error());
  }

  @ParameterizedTest
  @CsvSource({"null", "1", "'\"text\"'", "'[{\"IP\":\"10.0.0.1\"}]'", "true"})
  void rowThatIsNoObjectBecomesADeadLetter(String row) {
    // When
    take(Fixtures.page(0, row));

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals(CanonicalJson.text(Fixtures.json(row)), letter.text());
    assertEquals(
        new DeadLetter.Cause("wrong_type", null, "a row is not an object"), letter.error());
  }

  @Test
  void deadLetterHoldsNoSecret() {
    // When
    take(
        Fixtures.page(
            0,
            "{\"url\":\"https://u:p@host/x?sig=1\",\"password\":\"hunter2\",\"echo\":\""
                + Fixtures.TOKEN
                + "\"}"));

    // Then
    String json = poll.walk().letters().get(0).json();
    for (String secret : List.of("sig=1", "u:p", "hunter2", Fixtures.TOKEN)) {
      assertFalse(json.contains(secret), secret);
    }
    assertTrue(json.contains("https://host/x"), json);
  }

  @ParameterizedTest
  @CsvSource({"x, 300000", "\u8fde, 100000"})
  void rowLargerThanTheLimitBecomesADeadLetterThatIsCut(String character, int length) {
    // When
    Page.Taken taken =
        take(
            Fixtures.page(
                0,
                "{\"IP\":\"10.0.0.9\",\"x\":\"" + character.repeat(length) + "\"}",
                row("10.0.0.1", 1)));

    // Then
    DeadLetter letter = poll.walk().letters().get(0);
    assertEquals(2, taken.rows());
    assertEquals(1, poll.walk().unique());
    assertEquals("record_too_large", letter.error().errorClass());
    assertTrue(letter.truncated());
    int bytes = letter.text().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes > 65_530 && bytes <= 65_536, bytes + " bytes");
  }

  @Test
  void rowAtTheLimitIsTaken() {
    // Given
    int frame = "{\"IP\":\"a\",\"x\":\"\"}".length();
    String atTheLimit = "{\"IP\":\"a\",\"x\":\"" + "x".repeat(256 * 1024 - frame) + "\"}";
    String over = "{\"IP\":\"b\",\"x\":\"" + "x".repeat(256 * 1024 - frame + 1) + "\"}";

    // When
    take(Fixtures.page(0, atTheLimit, over));

    // Then
    assertEquals(1, poll.walk().unique());
    assertEquals(1, poll.walk().rejected());
    assertEquals(1, poll.walk().letters().get(0).position());
  }

  @Test
  void pollStopsAtTheMostRejectedRecords() {
    // Given
    Splitter patient =
        new Splitter(
            SettingsFixture.settings(PollSettings.class, "caravan.poll.max-rejected-records", "3"));
    String[] rows =
        IntStream.range(0, 10).mapToObj(i -> "{\"n\":" + i + "}").toArray(String[]::new);

    // When
    Page.Taken taken = take(patient, Fixtures.page(4, rows));

    // Then
    assertEquals(3, taken.rows());
    assertEquals(3, poll.walk().rejected());
    assertEquals(3, poll.walk().letters().size());
    assertEquals(
        PollError.of(
                Failure.UNREADABLE,
                "too_many_rejected",
                "stopped after 3 rejected records; see dead letters",
                200)
            .at(4, 1),
        poll.error());
  }

  @Test
  void rejectedRecordsAreCountedOverAllPages() {
    // Given
    Splitter patient =
        new Splitter(
            SettingsFixture.settings(PollSettings.class, "caravan.poll.max-rejected-records", "2"));

    // When
    take(patient, Fixtures.page(0, "{}"));
    assertNull(poll.error());
    take(patient, Fixtures.page(1, "{}", row("10.0.0.1", 1)));

    // Then
    assertEquals("too_many_rejected", poll.error().code());
    assertEquals(1, poll.error().page());
    assertEquals(0, poll.walk().unique());
  }

  @Test
  void rowsBeforeTheStopAreKept() {
    Splitter strict =
        new Splitter(
            SettingsFixture.settings(PollSettings.class, "caravan.poll.max-rejected-records", "1"));
    take(strict, Fixtures.page(0, row("10.0.0.1", 1), "{}", row("10.0.0.2", 1)));
    assertEquals(1, poll.walk().unique());
    assertEquals(2, poll.walk().received());
  }

  @Test
  void faultOfANormalizerIsNotMistakenForABadRecord() {
    assertThrows(
        IllegalStateException.class,
        () ->
            splitter.split(
                Begun.begun(
                    poll,
                    null,
                    (row, scope, place) -> {
                      throw new IllegalStateException("a fault of ours");
                    }),
                Fixtures.page(0, "{}")));
    assertEquals(0, poll.walk().rejected());
  }
}
