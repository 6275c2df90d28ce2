package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.measured;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.tls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Traffic.Counters;
import caravan.json.Instants;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Section 6 of the event contract: a subject that was not there before. */
class AppearedTest extends ComparisonCase {

  @Test
  void newSubjectIsOpenedSinceTheLastCompletePoll() {
    // Given
    Poll complete = polls.complete();

    // When
    Poll poll = polls.complete(clients("a", 3));

    // Then
    Event opened = only(poll);
    assertEquals("appeared", opened.snapshot().trigger());
    assertEquals(complete.id(), opened.snapshot().previousPollId());
    assertEquals(slot(1), opened.incarnation());
    assertEquals(1, opened.revision());
    assertEquals(3, FactsOf.connection(opened.facts()).countDelta());
    assertEquals(new Window(read(0, 0), read(1, 0)), opened.times().window());
    assertEquals(read(1, 0), opened.times().event());
    assertEquals("window_end", opened.times().basis());
    assertEquals(
        Ids.event(
            "connection.opened",
            "a",
            slot(1),
            1,
            poll.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        opened.id());
  }

  @Test
  void windowOfAnOpeningStartsWithTheFirstPageOfTheLastCompletePoll() {
    // Given
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));

    // When
    Poll poll = polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1), clients("c", 1)));

    // Then
    assertEquals(new Window(read(0, 0), read(1, 1)), only(poll).times().window());
  }

  @Test
  void incompletePollsOnlyWidenTheWindowOfAnOpening() {
    polls.complete();
    polls.failed("timeout");
    polls.partial();
    polls.skip(2);
    Event opened = only(polls.complete(clients("a", 1)));
    assertEquals(new Window(read(0, 0), read(5, 0)), opened.times().window());
  }

  @Test
  void openingIsPublishedByAPartialPoll() {
    polls.complete();
    Poll poll = polls.partial(clients("a", 1));
    assertEquals(List.of("connection.opened", "snapshot.incomplete"), kinds(poll));
  }

  @Test
  void openingWithAVendorsStartHappenedThen() {
    polls.complete();
    Event opened = only(polls.complete(started("a", START)));
    assertEquals(START, opened.times().event());
    assertEquals("vendor_start", opened.times().basis());
    assertEquals(START, opened.incarnation());
    assertEquals(START, FactsOf.connection(opened.facts()).startedAt());
  }

  @Test
  void measurementDoesNotDateAnOpening() {
    Row row = measured("a", START, MEASURED, new Counters(1L, null, null, null));
    polls.complete();
    assertEquals("vendor_start", only(polls.complete(row)).times().basis());
  }

  @Test
  void endpointThatAppearsHasAWindow() {
    // Given
    polls = new Polls(Fixtures.TENCENT_SSL);
    polls.complete();

    // When
    Poll poll = polls.complete(tls("a", true));

    // Then
    Event appeared = only(poll);
    assertEquals(Kind.ENDPOINT_TLS_OBSERVED, appeared.kind());
    assertEquals("appeared", appeared.snapshot().trigger());
    assertEquals(new Window(read(0, 0), read(1, 0)), appeared.times().window());
    assertEquals("window_end", appeared.times().basis());
    assertEquals(
        Ids.event(
            "endpoint.tls_observed",
            "a",
            slot(1),
            1,
            poll.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        appeared.id());
  }

  @Test
  void subjectThatComesBackHasANewLife() {
    // Given
    Event first = only(polls.complete(clients("a", 1)));
    polls.complete();

    // When
    Event again = only(polls.complete(clients("a", 1)));

    // Then
    assertEquals(slot(2), again.incarnation());
    assertEquals(1, again.revision());
    assertNotEquals(first.id(), again.id());
  }

  @Test
  void subjectThatComesBackWithItsStartHasNewIds() {
    // Given
    polls.complete();
    Event opened = only(polls.complete(started("a", START)));
    Event closed = only(polls.complete());

    // When
    Event openedAgain = only(polls.complete(started("a", START)));
    Event closedAgain = only(polls.complete());

    // Then
    assertEquals(opened.incarnation(), openedAgain.incarnation());
    assertEquals(opened.revision(), openedAgain.revision());
    assertNotEquals(opened.id(), openedAgain.id());
    assertNotEquals(closed.id(), closedAgain.id());
  }
}
