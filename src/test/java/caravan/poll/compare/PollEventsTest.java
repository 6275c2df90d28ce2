package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.fail;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.subjects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Kind;
import caravan.event.Observation;
import caravan.poll.Judge;
import caravan.poll.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Sections 4 and 6 of the event contract: order and numbers of the events of a poll, their ids and
 * its checkpoint.
 */
class PollEventsTest extends ComparisonCase {

  @Test
  void eventsAreInPageOrderThenClosesBySubjectThenTheMarker() {
    // Given
    polls.confirmations(1);
    polls.complete(clients("z", 1), clients("y", 1), clients("k", 1));

    // When
    Poll poll =
        polls.pages(
            List.of(clients("m", 1), clients("k", 2)), List.of(clients("b", 1), clients("a", 1)));

    // Then
    assertEquals(List.of("m", "k", "b", "a", "y", "z", poll.scope().path()), subjects(poll));
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), sequences(poll));
    assertEquals(7, poll.report().events());
    assertEquals(
        Map.of(Kind.CONNECTION_OPENED, 3L, Kind.CONNECTION_UPDATED, 1L, Kind.CONNECTION_CLOSED, 2L),
        poll.report().emitted());
  }

  @Test
  void subjectThatMovedStandsWhereItWasReadLast() {
    Poll poll = polls.next();
    polls.page(poll, 3, clients("a", 1), clients("b", 1));
    polls.page(poll, 3, clients("a", 2));
    polls.published(poll);
    assertEquals(List.of("b", "a", poll.scope().path()), subjects(poll));
    assertEquals(1, poll.outcome().events().get(1).snapshot().page());
    assertEquals(read(0, 1), poll.outcome().events().get(1).observedAt());
  }

  @Test
  void completePollIsTheLastCompleteOneByItsFirstPage() {
    Poll poll = polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    assertEquals(
        new Checkpoint.Complete(poll.id(), slot(0), read(0, 0), 2, Judge.digest(poll)),
        poll.outcome().checkpoint().lastComplete());
    assertEquals(
        new Checkpoint.Last(poll.id(), slot(0), "complete"),
        poll.outcome().checkpoint().lastPoll());
    assertEquals(poll.scope().path(), poll.outcome().checkpoint().scope());
    assertEquals(Judge.digest(poll), poll.report().digest());
  }

  @Test
  void incompletePollLeavesTheLastCompleteOne() {
    Poll complete = polls.complete(clients("a", 1));
    Poll partial = polls.partial(clients("b", 1));
    Poll failed = polls.failed("throttled");
    assertEquals(
        complete.outcome().checkpoint().lastComplete(),
        failed.outcome().checkpoint().lastComplete());
    assertEquals(
        new Checkpoint.Last(partial.id(), slot(1), "partial"),
        partial.outcome().checkpoint().lastPoll());
    assertEquals(
        new Checkpoint.Last(failed.id(), slot(2), "failed"),
        failed.outcome().checkpoint().lastPoll());
    assertEquals(complete.id(), previous(failed));
    assertNull(failed.report().digest());
  }

  @Test
  void scopeThatWasNeverCompleteHasNoLastCompletePoll() {
    Poll partial = polls.partial(clients("a", 1));
    assertNull(partial.outcome().checkpoint().lastComplete());
    assertNull(polls.failed("throttled").outcome().checkpoint().lastComplete());
  }

  @Test
  void recordIsCarriedUnchanged() {
    // When
    Poll poll = polls.complete(clients("a", 2));

    // Then
    Observation seen = poll.walk().seen("a");
    Event event = only(poll);
    assertEquals(FactsOf.client(seen.facts()), FactsOf.client(event.facts()));
    assertEquals(FactsOf.connection(seen.facts()), FactsOf.connection(event.facts()));
    assertEquals(seen.raw(), event.raw());
    assertEquals(seen.contentHash(), event.contentHash());
    assertEquals(seen.quality(), event.quality());
    assertEquals("request-0", event.requestId());
    assertEquals(poll.scope(), event.scope());
    assertEquals(poll.scheduledAt(), event.snapshot().scheduledAt());
  }

  @Test
  void pollThatReadNothingIsItsMarkerDatedNow() {
    Poll poll = polls.next();
    fail(poll, "timeout");
    polls.published(poll);
    assertEquals(List.of("snapshot.incomplete"), kinds(poll));
    assertEquals(slot(0).plusSeconds(30), poll.outcome().events().get(0).observedAt());
  }

  @Test
  void pollThatWasNotPublishedIsRepeatedWithTheSameIds() {
    // Given
    polls.complete(started("a", START), started("b", START));
    Poll lost = polls.next();
    polls.page(lost, 2, startedTwice("b", START), started("c", START));
    new Comparison(lost, slot(1)).compare();

    // When
    Poll again = polls.complete(startedTwice("b", START), started("c", START));

    // Then
    assertEquals(
        List.of(
            "connection.updated", "connection.opened", "connection.closed", "snapshot.completed"),
        kinds(lost));
    assertEquals(recordIds(lost), recordIds(again));
    assertNotEquals(lost.outcome().events().get(3).id(), again.outcome().events().get(3).id());
  }

  private static List<String> recordIds(Poll poll) {
    return poll.outcome().events().stream()
        .filter(one -> one.report() == null)
        .map(Event::id)
        .toList();
  }

  @Test
  void clockThatWasSetBackTurnsNoWindowRound() {
    // Given
    polls.complete(clients("a", 1), clients("b", 1));
    Instant before = polls.memory().complete().observedAt();

    // When
    polls.setBack(Duration.ofHours(1));
    Poll poll = polls.complete(clients("a", 2), clients("c", 1));

    // Then
    assertEquals(
        List.of(
            "connection.updated", "connection.opened", "connection.closed", "snapshot.completed"),
        kinds(poll));
    for (Event event : poll.outcome().events().subList(0, 3)) {
      assertTrue(event.observedAt().isBefore(before));
      assertEquals(new Window(event.observedAt(), event.observedAt()), event.times().window());
    }
  }
}
