package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.measured;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.FactsOf;
import caravan.event.Event;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Traffic.Counters;
import caravan.poll.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 6 of the event contract: what did not change is published again after an interval. */
class HeartbeatTest extends ComparisonCase {

  @Test
  void heartbeatsAreOffByDefault() {
    polls.complete(clients("a", 1));
    for (int poll = 0; poll < 3; poll++) {
      polls.skip(10_000);
      assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));
    }
  }

  @Test
  void heartbeatIsDueAnIntervalAfterTheLastPublication() {
    polls.heartbeat(Duration.ofMinutes(2));
    polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));

    Poll due = polls.complete(clients("a", 1));
    Event heartbeat = only(due);
    assertEquals("heartbeat", heartbeat.snapshot().trigger());
    assertEquals(Kind.CONNECTION_OBSERVED, heartbeat.kind());
    assertEquals(slot(0), heartbeat.incarnation());
    assertEquals(1, heartbeat.revision());
    assertNull(heartbeat.times().window());
    assertNull(FactsOf.connection(heartbeat.facts()).countDelta());
    assertEquals("poll", heartbeat.times().basis());
    assertEquals(
        Ids.event(
            "connection.observed", "a", slot(0), 1, due.walk().seen("a").contentHash(), due.id()),
        heartbeat.id());

    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));
    assertEquals("heartbeat", only(polls.complete(clients("a", 1))).snapshot().trigger());
  }

  @Test
  void everyPublicationRestartsTheHeartbeat() {
    polls.heartbeat(Duration.ofMinutes(2));
    polls.complete(clients("a", 1));
    assertEquals("changed", only(polls.complete(clients("a", 2))).snapshot().trigger());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 2))));
    assertEquals("heartbeat", only(polls.complete(clients("a", 2))).snapshot().trigger());
  }

  @Test
  void intervalOfZeroPublishesEveryRecordOfEveryPollOnce() {
    polls.heartbeat(Duration.ZERO);
    assertEquals("baseline", only(polls.complete(clients("a", 1))).snapshot().trigger());
    assertEquals("heartbeat", only(polls.complete(clients("a", 1))).snapshot().trigger());
    assertEquals("changed", only(polls.complete(clients("a", 2))).snapshot().trigger());
    assertEquals("heartbeat", only(polls.partial(clients("a", 2))).snapshot().trigger());
  }

  @Test
  void heartbeatBecomesTheState() {
    polls.heartbeat(Duration.ZERO);
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(read(1, 0), updated.times().window().after());
    assertEquals(slot(2), polls.memory().known("a").scheduledAt());
  }

  @Test
  void heartbeatCarriesTheDoubtsOfItsRecordAndTheMeasurement() {
    polls.heartbeat(Duration.ZERO);
    Instant later = MEASURED.plusSeconds(60);
    polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null)));
    Event heartbeat =
        only(polls.complete(measured("a", START, later, new Counters(1L, null, null, null))));
    assertEquals(later, heartbeat.times().event());
    assertEquals("vendor_measured", heartbeat.times().basis());
    assertNull(FactsOf.traffic(heartbeat.facts()).delta());
  }

  @Test
  void absentSubjectHasNoHeartbeat() {
    polls.heartbeat(Duration.ZERO);
    polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.partial()));
  }
}
