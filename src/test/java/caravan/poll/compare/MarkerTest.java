package caravan.poll.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Verdict;
import caravan.json.CanonicalJson;
import caravan.model.PollErrors;
import caravan.poll.Judge;
import caravan.poll.Poll;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MarkerTest {

  private static final Marker.LeftOut NOTHING = new Marker.LeftOut(0, 0, 0);

  private static final Instant NOW = Fixtures.SLOT.plusSeconds(30);

  /** What is remembered after a complete poll. */
  private static Checkpoint after(String completePollId, String scope) {
    return new Checkpoint(
        scope,
        new Checkpoint.Last(completePollId, Fixtures.SLOT, "complete"),
        new Checkpoint.Complete(completePollId, Fixtures.SLOT, Fixtures.READ, 2, "sha256:0"),
        new TreeMap<>(),
        0,
        null);
  }

  @Test
  void markerOfACompletePollStatesItsFigures() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    poll.walk().asked();
    poll.walk().received(Fixtures.page(0, 2L, null));
    poll.walk().countRow();
    poll.walk().countRow();
    poll.walk().observe(Fixtures.connection("a", 1, Fixtures.place(0, 0)));
    poll.walk().observe(Fixtures.connection("b", 1, Fixtures.place(0, 1)));

    // When
    new Comparison(poll, NOW).compare();
    Event marker = poll.outcome().events().get(2);

    // Then
    assertEquals(Kind.SNAPSHOT_COMPLETED, marker.kind());
    assertEquals(poll.scope().path(), marker.subject());
    JsonNode json = Fixtures.json(marker.json());
    assertEquals(
        Fixtures.json(
            "{\"status\":\"complete\",\"baseline\":true,\"pages_expected\":1,\"pages_received\":1,"
                + "\"declared_total\":2,\"received\":2,\"unique\":2,\"rejected\":0,"
                + "\"emitted\":{\"connection.observed\":2},\"events\":3,"
                + "\"absences_suppressed\":0,\"digest\":\""
                + Judge.digest(poll)
                + "\"}"),
        json.get("report"));
    assertEquals(3, json.at("/snapshot/sequence").intValue());
    assertEquals("marker", json.at("/snapshot/trigger").textValue());
    assertFalse(json.get("snapshot").has("page"));
    assertFalse(json.get("snapshot").has("previous_poll_id"));
    assertFalse(json.has("revision"));
    assertFalse(json.has("raw"));
    assertFalse(json.at("/source").has("request_id"));
    assertEquals(CanonicalJson.text(json), marker.json());
  }

  @Test
  void markerOfAFailedPollStatesItsErrorAndTheTimeOfNow() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.ALIBABA));
    poll.walk().asked();
    poll.walk().fail(PollErrors.of("throttled", "Throttling.User", "slow down", 400, true));

    // When
    Event marker = Marker.of(poll, Verdict.FAILED, List.of(), NOTHING, NOW);

    // Then
    assertEquals(Kind.SNAPSHOT_INCOMPLETE, marker.kind());
    assertEquals(NOW, marker.observedAt());
    assertEquals(NOW, marker.times().event());
    JsonNode report = Fixtures.json(marker.json()).get("report");
    assertEquals("failed", report.get("status").textValue());
    assertEquals("throttled", report.get("reason").textValue());
    assertEquals(
        Fixtures.json(
            "{\"class\":\"throttled\",\"code\":\"Throttling.User\",\"message\":\"slow down\","
                + "\"http_status\":400,\"page\":0,\"attempts\":1,\"retryable\":true}"),
        report.get("error"));
    assertFalse(report.has("digest"));
    assertFalse(report.has("declared_total"));
    assertTrue(report.get("baseline").booleanValue());
  }

  @Test
  void markerIsDatedByTheLastPage() {
    // Given
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    poll.walk().received(Fixtures.page(0));
    poll.walk().received(Fixtures.page(1));

    // When
    new Comparison(poll, NOW).compare();

    // Then
    assertEquals(Fixtures.READ.plusSeconds(1), poll.outcome().events().get(0).observedAt());
  }

  @Test
  void markerCountsWhatWasHeldBackAndEachKind() {
    // Given
    Polls polls = new Polls(Fixtures.TENCENT);
    polls.complete(Polls.clients("a", 1), Polls.clients("b", 1), Polls.clients("c", 1));

    // When
    Poll poll = polls.partial(Polls.clients("c", 2), Polls.clients("d", 1), Polls.clients("e", 1));

    // Then
    JsonNode report = Fixtures.json(poll.outcome().events().get(3).json()).get("report");
    assertEquals(2, report.get("absences_suppressed").intValue());
    assertEquals(
        Fixtures.json("{\"connection.opened\":2,\"connection.updated\":1}"), report.get("emitted"));
    assertEquals(4, report.get("events").intValue());
    assertEquals("pages_missing", report.get("reason").textValue());
    assertFalse(report.get("baseline").booleanValue());
  }

  @Test
  void markerIsABaselineUntilAPollWasComplete() {
    Polls polls = new Polls(Fixtures.TENCENT);
    assertTrue(polls.failed("timeout").report().baseline());
    assertTrue(polls.complete().report().baseline());
    assertFalse(polls.failed("timeout").report().baseline());
  }

  @Test
  void markersOfBothVerdictsHaveDifferentIds() {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    String complete = Marker.of(poll, Verdict.COMPLETE, List.of(), NOTHING, NOW).id();
    String partial = Marker.of(poll, Verdict.PARTIAL, List.of(), NOTHING, NOW).id();
    String failed = Marker.of(poll, Verdict.FAILED, List.of(), NOTHING, NOW).id();
    assertFalse(complete.equals(partial));
    assertEquals(partial, failed);
  }

  @Test
  void previousPollIsTheLastCompleteOne() {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.TENCENT));
    assertNull(Marker.previous(poll));
    poll.memory().checkpoint(after("before", poll.scope().path()));
    assertEquals("before", Marker.previous(poll));
  }
}
