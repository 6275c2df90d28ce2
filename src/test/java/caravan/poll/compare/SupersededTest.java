package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.subjects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.FactsOf;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Section 6 of the event contract: another start ends one life and begins the next. */
class SupersededTest extends ComparisonCase {

  @Test
  void anotherStartSupersedesALife() {
    // Given
    Instant young = START.plusSeconds(90);
    Poll baseline = polls.complete(started("a", START), clients("z", 1));

    // When
    Poll poll = polls.complete(clients("z", 1), started("a", young));

    // Then
    assertEquals(
        List.of("connection.closed", "connection.opened", "snapshot.completed"), kinds(poll));
    Event closed = poll.outcome().events().get(0);
    assertEquals("superseded", closed.endReason());
    assertEquals(START, closed.incarnation());
    assertEquals(2, closed.revision());
    assertEquals(baseline.walk().seen("a").contentHash(), closed.contentHash());
    assertEquals(new Window(read(0, 0), read(1, 0)), closed.times().window());
    assertEquals(List.of(), closed.quality());
    assertNull(closed.snapshot().page());
    Event opened = poll.outcome().events().get(1);
    assertEquals(young, opened.incarnation());
    assertEquals(1, opened.revision());
    assertEquals(1, FactsOf.connection(opened.facts()).countDelta());
    assertEquals(closed.times().window().after(), opened.times().window().after());
    assertEquals(1, opened.snapshot().position());
    assertEquals(young, polls.memory().incarnation("a").incarnation());
  }

  @Test
  void supersedingOpenHasTheStartOfTheWindowOfItsClose() {
    // Given
    polls.complete(started("a", START));
    polls.partial(startedTwice("a", START));

    // When
    Poll poll = polls.complete(started("a", START.plusSeconds(90)));

    // Then
    assertEquals(read(1, 0), poll.outcome().events().get(0).times().window().after());
    assertEquals(read(1, 0), poll.outcome().events().get(1).times().window().after());
  }

  @Test
  void lifeThatWasMissedAndThenSupersededEndedSinceItsFirstMiss() {
    // Given
    polls.confirmations(2);
    polls.complete(started("a", START));
    polls.complete();

    // When
    Poll poll = polls.complete(started("a", START.plusSeconds(90)));

    // Then
    assertEquals("superseded", poll.outcome().events().get(0).endReason());
    assertEquals(
        new Window(read(0, 0), read(2, 0)), poll.outcome().events().get(0).times().window());
    assertEquals(read(0, 0), poll.outcome().events().get(1).times().window().after());
    assertEquals(Map.of(), poll.outcome().checkpoint().pendingAbsent());
  }

  @Test
  void supersededStandsDirectlyBeforeItsOpenInPageOrder() {
    // Given
    polls.complete(started("a", START), started("b", START), started("c", START));

    // When
    Instant young = START.plusSeconds(90);
    Poll poll = polls.complete(started("d", young), started("b", young), started("a", young));

    // Then
    assertEquals(List.of("d", "b", "b", "a", "a", "c", poll.scope().path()), subjects(poll));
    assertEquals(
        List.of(
            "connection.opened",
            "connection.closed",
            "connection.opened",
            "connection.closed",
            "connection.opened",
            "connection.closed",
            "snapshot.completed"),
        kinds(poll));
  }

  @Test
  void partialPollSupersedesToo() {
    polls.complete(started("a", START));
    Poll poll = polls.partial(started("a", START.plusSeconds(90)));
    assertEquals(
        List.of("connection.closed", "connection.opened", "snapshot.incomplete"), kinds(poll));
    assertEquals("superseded", poll.outcome().events().get(0).endReason());
  }

  @Test
  void supersededBeforeTheFirstCompletePollIsFollowedByABaseline() {
    polls.partial(started("a", START));
    Poll poll = polls.partial(started("a", START.plusSeconds(90)));
    assertEquals(
        List.of("connection.closed", "connection.observed", "snapshot.incomplete"), kinds(poll));
    assertEquals(
        new Window(read(0, 0), read(1, 0)), poll.outcome().events().get(0).times().window());
    assertNull(poll.outcome().events().get(1).times().window());
  }

  @Test
  void supersededCloseIsDatedByTheLastPage() {
    polls.complete(started("a", START));
    Poll poll = polls.pages(List.of(started("a", START.plusSeconds(90))), List.of(clients("b", 1)));
    assertEquals(read(1, 1), poll.outcome().events().get(0).observedAt());
    assertEquals(read(1, 1), poll.outcome().events().get(0).times().window().until());
    assertEquals(read(1, 0), poll.outcome().events().get(1).observedAt());
  }
}
