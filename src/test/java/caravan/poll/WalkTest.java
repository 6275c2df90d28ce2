package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.DeadLetter;
import caravan.event.Observation;
import caravan.model.Cursor;
import caravan.model.Failure;
import caravan.model.PollError;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkTest {

  private static final PollError THROTTLED =
      PollError.of(Failure.THROTTLED, "LimitExceeded", "slow down", 429);
  private static final PollError TIMEOUT =
      PollError.of(Failure.TIMEOUT, "poll_timeout", "too late", null);

  private final Poll poll = Fixtures.target(Fixtures.TENCENT).pageSize(2).poll();
  private final Walk walk = poll.walk();

  private DeadLetter letter(String text) {
    return Fixtures.letter(poll, Fixtures.place(0, 9), text);
  }

  @Test
  void itGoesOnUntilThereIsNoNextPage() {
    assertTrue(walk.wantsPage());
    assertEquals(Cursor.first(2), walk.cursor());
    walk.advance(null);
    assertFalse(walk.wantsPage());
    assertNull(walk.error());
  }

  @Test
  void pageThatIsAskedForAgainIsOnePage() {
    walk.asked();
    walk.failPage(THROTTLED, null);
    walk.askAgain();
    walk.asked();
    walk.advance(new Cursor(1, 2, 2));
    walk.asked();
    assertEquals(2, walk.pagesExpected());
  }

  @Test
  void declaredPagesCountUnlessMoreWereRead() {
    walk.asked();
    walk.received(Fixtures.page(0, 3L, 2));
    assertEquals(2, walk.pagesExpected());
    walk.received(Fixtures.page(1, 3L, 2));
    walk.received(Fixtures.page(2, 3L, 2));
    assertEquals(3, walk.pagesExpected());
    assertEquals(3, walk.pagesReceived());
  }

  @Test
  void envelopesGiveTimesAndTheLastTotal() {
    walk.received(Fixtures.page(0, 3L, null));
    assertFalse(walk.totalMoved());
    walk.received(Fixtures.page(1));
    assertFalse(walk.totalMoved(), "a page that states no total does not move it");
    walk.received(Fixtures.page(2, 4L, null));
    assertTrue(walk.totalMoved());
    assertEquals(4L, walk.declaredTotal());
    assertEquals(Fixtures.READ, walk.firstObservedAt());
    assertEquals(Fixtures.READ.plusSeconds(2), walk.lastObservedAt());
  }

  @Test
  void failedAttemptIsTakenBackWithItsLetter() {
    // When
    walk.failPage(THROTTLED, letter("<html>"));

    // Then
    assertEquals(1, walk.failedAttempts());
    assertEquals(1, walk.letters().size());
    assertTrue(walk.endedByPage());
    assertFalse(walk.wantsPage());

    // When
    walk.askAgain();

    // Then
    assertTrue(walk.wantsPage());
    assertEquals(List.of(), walk.letters());
    assertEquals(1, walk.failedAttempts(), "it is still the second attempt at this page");
  }

  @Test
  void attemptsAreCountedByPage() {
    walk.failPage(THROTTLED, null);
    walk.askAgain();
    walk.failPage(THROTTLED, null);
    assertEquals(2, walk.error().attempts());
    walk.askAgain();
    walk.advance(new Cursor(1, 2, 2));
    assertEquals(0, walk.failedAttempts());
    walk.failPage(THROTTLED, null);
    assertEquals(1, walk.error().attempts());
    assertEquals(1, walk.error().page());
  }

  @Test
  void givingUpEndsWithTheLastFailure() {
    walk.giveUpPage();
    assertTrue(walk.wantsPage(), "nothing has failed");
    walk.failPage(THROTTLED, letter("<html>"));
    walk.askAgain();
    walk.giveUpPage();
    assertEquals("LimitExceeded", walk.error().code());
    assertEquals(1, walk.letters().size());
  }

  @Test
  void firstErrorCountsAndIsNotTakenBack() {
    walk.fail(TIMEOUT);
    walk.fail(THROTTLED);
    walk.failPage(THROTTLED, letter("<html>"));
    walk.askAgain();
    assertSame(TIMEOUT, walk.error());
    assertFalse(walk.endedByPage());
    assertEquals(List.of(), walk.letters());
  }

  @Test
  void laterObservationOfASubjectReplacesTheEarlier() {
    Observation first = Fixtures.connection("a", 1, Fixtures.place(0, 0));
    Observation second = Fixtures.connection("a", 2, Fixtures.place(1, 0));
    walk.observe(first);
    walk.observe(Fixtures.connection("b", 1, Fixtures.place(0, 1)));
    walk.observe(second);
    assertSame(second, walk.seen("a"));
    assertEquals(2, walk.unique());
    assertSame(second, walk.observations().iterator().next(), "in the place of the earlier");
  }

  @Test
  void freedRowsStayCounted() {
    walk.observe(Fixtures.connection("a", 1, Fixtures.place(0, 0)));
    walk.countRow();
    walk.freeObservations();
    assertEquals(List.of(), List.copyOf(walk.observations()));
    assertEquals(1, walk.unique());
    assertEquals(1, walk.received());
  }

  @Test
  void refusedRecordIsNewOnce() {
    assertTrue(walk.reject(letter("{\"IP\":1}")));
    assertFalse(walk.reject(letter("{\"IP\":1}")));
    assertTrue(walk.reject(letter("{\"IP\":2}")));
    assertEquals(3, walk.rejected());
    assertEquals(3, walk.letters().size());
  }
}
