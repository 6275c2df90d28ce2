package caravan.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.Fixtures;
import caravan.event.Checkpoint.Absence;
import caravan.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CheckpointTest {

  private static final String SCOPE = "vendor/service/1/region/type/id/poll/List";
  private static final Checkpoint.Last LAST =
      new Checkpoint.Last("poll-2", Instant.parse("2024-06-17T03:02:00Z"), "partial");
  private static final Checkpoint.Complete COMPLETE =
      new Checkpoint.Complete(
          "poll-1",
          Instant.parse("2024-06-17T03:00:00Z"),
          Instant.parse("2024-06-17T03:00:00.398Z"),
          2,
          "sha256:43f0");

  private static JsonNode json(
      Checkpoint.Complete complete, SortedMap<String, Absence> pending, int notFound, Instant end) {
    String json = new Checkpoint(SCOPE, LAST, complete, pending, notFound, end).json();
    assertEquals(CanonicalJson.text(Fixtures.json(json)), json);
    return Fixtures.json(json);
  }

  @Test
  void checkpointStatesTheLastPollAndTheLastCompleteOne() {
    assertEquals(
        Fixtures.json(
            """
            {
              "schema_version": "1.0.0",
              "scope": "vendor/service/1/region/type/id/poll/List",
              "last_poll": {
                "poll_id": "poll-2",
                "scheduled_at": "2024-06-17T03:02:00.000Z",
                "status": "partial"
              },
              "last_complete": {
                "poll_id": "poll-1",
                "scheduled_at": "2024-06-17T03:00:00.000Z",
                "observed_at": "2024-06-17T03:00:00.398Z",
                "unique": 2,
                "digest": "sha256:43f0"
              },
              "pending_absent": {}
            }
            """),
        json(COMPLETE, new TreeMap<>(), 0, null));
  }

  @Test
  void scopeThatWasNeverCompleteHasNoLastCompletePoll() {
    JsonNode checkpoint = json(null, new TreeMap<>(), 0, null);
    assertFalse(checkpoint.has("last_complete"));
    assertFalse(checkpoint.has("not_found"));
    assertFalse(checkpoint.has("ended_at"));
  }

  @Test
  void pollsThatDidNotFindTheResourceAndWhenItsSubjectsEndedAreStated() {
    JsonNode checkpoint = json(COMPLETE, new TreeMap<>(), 3, Instant.parse("2024-06-17T03:02:01Z"));
    assertEquals(3, checkpoint.get("not_found").intValue());
    assertEquals("2024-06-17T03:02:01.000Z", checkpoint.get("ended_at").textValue());
  }

  @Test
  void pendingAbsencesAreStatedInTheOrderOfTheirSubjects() {
    // Given
    SortedMap<String, Absence> pending = new TreeMap<>();
    pending.put("b/\u8fde \"x\"", new Absence(1, Instant.parse("2024-06-17T03:00:00.398Z")));
    pending.put("a", new Absence(2, Instant.parse("2024-06-17T02:59:00Z")));

    // When
    ObjectNode stated = (ObjectNode) json(COMPLETE, pending, 0, null).get("pending_absent");

    // Then
    assertEquals(
        Fixtures.json(
            "{\"a\":{\"misses\":2,\"seen_at\":\"2024-06-17T02:59:00.000Z\"},"
                + "\"b/\u8fde \\\"x\\\"\":{\"misses\":1,\"seen_at\":\"2024-06-17T03:00:00.398Z\"}}"),
        stated);
    assertEquals(List.of("a", "b/\u8fde \"x\""), List.copyOf(names(stated)));
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void pendingAbsencesAreACopy() {
    // Given
    SortedMap<String, Absence> pending = new TreeMap<>();
    Checkpoint checkpoint = new Checkpoint(SCOPE, LAST, null, pending, 0, null);

    // When
    pending.put("a", new Absence(1, Instant.EPOCH));

    // Then
    assertEquals(new TreeMap<>(), checkpoint.pendingAbsent());
  }
}
