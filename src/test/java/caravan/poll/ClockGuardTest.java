package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockGuardTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final ClockGuard guard = clock.guard();

  private void assertTrusted() {
    assertEquals(Optional.empty(), guard.problem());
  }

  private void assertProblem(String part) {
    String problem = guard.problem().orElse("none");
    assertTrue(problem.contains(part), problem);
  }

  /** What time it really is: running time goes on whatever the clock shows. */
  private Instant truth() {
    return Fixtures.SLOT.plusNanos(clock.nanos() - start);
  }

  private final long start = clock.nanos();

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -61, 61, 3_650 * 86_400L})
  void clockThatWasSetIsNotTrustedUntilItIsRightAgain(long seconds) {
    // Given
    clock.jump(Duration.ofSeconds(seconds));
    assertProblem(
        Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of") + " running time");
    assertTrue(guard.mayPoll(), "answers may show that it is right");

    // When
    clock.jump(Duration.ofSeconds(-seconds));

    // Then
    assertTrusted();
  }

  @Test
  void clockMayDifferByAMinute() {
    clock.jump(Duration.ofMinutes(1));
    assertTrusted();
    clock.jump(Duration.ofMinutes(-2));
    assertTrusted();
  }

  @Test
  void clockThatWasWrongFromTheStartIsToldByTheBrokers() {
    // When
    guard.brokersSaid(Fixtures.SLOT.minus(Duration.ofDays(3650)), AT_ONCE);

    // Then
    assertProblem("315360000 s ahead of the brokers' time");
    assertFalse(guard.mayPoll());
    clock.advance(Duration.ofHours(1));
    assertProblem("315360000 s ahead of the brokers' time");

    // When: set right, it is trusted before the brokers are asked again.
    clock.jump(Duration.ofDays(-3650));
    guard.brokersSaid(clock.instant(), AT_ONCE);
    assertTrusted();
    assertTrue(guard.mayPoll());
  }

  @Test
  void whatTheBrokersSaidHoldsOnInRunningTime() {
    guard.brokersSaid(Fixtures.SLOT, AT_ONCE);
    clock.advance(Duration.ofDays(2));
    assertTrusted();
    clock.jump(Duration.ofMinutes(-2));
    assertProblem("120 s behind the brokers' time");
    assertFalse(guard.mayPoll());
  }

  /** The answer may have been written at any moment since it was asked for. */
  @Test
  void slowAnswerProvesLess() {
    guard.brokersSaid(Fixtures.SLOT.minusSeconds(90), Duration.ofSeconds(40));
    assertTrusted();
    guard.brokersSaid(Fixtures.SLOT.minusSeconds(90), Duration.ofSeconds(20));
    assertProblem("70 s ahead of");
  }

  @Test
  void oneVendorWithAWrongDateStopsNothing() {
    guard.vendorSaid("a", truth().minus(Duration.ofDays(1)), AT_ONCE);
    assertTrusted();
    guard.vendorSaid("b", truth(), AT_ONCE);
    assertTrusted();
    guard.vendorSaid("c", truth().plus(Duration.ofDays(1)), AT_ONCE);
    assertTrusted();
  }

  @Test
  void mostVendorsTogetherAreBelieved() {
    // Given
    guard.vendorSaid("a", truth().minus(Duration.ofDays(1)), AT_ONCE);
    guard.vendorSaid("b", truth(), AT_ONCE);

    // When
    guard.vendorSaid("c", truth().minus(Duration.ofDays(1)), AT_ONCE);

    // Then
    assertProblem("ahead of the time of 2 of 3 endpoints");
    assertTrue(guard.mayPoll(), "only their answers can clear it up");
    guard.vendorSaid("a", truth(), AT_ONCE);
    assertTrusted();
  }

  @Test
  void endpointsThatAreNotAskedAnyMoreAreForgotten() {
    guard.vendorSaid("a", truth().minus(Duration.ofDays(1)), AT_ONCE);
    guard.vendorSaid("b", truth().minus(Duration.ofDays(1)), AT_ONCE);
    guard.retainScopes(List.of());
    assertTrusted();
  }

  /** Running time stands still meanwhile, so only others can tell that the clock is right. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void machineThatWasSuspendedIsTrustedOnceSomebodyAgrees(boolean brokersTell) {
    // Given
    guard.vendorSaid("a", clock.instant(), AT_ONCE);
    clock.jump(Duration.ofHours(8));
    assertProblem("running time");

    // When
    if (brokersTell) {
      guard.brokersSaid(clock.instant(), AT_ONCE);
    } else {
      guard.vendorSaid("a", clock.instant(), AT_ONCE);
    }

    // Then
    assertTrusted();
  }

  /** Both would have to be wrong by the same. */
  @Test
  void vendorDoesNotSpeakAgainstTheBrokers() {
    guard.brokersSaid(Fixtures.SLOT, AT_ONCE);
    clock.jump(Duration.ofHours(8));
    guard.vendorSaid("a", clock.instant(), AT_ONCE);
    assertProblem("the brokers' time");
    guard.brokersSaidNothing();
    assertProblem("running time");
  }

  @Test
  void problemIsLoggedWhenItBeginsAndWhenItEnds() {
    try (LogLines lines = LogLines.of(ClockGuard.class)) {
      clock.jump(Duration.ofHours(1));
      guard.problem();
      guard.problem();
      clock.jump(Duration.ofHours(-1));
      guard.problem();
      guard.problem();
      assertEquals(2, lines.all().size(), lines.all()::toString);
    }
  }

  /** Replicas' clocks may differ by twice what each may differ from the brokers' time. */
  @Test
  void slotIsAheadWhenNoTwoRightClocksCanDifferSoMuch() {
    Duration second = Duration.ofSeconds(1);
    assertFalse(guard.isAhead(Fixtures.SLOT.plusSeconds(120), second));
    assertTrue(guard.isAhead(Fixtures.SLOT.plusSeconds(121), second));
    assertFalse(guard.isAhead(Fixtures.SLOT.plusSeconds(600), Duration.ofMinutes(10)));
    assertTrue(guard.isAhead(Fixtures.SLOT.plusSeconds(601), Duration.ofMinutes(10)));
  }

  /** A clock that is late itself must not call the others' checkpoints damaged. */
  @Test
  void lateClockCallsNoSlotAhead() {
    clock.jump(Duration.ofDays(-1));
    assertFalse(guard.isAhead(Fixtures.SLOT, Duration.ofSeconds(1)));
  }

  private Poll poll() {
    return new Poll(
        Fixtures.scope(Fixtures.TENCENT),
        Fixtures.SLOT,
        clock.instant(),
        new ScopeState(),
        new PollTime() {
          @Override
          public Instant now() {
            return clock.instant();
          }

          @Override
          public long nanos() {
            return clock.nanos();
          }
        });
  }

  @Test
  void pollIsPublishedOnlyWhileTheClockIsTrusted() {
    Poll poll = poll();
    clock.advance(Duration.ofMinutes(10));
    assertDoesNotThrow(() -> guard.check(poll));
    clock.jump(Duration.ofDays(3650));
    assertThrows(IllegalStateException.class, () -> guard.check(poll));
  }

  /** Its slot, or what it read, may have been dated by the wrong time. */
  @Test
  void pollThatRanWhileTheClockWasWrongIsNotPublished() {
    clock.jump(Duration.ofDays(3650));
    Poll began = poll();
    clock.jump(Duration.ofDays(-3650));
    Poll read = poll();
    clock.jump(Duration.ofDays(-1));
    read.now();
    clock.jump(Duration.ofDays(1));

    assertTrusted();
    assertThrows(IllegalStateException.class, () -> guard.check(began));
    assertThrows(IllegalStateException.class, () -> guard.check(read));
    assertDoesNotThrow(() -> guard.check(poll()));
  }

  @Test
  void settingTheClockBackIsCounted() {
    assertEquals(0, guard.setBacks());
    clock.advance(Duration.ofHours(1));
    clock.jump(Duration.ofDays(3650));
    assertEquals(0, guard.setBacks());
    clock.jump(Duration.ofSeconds(-1));
    assertEquals(0, guard.setBacks());
    clock.jump(Duration.ofSeconds(-10));
    assertEquals(1, guard.setBacks());
    assertEquals(1, guard.setBacks());
  }
}
