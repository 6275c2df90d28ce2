package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.reject;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.subjects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Checkpoint;
import caravan.event.Checkpoint.Absence;
import caravan.event.Checkpoint.Omitted;
import caravan.event.ConnectionFacts;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.json.Instants;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 6 of the event contract: only complete snapshots without a subject prove its end. */
class AbsentTest extends ComparisonCase {

  @Test
  void subjectThatACompletePollLacksIsClosed() {
    // Given
    Poll before = polls.complete(clients("a", 3));

    // When
    Poll poll = polls.complete();

    // Then
    Event closed = only(poll);
    assertEquals("absent_from_snapshot", closed.endReason());
    assertEquals("disappeared", closed.snapshot().trigger());
    assertEquals(slot(0), closed.incarnation());
    assertEquals(2, closed.revision());
    assertEquals(before.walk().seen("a").contentHash(), closed.contentHash());
    assertEquals(before.walk().seen("a").raw(), closed.raw());
    assertEquals("closed", FactsOf.connection(closed.facts()).state());
    assertEquals(0, FactsOf.connection(closed.facts()).count());
    assertEquals(-3, FactsOf.connection(closed.facts()).countDelta());
    assertNull(FactsOf.connection(closed.facts()).durationMinMs());
    assertNull(FactsOf.connection(closed.facts()).durationMaxMs());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Window(read(0, 0), read(1, 0)), closed.times().window());
    assertEquals(read(1, 0), closed.times().event());
    assertEquals("window_end", closed.times().basis());
    assertEquals(read(1, 0), closed.observedAt());
    assertNull(closed.snapshot().page());
    assertNull(closed.snapshot().position());
    assertNull(closed.requestId());
    assertEquals(before.id(), closed.snapshot().previousPollId());
    assertEquals(
        Ids.event(
            "connection.closed",
            "a",
            slot(0),
            2,
            before.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        closed.id());
    assertNull(polls.memory().incarnation("a"));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete()));
  }

  @Test
  void doubtsOfTheRecordStayOnItsEnd() {
    Quality masked = new Quality("masked_address", "client.address");
    polls.complete(
        place -> {
          Observation plain = Fixtures.connection("a", 1, place);
          return Observation.of(
              "a",
              null,
              new ConnectionFacts(
                  FactsOf.client(plain.facts()), FactsOf.connection(plain.facts()), null),
              List.of(masked),
              plain.raw(),
              place);
        });
    assertEquals(List.of(masked, FROM_ABSENCE), only(polls.complete()).quality());
  }

  @Test
  void completeEmptyListClosesEverythingBySubject() {
    polls.complete(clients("c", 1), clients("a", 1), clients("b", 1));
    Poll poll = polls.complete();
    assertEquals(List.of("a", "b", "c", poll.scope().path()), subjects(poll));
    assertEquals(0, polls.memory().size());
  }

  @Test
  void durationIsBoundedByTheWindow() {
    polls.complete(started("a", START));
    Event closed = only(polls.complete());
    assertEquals(
        Duration.between(START, read(0, 0)).toMillis(),
        FactsOf.connection(closed.facts()).durationMinMs());
    assertEquals(
        Duration.between(START, read(1, 0)).toMillis(),
        FactsOf.connection(closed.facts()).durationMaxMs());
  }

  @Test
  void durationIsNeverBelowZero() {
    Instant future = read(5, 0);
    polls.complete(started("a", future));
    Event closed = only(polls.complete());
    assertEquals(0, FactsOf.connection(closed.facts()).durationMinMs());
    assertEquals(0, FactsOf.connection(closed.facts()).durationMaxMs());
  }

  @Test
  void incompletePollClosesNothingAndCountsWhatItHeldBack() {
    // Given
    polls.complete(clients("a", 1), clients("b", 1), clients("c", 1));

    // When
    Poll partial = polls.partial(clients("b", 1));
    Poll failed = polls.failed("transport");
    Poll rejected = polls.next();
    polls.page(rejected, 2, clients("a", 1));
    reject(rejected);
    polls.published(rejected);
    Poll mismatch = polls.next();
    polls.page(mismatch, 3, clients("a", 1), clients("b", 1));
    polls.published(mismatch);

    // Then
    for (Poll poll : List.of(partial, failed, rejected, mismatch)) {
      assertEquals(List.of("snapshot.incomplete"), kinds(poll));
      assertEquals(Map.of(), poll.outcome().checkpoint().pendingAbsent());
    }
    assertEquals(2, partial.report().absencesSuppressed());
    assertEquals(3, failed.report().absencesSuppressed());
    assertEquals(2, rejected.report().absencesSuppressed());
    assertEquals(1, mismatch.report().absencesSuppressed());
    assertEquals(0, polls.complete().report().absencesSuppressed());
  }

  @Test
  void snapshotOfSeveralPagesMustBeConfirmed() {
    // Given
    polls.pages(List.of(clients("a", 1), clients("b", 1)), List.of(clients("c", 1)));

    // When
    Poll first = polls.pages(List.of(clients("b", 1)), List.of(clients("c", 1)));
    boolean open = polls.memory().incarnation("a") != null;
    Poll second = polls.pages(List.of(clients("b", 1)), List.of(clients("c", 1)));

    // Then
    assertEquals(List.of("snapshot.completed"), kinds(first));
    assertEquals(1, first.report().absencesSuppressed());
    assertEquals(
        Map.of("a", new Absence(1, read(0, 0))), first.outcome().checkpoint().pendingAbsent());
    assertTrue(open);
    Event closed = only(second);
    assertEquals("a", closed.subject());
    assertEquals(new Window(read(0, 0), read(2, 1)), closed.times().window());
    assertEquals(read(2, 1), closed.observedAt());
    assertEquals(0, second.report().absencesSuppressed());
    assertEquals(Map.of(), second.outcome().checkpoint().pendingAbsent());
  }

  @Test
  void emptyLastPageMakesASnapshotOneOfSeveral() {
    polls.pages(List.of(clients("a", 1), clients("b", 1)), List.of());
    Poll first = polls.pages(List.of(clients("b", 1)), List.of());
    assertEquals(List.of("snapshot.completed"), kinds(first));
    assertEquals(Set.of("a"), first.outcome().checkpoint().pendingAbsent().keySet());
  }

  @Test
  void singlePageProvesWhatAnotherSnapshotLeftOpen() {
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    polls.pages(List.of(clients("b", 1)), List.of());
    assertEquals("a", only(polls.complete(clients("b", 1))).subject());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void confirmationsAreConfigured(int confirmations) {
    polls.confirmations(confirmations);
    polls.complete(clients("a", 1));
    for (int miss = 1; miss < confirmations; miss++) {
      Poll poll = polls.complete();
      assertEquals(List.of("snapshot.completed"), kinds(poll));
      assertEquals(
          new Absence(miss, read(0, 0)), poll.outcome().checkpoint().pendingAbsent().get("a"));
      assertEquals(1, poll.report().absencesSuppressed());
    }
    Event closed = only(polls.complete());
    assertEquals("absent_from_snapshot", closed.endReason());
    assertEquals(read(0, 0), closed.times().window().after());
  }

  @Test
  void configuredConfirmationsHoldForSeveralPagesToo() {
    polls.confirmations(1);
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    assertEquals("a", only(polls.pages(List.of(clients("b", 1)), List.of())).subject());
  }

  @Test
  void incompletePollsNeitherCountNorClearAPendingAbsence() {
    // Given
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    Map<String, Absence> pending = Map.of("a", new Absence(1, read(0, 0)));
    assertEquals(pending, polls.complete().outcome().checkpoint().pendingAbsent());

    // Then
    assertEquals(pending, polls.partial(clients("b", 1)).outcome().checkpoint().pendingAbsent());
    assertEquals(pending, polls.failed("timeout").outcome().checkpoint().pendingAbsent());
    assertEquals("a", polls.complete(clients("b", 1)).outcome().events().get(0).subject());
  }

  @Test
  void subjectThatIsSeenAgainIsNotPendingAnyMore() {
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    polls.complete();
    Poll again = polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.completed"), kinds(again));
    assertEquals(Map.of(), again.outcome().checkpoint().pendingAbsent());
    assertEquals(
        Map.of("a", new Absence(1, read(2, 0))),
        polls.complete().outcome().checkpoint().pendingAbsent());
  }

  @Test
  void partialPollThatSeesAnAbsentSubjectClearsIt() {
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    polls.complete();
    assertEquals(Map.of(), polls.partial(clients("a", 1)).outcome().checkpoint().pendingAbsent());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete()));
  }

  @Test
  void firstMissFixesWhenAnAbsentSubjectWasLastThere() {
    // Given
    polls.confirmations(3);
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 2));

    // When
    Poll first = polls.complete();
    Poll second = polls.complete();
    Event closed = only(polls.complete());

    // Then
    assertEquals(new Absence(1, read(1, 0)), first.outcome().checkpoint().pendingAbsent().get("a"));
    assertEquals(
        new Absence(2, read(1, 0)), second.outcome().checkpoint().pendingAbsent().get("a"));
    assertEquals(new Window(read(1, 0), read(4, 0)), closed.times().window());
    assertEquals(
        Ids.event(
            "connection.closed", "a", slot(0), 3, closed.contentHash(), Instants.text(read(1, 0))),
        closed.id());
  }

  /** Kafka takes 8 MiB of a checkpoint; one that is larger would never be published again. */
  @Test
  void checkpointHasRoomForTheAbsencesThatItKeeps() {
    // Given
    polls.confirmations(2);
    String longest = "x".repeat(1000);
    Row[] rows =
        IntStream.range(0, 5_000)
            .mapToObj(i -> clients(longest + (10_000 + i), 1))
            .toArray(Row[]::new);
    polls.complete(rows);

    // When
    Poll first = polls.complete();
    Poll failed = polls.failed("timeout");
    Poll second = polls.complete();
    Poll third = polls.complete();

    // Then
    Checkpoint kept = first.outcome().checkpoint();
    int pending = kept.pendingAbsent().size();
    assertTrue(kept.json().length() <= Checkpoint.MAX_PENDING_BYTES + 1024);
    assertTrue(kept.json().length() > Checkpoint.MAX_PENDING_BYTES - 1024);
    assertEquals(new Omitted(5_000 - pending, read(0, 0)), kept.omitted());
    assertEquals(5_000, first.report().absencesSuppressed());
    assertEquals(5_000 - pending, first.report().absencesOmitted());
    assertEquals(kept.omitted(), failed.outcome().checkpoint().omitted());
    assertEquals(kept.pendingAbsent(), failed.outcome().checkpoint().pendingAbsent());
    assertEquals(pending, second.outcome().events().size() - 1);
    assertEquals(5_000 - pending, second.outcome().checkpoint().pendingAbsent().size());
    assertEquals(5_000 - pending, third.outcome().events().size() - 1);
    assertNull(second.outcome().checkpoint().omitted());
    assertEquals(0, second.report().absencesOmitted());
    assertEquals(0, polls.memory().size());
  }

  /** What was left out had been missed before it became pending, so it ended before that. */
  @Test
  void endOfAnAbsenceThatWasLeftOutBeginsWithItsFirstMiss() {
    // Given
    polls.confirmations(2);
    String longest = "x".repeat(1000);
    Row[] rows =
        IntStream.range(0, 5_000)
            .mapToObj(i -> clients(longest + (10_000 + i), 1))
            .toArray(Row[]::new);
    polls.complete(rows);
    Poll first = polls.complete();
    String last = longest + 14_999;
    assertFalse(first.outcome().checkpoint().pendingAbsent().containsKey(last));

    // When
    polls.complete();
    Poll third = polls.complete();

    // Then
    Event closed = third.outcome().events().get(third.outcome().events().size() - 2);
    assertEquals(last, closed.subject());
    assertEquals(new Window(read(0, 0), read(3, 0)), closed.times().window());
  }
}
