package caravan.poll.compare;

import static caravan.poll.compare.Polls.account;
import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.measured;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.tls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Ids;
import caravan.event.Quality;
import caravan.event.Traffic.Counters;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 6 of the event contract: a subject whose content changed. */
class ChangedTest extends ComparisonCase {

  @Test
  void changeIsARevisionOfItsLife() {
    // Given
    polls.complete(clients("a", 5));

    // When
    Poll poll = polls.complete(clients("a", 2));

    // Then
    Event updated = only(poll);
    assertEquals("changed", updated.snapshot().trigger());
    assertEquals(slot(0), updated.incarnation());
    assertEquals(2, updated.revision());
    assertEquals(2, FactsOf.connection(updated.facts()).count());
    assertEquals(-3, FactsOf.connection(updated.facts()).countDelta());
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
    assertEquals(read(1, 0), updated.times().event());
    assertEquals("window_end", updated.times().basis());
    assertEquals(
        Ids.event("connection.updated", "a", slot(0), 2, poll.walk().seen("a").contentHash(), null),
        updated.id());
    assertEquals("request-0", updated.requestId());
    assertEquals(0, updated.snapshot().page());
    assertEquals(0, updated.snapshot().position());
  }

  @Test
  void countThatComesBackIsAnotherEvent() {
    String first = only(polls.complete(clients("a", 1))).id();
    String second = only(polls.complete(clients("a", 2))).id();
    Event third = only(polls.complete(clients("a", 1)));
    assertEquals(3, third.revision());
    assertEquals(3, Set.of(first, second, third.id()).size());
  }

  @Test
  void changeOfAMeasuredConnectionHappenedWhenItWasMeasured() {
    polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null)));
    Instant later = MEASURED.plusSeconds(60);
    Event updated =
        only(polls.complete(measured("a", START, later, new Counters(2L, null, null, null))));
    assertEquals(later, updated.times().event());
    assertEquals("vendor_measured", updated.times().basis());
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
  }

  @Test
  void baselineOfAMeasuredConnectionIsDatedByItsMeasurement() {
    Event observed =
        only(polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null))));
    assertEquals(MEASURED, observed.times().event());
    assertEquals("vendor_measured", observed.times().basis());
  }

  @Test
  void newMeasurementOfEqualCountersIsNoChange() {
    Counters counters = new Counters(1L, 2L, 3L, 4L);
    polls.complete(measured("a", START, MEASURED, counters));
    Poll poll = polls.complete(measured("a", START, MEASURED.plusSeconds(60), counters));
    assertEquals(List.of("snapshot.completed"), kinds(poll));
  }

  @Test
  void windowOfAChangeStartsWithTheLastCompletePollThatSawItUnchanged() {
    polls.complete(clients("a", 1));
    polls.complete(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(new Window(read(1, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void windowOfAChangeStartsWithTheLastEventWhenThatIsLater() {
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 2));
    Event updated = only(polls.complete(clients("a", 3)));
    assertEquals(new Window(read(1, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void partialPollThatSawASubjectUnchangedDoesNotNarrowItsWindow() {
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(new Window(read(0, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void changeInAPartialPollIsPublishedAndRemembered() {
    polls.complete(clients("a", 1));
    assertEquals(2, only(polls.partial(clients("a", 2))).revision());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 2))));
  }

  @Test
  void counterResetIsADoubtOfItsEventOnly() {
    // Given
    polls.complete(measured("a", START, MEASURED, new Counters(9L, 9L, null, null)));

    // When
    Event reset =
        only(polls.complete(measured("a", START, MEASURED, new Counters(3L, 10L, null, null))));
    Event next =
        only(polls.complete(measured("a", START, MEASURED, new Counters(4L, 11L, null, null))));
    Event closed = only(polls.complete());

    // Then
    assertEquals(List.of(new Quality("counter_reset", "traffic.total")), reset.quality());
    assertNull(FactsOf.traffic(reset.facts()).delta());
    assertEquals(List.of(), next.quality());
    assertEquals(new Counters(1L, 1L, null, null), FactsOf.traffic(next.facts()).delta());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
  }

  @Test
  void resetIsNoDoubtOfTheEndThatFollowsIt() {
    polls.complete(measured("a", START, MEASURED, new Counters(9L, null, null, null)));
    polls.complete(measured("a", START, MEASURED, new Counters(3L, null, null, null)));
    Event closed = only(polls.complete());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Counters(3L, null, null, null), FactsOf.traffic(closed.facts()).total());
  }

  @Test
  void tlsThatChangedStatesWhatHeldBefore() {
    polls = new Polls(Fixtures.TENCENT_SSL);
    Event before = only(polls.complete(tls("a", true)));
    Event changed = only(polls.complete(tls("a", false)));
    assertEquals(FactsOf.tls(before.facts()), FactsOf.tls(changed.facts()).previous());
    assertEquals(false, FactsOf.tls(changed.facts()).enabled());
    assertNull(FactsOf.tls(only(polls.complete()).facts()).previous());
  }

  @Test
  void accountThatChangedStatesItsRolesThatCameAndWent() {
    polls = new Polls(Fixtures.CTYUN);
    polls.complete(account("a", "read", "readWrite"));
    Event changed = only(polls.complete(account("a", "readWrite", "root")));
    assertEquals("root", FactsOf.account(changed.facts()).changes().granted().get(0).role());
    assertEquals("read", FactsOf.account(changed.facts()).changes().revoked().get(0).role());
    assertEquals(1, FactsOf.account(changed.facts()).changes().granted().size());
    assertEquals(1, FactsOf.account(changed.facts()).changes().revoked().size());
    assertNull(FactsOf.account(only(polls.complete()).facts()).changes());
  }
}
