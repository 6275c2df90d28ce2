package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.Outcome;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PollTest {

  private static final PollError THROTTLED =
      PollError.of(Failure.THROTTLED, "LimitExceeded", "slow down", 429);

  private final Scope scope =
      Fixtures.target(Fixtures.TENCENT)
          .pageSize(7)
          .every(Duration.ofSeconds(60))
          .timeout(Duration.ofSeconds(20))
          .scope();
  private final ScopeState memory = new ScopeState();
  private final Time time = new Time();
  private final Poll poll = new Poll(scope, Fixtures.SLOT, Fixtures.SLOT, memory, time);

  /** A time that the test sets. */
  private static final class Time implements PollTime {
    private Instant now = Fixtures.SLOT;
    private boolean stopping;
    private boolean tooLate;

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public boolean isStopping() {
      return stopping;
    }

    @Override
    public boolean isTooLateToPublish() {
      return tooLate;
    }
  }

  /** Rows that a poll holds. */
  private static final class Rows implements HeldRows {
    private int left;

    Rows(int rows) {
      left = rows;
    }

    @Override
    public void keep(int rows) {
      left = Math.min(left, rows);
    }

    @Override
    public void release() {
      left = 0;
    }
  }

  @Test
  void idSaysScopeAndSlot() {
    Poll same = new Poll(scope, Fixtures.SLOT, Fixtures.READ, new ScopeState(), time);
    assertEquals(poll.id(), same.id());
    Poll next = poll.in(scope, Fixtures.SLOT.plusSeconds(60), Fixtures.READ);
    assertNotEquals(poll.id(), next.id());
    assertEquals(memory, next.memory());
  }

  @Test
  void firstWalkAsksForThePagesOfTheTarget() {
    assertEquals(7, poll.walk().pageSize());
    assertEquals(1, poll.walk().number());
    poll.walk().countRow();
    poll.walkAgain();
    assertEquals(2, poll.walk().number());
    assertEquals(7, poll.walk().pageSize());
    assertEquals(0, poll.walk().received());
    poll.walkInPages(3);
    assertEquals(3, poll.walk().number());
    assertEquals(3, poll.walk().pageSize());
  }

  @Test
  void timeoutEndsTheWalk() {
    time.now = Fixtures.SLOT.plusSeconds(20);
    poll.endIfOver();
    assertTrue(poll.wantsPage(), "not before it has passed");
    time.now = Fixtures.SLOT.plusSeconds(21);
    poll.endIfOver();
    assertEquals("poll_timeout", poll.error().code());
    assertTrue(poll.mayPublish(), "the marker says what happened");
  }

  @Test
  void failedPageIsGivenUpWhenTheSlotIsOver() {
    poll.walk().failPage(THROTTLED, null);
    poll.walk().askAgain();
    time.now = Fixtures.SLOT.plusSeconds(19);
    poll.endIfOver();
    assertTrue(poll.wantsPage());
    time.now = Fixtures.SLOT.plusSeconds(20);
    poll.endIfOver();
    assertEquals("LimitExceeded", poll.error().code());
  }

  @Test
  void waitHasToFitIntoSlotAndTimeout() {
    assertTrue(poll.leavesTime(Duration.ofSeconds(19)));
    assertFalse(poll.leavesTime(Duration.ofSeconds(20)));
    time.now = Fixtures.SLOT.plusSeconds(59);
    assertTrue(poll.slotLasts(Duration.ZERO));
    assertFalse(poll.slotLasts(Duration.ofSeconds(1)));
  }

  @Test
  void stoppingAbandonsAPollThatStillReads() {
    time.stopping = true;
    poll.endIfOver();
    assertTrue(poll.abandoned());
    assertFalse(poll.wantsPage());
    assertFalse(poll.mayPublish());
    assertEquals("poll_abandoned", poll.stopped().error().code());
  }

  @Test
  void stoppingDoesNotAbandonAPollThatHasReadEverything() {
    poll.walk().advance(null);
    time.stopping = true;
    poll.endIfOver();
    assertFalse(poll.abandoned());
    assertTrue(poll.mayPublish());
    time.tooLate = true;
    assertFalse(poll.mayPublish());
  }

  @Test
  void scopeOfAnotherReplicaIsNotPublished() {
    poll.walk().advance(null);
    memory.lose();
    assertFalse(poll.mayPublish());
  }

  @Test
  void interruptIsKeptForWhoeverWaitsNext() {
    poll.abandonInterrupted();
    assertTrue(Thread.interrupted());
    assertTrue(poll.abandoned());
  }

  @Test
  void rowsAreReplacedKeptAndGivenBack() {
    // Given
    Rows first = new Rows(100);
    Rows second = new Rows(50);

    // When
    poll.hold(first);
    poll.hold(second);

    // Then
    assertEquals(0, first.left);
    assertEquals(50, second.left);

    // When
    poll.concludes(new Outcome(List.of(), Set.of(), null));
    poll.freeRows();

    // Then
    assertEquals(1, second.left, "the marker");

    // When
    poll.close();

    // Then
    assertEquals(0, second.left);
  }

  @Test
  void nothingIsLeftBeforeTheComparison() {
    assertNull(poll.report());
    assertEquals(Outcome.NONE, poll.outcome());
    assertNull(poll.attempt());
    assertFalse(poll.clockCorrected());
    poll.correctClock();
    assertTrue(poll.clockCorrected());
  }
}
