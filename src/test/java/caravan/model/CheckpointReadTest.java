package caravan.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.Checkpoint;
import caravan.event.Checkpoint.Absence;
import caravan.event.Checkpoint.Complete;
import caravan.event.Checkpoint.Last;
import caravan.event.Checkpoint.Omitted;
import caravan.event.UnreadableRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointReadTest {

  private static final Instant SLOT = Instant.parse("2026-01-31T23:59:00Z");
  private static final Last LAST = new Last("poll-2", SLOT, "partial");
  private static final Complete COMPLETE =
      new Complete("poll-1", SLOT.minusSeconds(60), SLOT.minusMillis(59_750), 7, "sha256:0");

  private final ObjectNode json =
      (ObjectNode) Fixtures.json(new Checkpoint("a/b", LAST, COMPLETE, absent(), 2, SLOT).json());

  static Stream<Checkpoint> checkpoints() {
    return Stream.of(
        new Checkpoint("a/b", LAST, null, new TreeMap<>(), 0, null),
        new Checkpoint("a/b", LAST, COMPLETE, new TreeMap<>(), 0, SLOT.minusMillis(1)),
        new Checkpoint(
            "a/b",
            LAST,
            COMPLETE,
            absent(),
            new Omitted(7, SLOT),
            0,
            null,
            new TreeMap<>(Map.of("43f0", SLOT, "c0ff", SLOT.minusMillis(1))),
            null),
        Checkpoint.retired("a/b", Last.retired("poll-3", SLOT), SLOT),
        new Checkpoint("用", LAST, COMPLETE, absent(), Integer.MAX_VALUE, null),
        new Checkpoint("", new Last("", SLOT, "\ud800"), null, absent(), 1, SLOT));
  }

  private static SortedMap<String, Absence> absent() {
    SortedMap<String, Absence> absent = new TreeMap<>();
    absent.put("a/b/one", new Absence(1, SLOT));
    absent.put("a/b/\ufffd\"", new Absence(Integer.MAX_VALUE, SLOT.minusMillis(1)));
    absent.put("", new Absence(2, Instant.parse("1969-12-31T23:59:59.999Z")));
    return absent;
  }

  static Stream<JsonNode> examples() {
    return Examples.all().map(one -> one.document().at("/expected/checkpoint/value"));
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void whatIsWrittenIsReadBack(Checkpoint checkpoint) throws Exception {
    assertEquals(checkpoint, Checkpoint.read(checkpoint.json().getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void checkpointOfTheExamplesIsReadInFull(JsonNode example) throws Exception {
    assertTrue(example.has("last_poll"), "the example has no checkpoint");
    assertEquals(example, Fixtures.json(read(example).json()));
  }

  @Test
  void checkpointOfManyAbsencesIsReadBack() throws Exception {
    // Given
    SortedMap<String, Absence> absent = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      absent.put("a/b/" + i, new Absence(1, SLOT));
    }
    Checkpoint checkpoint = new Checkpoint("a/b", LAST, COMPLETE, absent, 0, null);

    // Then
    assertEquals(checkpoint, Checkpoint.read(checkpoint.json().getBytes(UTF_8)));
  }

  @Test
  void whatANewerMinorVersionAddsIsPassedOver() throws Exception {
    // Given
    Checkpoint usual = read(json);
    json.put("schema_version", "1.12.3").putObject("later").put("scope", "not me");
    Stream.of("/last_poll", "/last_complete", "/pending_absent/a~1b~1one")
        .forEach(part -> ((ObjectNode) json.at(part)).putArray("later").add(1.5));

    // Then
    assertEquals(usual, read(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/schema_version",
        "/scope",
        "/last_poll",
        "/last_poll/poll_id",
        "/last_poll/scheduled_at",
        "/last_poll/status",
        "/last_complete/poll_id",
        "/last_complete/scheduled_at",
        "/last_complete/observed_at",
        "/last_complete/unique",
        "/last_complete/digest",
        "/pending_absent",
        "/pending_absent/a~1b~1one/misses",
        "/pending_absent/a~1b~1one/seen_at"
      })
  void checkpointWithoutAMemberThatIsNeededIsRefused(String member) {
    // Given
    int last = member.lastIndexOf('/');
    ((ObjectNode) json.at(member.substring(0, last))).remove(member.substring(last + 1));

    // Then
    String message = assertUnreadable("", json.toString());
    assertTrue(message.contains("lacks " + member.substring(last + 1)), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schema_version",
        "scope",
        "last_poll",
        "last_complete",
        "pending_absent",
        "not_found",
        "ended_at"
      })
  void memberOfAnotherTypeIsRefusedByItsName(String member) {
    assertUnreadable("/" + member + " is not ", json.deepCopy().putNull(member).toString());
    assertUnreadable("/" + member + " is not ", json.deepCopy().put(member, 1.5).toString());
    assertUnreadable("/" + member + " is not ", json.deepCopy().put(member, true).toString());
  }

  @Test
  void recordOfAnotherMajorVersionIsRefused() {
    json.put("schema_version", "2.0.0");
    assertUnreadable("/schema_version is of another major version", json.toString());
  }

  @Test
  void negativeNumbersOfPollsAreRefused() {
    // Given
    ObjectNode misses = json.deepCopy();
    ((ObjectNode) misses.at("/pending_absent/a~1b~1one")).put("misses", 0);
    json.put("not_found", -1);

    // Then
    assertUnreadable("/pending_absent/a~1b~1one/misses is less than 1", misses.toString());
    assertUnreadable("/not_found is negative", json.toString());
  }

  @Test
  void longNameOfASubjectIsCutInTheMessage() {
    // Given
    ((ObjectNode) json.get("pending_absent")).put("x".repeat(5_000), 1);

    // When
    String message = assertUnreadable("/pending_absent/xxx", json.toString());

    // Then
    assertTrue(message.endsWith("x… is not an object"), message);
    assertTrue(message.length() < 230, message);
  }

  /** The parser of checkpoints knows no bytes; it said "at byte -1". */
  @Test
  void messageSaysWhereTheTextBreaks() {
    assertUnreadable("the record is not valid JSON, at character 6", "{\"a\":x,\"b\":1}");
  }

  @Test
  void checkpointThatIsCutOffAnywhereIsRefused() {
    byte[] whole = json.toString().getBytes(UTF_8);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(UnreadableRecord.class, () -> Checkpoint.read(cut));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "not JSON", "{}}", "{} {}"})
  void whatIsNoCheckpointIsRefused(String text) {
    assertUnreadable("the record ", text);
  }

  private static Checkpoint read(JsonNode node) throws UnreadableRecord {
    return Checkpoint.read(node.toString().getBytes(UTF_8));
  }

  private static String assertUnreadable(String beginning, String text) {
    UnreadableRecord refused =
        assertThrows(UnreadableRecord.class, () -> Checkpoint.read(text.getBytes(UTF_8)));
    assertTrue(refused.getMessage().startsWith(beginning), refused::getMessage);
    return refused.getMessage();
  }
}
