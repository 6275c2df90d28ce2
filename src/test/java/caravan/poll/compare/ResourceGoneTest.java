package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.subjects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 6 of the event contract: a resource that the vendor no longer finds. */
class ResourceGoneTest extends ComparisonCase {

  @Test
  void resourceThatIsNotFoundOftenEnoughIsGone() {
    // Given
    polls.complete(clients("b", 1), clients("a", 2));

    // When
    Poll first = polls.failed("resource_not_found");
    Poll second = polls.failed("resource_not_found");
    Poll third = polls.failed("resource_not_found");

    // Then
    assertEquals(List.of("snapshot.incomplete"), kinds(first));
    assertEquals(2, first.report().absencesSuppressed());
    assertEquals(1, first.outcome().checkpoint().notFound());
    assertEquals(2, second.outcome().checkpoint().notFound());
    assertEquals(
        List.of("connection.closed", "connection.closed", "snapshot.incomplete"), kinds(third));
    assertEquals(List.of("a", "b", third.scope().path()), subjects(third));
    Event closed = third.outcome().events().get(0);
    Instant now = slot(3).plusSeconds(30);
    assertEquals("resource_gone", closed.endReason());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Window(read(0, 0), now), closed.times().window());
    assertEquals(now, closed.observedAt());
    assertEquals(0, third.report().absencesSuppressed());
    assertEquals("resource_not_found", third.report().reason());
    assertEquals(3, third.outcome().checkpoint().notFound());
    assertEquals(0, polls.memory().size());
    assertEquals(4, polls.failed("resource_not_found").outcome().checkpoint().notFound());
  }

  @Test
  void everyOtherOutcomeStartsTheCountAgain() {
    polls.goneAfter(2);
    polls.complete(clients("a", 1));
    polls.failed("resource_not_found");
    assertEquals(0, polls.failed("timeout").outcome().checkpoint().notFound());
    polls.failed("resource_not_found");
    assertEquals(0, polls.partial(clients("a", 1)).outcome().checkpoint().notFound());
    polls.failed("resource_not_found");
    assertEquals(0, polls.complete(clients("a", 1)).outcome().checkpoint().notFound());
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.failed("resource_not_found")));
    assertEquals(
        List.of("connection.closed", "snapshot.incomplete"),
        kinds(polls.failed("resource_not_found")));
  }

  @Test
  void resourceThatGoesBetweenPagesCounts() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1), clients("b", 1));
    Poll poll = polls.partial("resource_not_found", clients("a", 1));
    assertEquals("resource_not_found", poll.report().reason());
    assertEquals(1, poll.outcome().checkpoint().notFound());
    assertEquals("b", poll.outcome().events().get(0).subject());
  }

  @Test
  void resourceThatGoesBetweenPagesIsSeenGoneLaterThanItsLastPage() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1), clients("b", 1));
    Poll poll = polls.partial("resource_not_found", clients("a", 1));
    Event closed = poll.outcome().events().get(0);
    Instant now = slot(1).plusSeconds(30);
    assertEquals(new Window(read(0, 0), now), closed.times().window());
    assertEquals(now, closed.observedAt());
    assertEquals(now, poll.outcome().checkpoint().endedAt());
    assertEquals(read(1, 0), poll.outcome().events().get(1).observedAt());
  }

  @Test
  void resourceThatIsGoneEndsWhatWasPendingSinceItsFirstMiss() {
    polls.confirmations(2).goneAfter(1);
    polls.complete(clients("a", 1));
    polls.complete();
    Event closed = only(polls.failed("resource_not_found"));
    assertEquals("resource_gone", closed.endReason());
    assertEquals(read(0, 0), closed.times().window().after());
  }

  @ParameterizedTest
  @MethodSource("families")
  void goneResourceEndsEveryFamily(String api, Row plain, Row changed, List<String> kinds) {
    polls = new Polls(api).goneAfter(1);
    polls.complete(plain);
    Event ended = only(polls.failed("resource_not_found"));
    assertEquals(kinds.get(3), ended.kind().wire());
    assertEquals("resource_gone", ended.endReason());
  }

  @Test
  void subjectThatIsBackAfterItsResourceWasGoneHasNewIds() {
    // Given
    polls.goneAfter(1);
    polls.complete();
    Event opened = only(polls.partial(started("a", START)));
    Poll gone = polls.failed("resource_not_found");
    Instant ended = gone.outcome().events().get(0).observedAt();

    // When
    Event again = only(polls.partial(started("a", START)));

    // Then
    assertEquals(ended, gone.outcome().checkpoint().endedAt());
    assertEquals(new Window(ended, read(3, 0)), again.times().window());
    assertNotEquals(opened.id(), again.id());
  }

  @Test
  void onlyACompletePollForgetsWhenTheResourceWasGone() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1));
    Instant ended = polls.failed("resource_not_found").outcome().events().get(0).observedAt();
    assertEquals(ended, polls.failed("timeout").outcome().checkpoint().endedAt());
    assertEquals(ended, polls.failed("resource_not_found").outcome().checkpoint().endedAt());
    assertEquals(ended, polls.partial(clients("b", 1)).outcome().checkpoint().endedAt());
    assertNull(polls.complete(clients("b", 1)).outcome().checkpoint().endedAt());
  }
}
