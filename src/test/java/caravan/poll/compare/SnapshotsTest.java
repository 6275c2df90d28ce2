package caravan.poll.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.model.Scope;
import caravan.poll.Judge;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {

  private static final Instant NOW = Fixtures.SLOT.plusSeconds(30);

  private final SettableClock clock = new SettableClock(NOW);
  private final Snapshots snapshots = new Snapshots();
  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final ScopeState memory = new ScopeState();
  private Poll poll = new Poll(scope, Fixtures.SLOT, NOW, memory, clock::instant);

  /** Reads a page with a row about each subject. */
  private void page(long total, String... subjects) {
    int number = poll.walk().pagesReceived();
    poll.walk().asked();
    poll.walk().received(Fixtures.page(number, total, null));
    for (int position = 0; position < subjects.length; position++) {
      poll.walk().countRow();
      poll.walk()
          .observe(Fixtures.connection(subjects[position], 1, Fixtures.place(number, position)));
    }
  }

  private void walk(long total, String... subjects) {
    page(total, subjects);
    poll.walk().advance(null);
  }

  private int walks() {
    Judge.restartIfMoved(poll);
    return poll.walk().number();
  }

  @Test
  void listThatDoesNotFitItsTotalIsWalkedAgain() {
    walk(3, "a", "b");
    assertEquals(2, walks());
    assertTrue(poll.wantsPage());
    assertEquals(0, poll.walk().cursor().page());
    assertEquals(0, poll.walk().pagesReceived());
    assertEquals(0, poll.walk().unique());
  }

  @Test
  void listWhoseTotalMovedIsWalkedAgain() {
    page(2, "a");
    walk(3, "b", "c");
    assertEquals(2, walks());
  }

  @Test
  void listIsWalkedAgainTwiceAtMostAndTheLastWalkIsPublished() {
    // When
    walk(5, "a");
    assertEquals(2, walks());
    walk(5, "b");
    assertEquals(3, walks());
    walk(5, "c");
    assertEquals(3, walks());
    snapshots.compare(poll);

    // Then
    assertEquals("c", poll.outcome().events().get(0).subject());
    assertEquals(2, poll.outcome().events().size());
    assertEquals("total_mismatch", poll.report().reason());
    assertEquals(1, poll.report().pagesExpected());
    assertEquals(1, poll.report().received());
  }

  @Test
  void walkThatFitsEndsTheWalking() {
    walk(2, "a");
    assertEquals(2, walks());
    walk(2, "a", "b");
    assertEquals(2, walks());
    snapshots.compare(poll);
    assertEquals("complete", poll.report().status());
    assertEquals(Fixtures.READ, poll.outcome().checkpoint().lastComplete().observedAt());
  }

  @Test
  void completeListIsNotWalkedAgain() {
    walk(1, "a");
    assertEquals(1, walks());
  }

  @Test
  void listIsNotWalkedAgainBeforeItsEnd() {
    page(3, "a");
    assertEquals(1, walks());
    assertEquals(1, poll.walk().unique());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100_000})
  void listIsNotWalkedAgainAfterItsSlot(long late) {
    clock.set(Fixtures.SLOT.plusSeconds(60).plusMillis(late));
    walk(3, "a");
    assertEquals(1, walks());
  }

  @Test
  void listIsWalkedAgainUntilTheEndOfItsSlot() {
    clock.set(Fixtures.SLOT.plusSeconds(60).minusMillis(1));
    walk(3, "a");
    assertEquals(2, walks());
  }

  @Test
  void rejectedRecordsAreNotReadAgain() {
    walk(2, "a");
    Polls.reject(poll);
    assertEquals(1, walks());
  }

  @Test
  void missingPageIsNotReadAgain() {
    page(3, "a");
    Polls.fail(poll, "throttled");
    poll.walk().advance(null);
    assertEquals(1, walks());
  }

  @Test
  void eventsOfAPollEndWithItsMarker() {
    // Given
    walk(2, "a", "b");

    // When
    snapshots.compare(poll);

    // Then
    assertEquals(
        List.of(Kind.CONNECTION_OBSERVED, Kind.CONNECTION_OBSERVED, Kind.SNAPSHOT_COMPLETED),
        poll.outcome().events().stream().map(Event::kind).toList());
    assertEquals(3, poll.report().events());
  }

  @Test
  void endsOfAPollThatReadNothingAreDatedNow() {
    // Given
    walk(1, "a");
    snapshots.compare(poll);
    snapshots.remember(poll);
    Poll retirement = new Poll(scope, Fixtures.SLOT, NOW, memory, clock::instant);

    // When
    snapshots.retire(retirement);

    // Then
    assertEquals(NOW, retirement.outcome().events().get(0).observedAt());
    assertEquals(1, retirement.outcome().events().size());
    assertEquals(NOW, retirement.outcome().checkpoint().endedAt());
  }

  @Test
  void comparingAloneRemembersNothing() {
    walk(1, "a");
    snapshots.compare(poll);
    assertNull(memory.checkpoint());
    assertNull(memory.incarnation("a"));
  }

  @Test
  void rememberedPollIsWhatTheNextOneComparesWith() {
    // Given
    walk(2, "a", "b");
    snapshots.compare(poll);
    snapshots.remember(poll);
    Checkpoint checkpoint = poll.outcome().checkpoint();
    assertEquals(checkpoint, memory.checkpoint());
    assertNotNull(memory.incarnation("a"));

    // When
    poll = Fixtures.poll(scope, memory);
    walk(1, "b");
    snapshots.compare(poll);
    snapshots.remember(poll);

    // Then
    assertNull(memory.incarnation("a"));
    assertNotNull(memory.incarnation("b"));
    assertEquals(1, memory.complete().unique());
  }
}
