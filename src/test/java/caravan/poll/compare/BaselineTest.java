package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.poll.Poll;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sections 2 and 6 of the event contract: until its first complete poll, a scope is observed and
 * claims no change.
 */
class BaselineTest extends ComparisonCase {

  @Test
  void firstPollObservesEverythingAndClaimsNoChange() {
    // When
    Poll poll = polls.complete(clients("b", 3), clients("a", 2));

    // Then
    assertEquals(
        List.of("connection.observed", "connection.observed", "snapshot.completed"), kinds(poll));
    Event event = poll.outcome().events().get(0);
    assertEquals("b", event.subject());
    assertEquals("baseline", event.snapshot().trigger());
    assertEquals(slot(0), event.incarnation());
    assertEquals(1, event.revision());
    assertEquals(
        Ids.event(
            "connection.observed", "b", slot(0), 1, poll.walk().seen("b").contentHash(), null),
        event.id());
    assertNull(event.times().window());
    assertNull(event.endReason());
    assertNull(FactsOf.connection(event.facts()).countDelta());
    assertNull(event.snapshot().previousPollId());
    assertEquals(read(0, 0), event.times().event());
    assertEquals("poll", event.times().basis());
    assertTrue(poll.report().baseline());
  }

  @Test
  void nothingIsOpenedUntilTheFirstCompletePoll() {
    // When
    Poll partial = polls.partial(clients("a", 1));
    Poll changed = polls.partial(clients("a", 2), clients("b", 1));
    Poll failed = polls.failed("timeout");
    Poll complete = polls.complete(clients("a", 2), clients("b", 1), clients("c", 1));
    Poll after = polls.complete(clients("d", 1), clients("b", 1), clients("c", 1), clients("a", 2));

    // Then
    assertEquals(List.of("connection.observed", "snapshot.incomplete"), kinds(partial));
    assertEquals(
        List.of("connection.updated", "connection.observed", "snapshot.incomplete"),
        kinds(changed));
    assertEquals(List.of("connection.observed", "snapshot.completed"), kinds(complete));
    assertEquals(List.of("connection.opened", "snapshot.completed"), kinds(after));
    for (Poll before : List.of(partial, changed, failed, complete)) {
      assertTrue(before.report().baseline());
      assertNull(before.outcome().events().get(0).snapshot().previousPollId());
    }
    assertFalse(after.report().baseline());
    assertEquals(complete.id(), previous(after));
  }

  @Test
  void changeBeforeTheFirstCompletePollHasTheWindowOfItsSubject() {
    // Given
    polls.partial(clients("a", 1));

    // When
    Event updated = only(polls.partial(clients("a", 2)));

    // Then
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
    assertEquals(2, updated.revision());
    assertEquals(1, FactsOf.connection(updated.facts()).countDelta());
  }

  @Test
  void vendorsStartIsTheLifeOfABaselineToo() {
    Event observed = only(polls.complete(started("a", START)));
    assertEquals(START, observed.incarnation());
    assertEquals(read(0, 0), observed.times().event());
    assertEquals("poll", observed.times().basis());
  }

  @Test
  void completeEmptyListEndsTheBaseline() {
    polls.complete();
    assertEquals(Kind.CONNECTION_OPENED, only(polls.complete(clients("a", 1))).kind());
  }
}
