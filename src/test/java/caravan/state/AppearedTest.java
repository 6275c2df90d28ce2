package caravan.state;

import static caravan.state.Polls.clients;
import static caravan.state.Polls.kinds;
import static caravan.state.Polls.measured;
import static caravan.state.Polls.only;
import static caravan.state.Polls.read;
import static caravan.state.Polls.slot;
import static caravan.state.Polls.started;
import static caravan.state.Polls.tls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.Fixtures;
import caravan.model.Event;
import caravan.model.Event.Window;
import caravan.model.Ids;
import caravan.model.Instants;
import caravan.model.Kind;
import caravan.model.Poll;
import caravan.model.Traffic.Counters;
import caravan.state.Polls.Row;
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
    assertEquals(3, opened.connection().countDelta());
    assertEquals(new Window(read(0, 0), read(1, 0)), opened.window());
    assertEquals(read(1, 0), opened.eventTime());
    assertEquals("window_end", opened.eventTimeBasis());
    assertEquals(
        Ids.event(
            "connection.opened",
            "a",
            slot(1),
            1,
            poll.seen("a").contentHash(),
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
    assertEquals(new Window(read(0, 0), read(1, 1)), only(poll).window());
  }

  @Test
  void incompletePollsOnlyWidenTheWindowOfAnOpening() {
    polls.complete();
    polls.failed("timeout");
    polls.partial();
    polls.skip(2);
    Event opened = only(polls.complete(clients("a", 1)));
    assertEquals(new Window(read(0, 0), read(5, 0)), opened.window());
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
    assertEquals(START, opened.eventTime());
    assertEquals("vendor_start", opened.eventTimeBasis());
    assertEquals(START, opened.incarnation());
    assertEquals(START, opened.connection().startedAt());
  }

  @Test
  void measurementDoesNotDateAnOpening() {
    Row row = measured("a", START, MEASURED, new Counters(1L, null, null, null));
    polls.complete();
    assertEquals("vendor_start", only(polls.complete(row)).eventTimeBasis());
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
    assertEquals(new Window(read(0, 0), read(1, 0)), appeared.window());
    assertEquals("window_end", appeared.eventTimeBasis());
    assertEquals(
        Ids.event(
            "endpoint.tls_observed",
            "a",
            slot(1),
            1,
            poll.seen("a").contentHash(),
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
