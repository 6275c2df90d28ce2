package caravan.poll.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Reasons;
import caravan.poll.Gates;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.schedule.Deadlines;
import caravan.poll.schedule.Stopping;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {

  private static final double NEARLY_ONE = Math.nextDown(1.0);
  private static final Duration ROUNDING = Duration.ofNanos(100);
  private static final PollError BUSY = PollError.of(Failure.TRANSIENT, "InternalError", "m", 500);

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final Deadlines deadlines =
      new Deadlines(clock, clock, SettingsFixture.settings(PollSettings.class));
  private final Poll poll =
      poll(
          Fixtures.target(Fixtures.TENCENT)
              .every(Duration.ofMinutes(20))
              .timeout(Duration.ofMinutes(10)));
  private Runnable whileWaiting = () -> {};
  private Duration waited = Duration.ZERO;

  private Poll poll(Fixtures.Draft target) {
    return new Poll(target.scope(), Fixtures.SLOT, Fixtures.SLOT, new ScopeState(), deadlines);
  }

  /** Retries that wait the given share of the longest wait, in time that passes by itself. */
  private Retries retries(double chance, String... settings) {
    return new Retries(
        SettingsFixture.settings(PollSettings.class, settings),
        () -> chance,
        nanos -> {
          Duration step = Duration.ofNanos(nanos);
          waited = waited.plus(step);
          clock.advance(step);
          whileWaiting.run();
        });
  }

  /** How long the poll waits after another failed attempt. */
  private Duration wait(Retries retries, Poll of) {
    return wait(retries, of, BUSY);
  }

  private Duration wait(Retries retries, Poll of, PollError error) {
    waited = Duration.ZERO;
    fails(retries, of, error);
    return waited;
  }

  private static void fails(Retries retries, Poll of, PollError error) {
    Gates gates = new Gates(retries);
    try {
      gates.pass(of);
    } catch (PageFailure refused) {
      throw new IllegalStateException(refused);
    }
    gates.failed(of, error);
  }

  private static void assertClose(Duration expected, Duration actual) {
    Duration difference = expected.minus(actual).abs();
    assertTrue(difference.compareTo(ROUNDING) < 0, () -> expected + " or so: " + actual);
  }

  @Test
  void longestWaitDoublesUpToThirtySeconds() {
    Retries retries = retries(NEARLY_ONE, "caravan.poll.max-attempts", "9");
    for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      assertClose(Duration.ofSeconds(seconds), wait(retries, poll));
      assertTrue(poll.wantsPage());
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0, 0", "0.25, 250", "0.5, 500"})
  void waitIsAnyShareOfTheLongest(double chance, long millis) {
    assertClose(Duration.ofMillis(millis), wait(retries(chance), poll));
    assertTrue(poll.wantsPage());
  }

  @ParameterizedTest
  @CsvSource({"10ms, 10", "3s, 3000", "0s, 0", "-1s, 0", "45s, 30000"})
  void firstWaitIsASetting(String delay, long millis) {
    Retries retries = retries(NEARLY_ONE, "caravan.poll.retry-delay", delay);
    assertClose(Duration.ofMillis(millis), wait(retries, poll));
  }

  @Test
  void waitOfManyAttemptsStaysBounded() {
    Retries retries = retries(1e-9, "caravan.poll.max-attempts", "5000");
    for (int i = 0; i < 4_000; i++) {
      Duration wait = wait(retries, poll);
      assertTrue(!wait.isNegative() && wait.compareTo(ROUNDING) < 0, wait::toString);
    }
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "2, 2", "1, 1", "0, 1", "-3, 1"})
  void pageIsAskedForAsOftenAsTheSettingSays(int setting, int attempts) {
    // Given
    Retries retries = retries(0.5, "caravan.poll.max-attempts", Integer.toString(setting));

    // When
    int made = 0;
    while (poll.wantsPage()) {
      wait(retries, poll);
      made++;
    }

    // Then
    assertEquals(attempts, made);
    assertEquals(BUSY.at(0, attempts), poll.error());
  }

  @Test
  void nextPageHasAllAttemptsAgain() {
    Retries retries = retries(0.5, "caravan.poll.max-attempts", "2");
    wait(retries, poll);
    poll.walk().advance(poll.walk().cursor().next());
    wait(retries, poll);
    assertTrue(poll.wantsPage());
    wait(retries, poll);
    assertEquals(BUSY.at(1, 2), poll.error());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Reasons.AUTHENTICATION,
        Reasons.PERMISSION,
        Reasons.UNSUPPORTED,
        Reasons.NOT_FOUND,
        Reasons.VENDOR_ERROR
      })
  void errorThatAskingAgainDoesNotHelpStands(String reason) {
    PollError error = PollErrors.of(reason, "Code", "m", 400, false);
    fails(retries(0.5), poll, error);
    assertEquals(error, poll.error());
    assertEquals(Duration.ZERO, waited);
  }

  @Test
  void refusedSignatureIsNotTriedAgainWithinSeconds() {
    PollError late = PollErrors.of(Reasons.AUTHENTICATION, "SignatureExpire", "m", 400, true);
    fails(retries(0.5), poll, late);
    assertEquals(late, poll.error());
  }

  /** A class may be worth fewer attempts than the setting allows. */
  @ParameterizedTest
  @CsvSource({"AMBIGUOUS, 2", "NONCE, 2", "BUSINESS, 1", "TRANSIENT, 5", "TIMEOUT, 5"})
  void classLimitsTheAttempts(Failure failure, int attempts) {
    // Given
    PollError error = PollError.of(failure, "Code", "m", 500);

    // When
    int made = 0;
    while (poll.wantsPage()) {
      wait(retries(0.5), poll, error);
      made++;
    }

    // Then
    assertEquals(attempts, made);
  }

  @Test
  void vendorsWordComesFirst() {
    PollError error = PollError.of(Failure.THROTTLED, "Code", "m", 429);
    Duration hint = Duration.ofSeconds(7);
    assertClose(hint, wait(retries(0), poll, error.hinting(hint)));
    assertClose(Duration.ofMillis(7_500), wait(retries(0.5), poll, error.hinting(hint)));
    assertTrue(poll.wantsPage());
  }

  @Test
  void hintBehindTheSlotLetsTheFailureStand() {
    PollError error =
        PollError.of(Failure.THROTTLED, "Code", "m", 429).hinting(Duration.ofDays(10_000));
    assertEquals(Duration.ZERO, wait(retries(0.5), poll, error));
    assertEquals(error, poll.error());
  }

  @Test
  void throttledPollNeverComesBackAtOnce() {
    PollError error = PollError.of(Failure.THROTTLED, "Code", "m", 429);
    assertClose(Duration.ofSeconds(1), wait(retries(0), poll, error));
    assertClose(Duration.ofSeconds(3), wait(retries(NEARLY_ONE), poll, error));
  }

  @Test
  void whatNoPageIsTheCauseOfStands() {
    // Given
    PollError error = PollErrors.of(Reasons.TIMEOUT, "poll_timeout", "m", null, true);
    poll.walk().fail(error);

    // When
    fails(retries(0.5), poll, BUSY);

    // Then
    assertEquals(error, poll.error());
    assertEquals(Duration.ZERO, waited);
  }

  @Test
  void requestMustStartBeforeTheNextSlot() {
    // Given
    Poll shortSlot = poll(Fixtures.target(Fixtures.TENCENT).every(Duration.ofSeconds(10)));
    clock.advance(Duration.ofMillis(9_500));

    // When
    Duration waited = wait(retries(0.5), shortSlot);

    // Then
    assertEquals(Duration.ZERO, waited);
    assertEquals(BUSY, shortSlot.error());
  }

  @Test
  void requestMustStartBeforeThePollRunsOutOfTime() {
    // Given
    Poll shortTime = poll(Fixtures.target(Fixtures.TENCENT).timeout(Duration.ofSeconds(10)));
    clock.advance(Duration.ofMillis(9_499));

    // When
    Duration first = wait(retries(0.5), shortTime);
    Duration second = wait(retries(0.5), shortTime);

    // Then
    assertClose(Duration.ofMillis(500), first);
    assertEquals(Duration.ZERO, second);
    assertEquals(BUSY.at(0, 2), shortTime.error());
  }

  @Test
  void slotThatEndsWhileTheBudgetIsWaitedForEndsThePageWithItsOwnFailure() {
    // Given
    Poll shortSlot = poll(Fixtures.target(Fixtures.TENCENT).every(Duration.ofSeconds(10)));
    wait(retries(0.5), shortSlot);
    assertTrue(goesOn(shortSlot));

    // When
    clock.set(Fixtures.SLOT.plusSeconds(10));

    // Then
    assertFalse(goesOn(shortSlot));
    assertEquals(BUSY, shortSlot.error());
    assertTrue(shortSlot.mayPublish());
  }

  private static boolean goesOn(Poll of) {
    of.endIfOver();
    return of.wantsPage();
  }

  @Test
  void waitEndsWhenTheServiceStops() {
    assertAbandonedAtOnce(one -> Stopping.stop(deadlines));
  }

  @Test
  void waitEndsWhenTheScopeHasAnotherOwner() {
    assertAbandonedAtOnce(one -> one.memory().lose());
  }

  @Test
  void waitEndsWhenThePollIsAbandoned() {
    assertAbandonedAtOnce(Poll::abandon);
  }

  private void assertAbandonedAtOnce(Consumer<Poll> cause) {
    // Given
    Duration late = Duration.ofMillis(1_100);
    whileWaiting =
        () -> {
          if (waited.compareTo(late) >= 0) {
            cause.accept(poll);
          }
        };

    // When
    wait(retries(0.5, "caravan.poll.retry-delay", "20s"), poll);

    // Then
    assertTrue(poll.abandoned());
    assertNull(poll.error());
    assertFalse(poll.mayPublish());
    assertTrue(waited.minus(late).toNanos() <= Poll.MAX_WAIT_UNNOTICED.toNanos(), waited::toString);
  }

  @Test
  void interruptedPollIsAbandonedAndStaysInterrupted() {
    // Given
    Retries retries =
        new Retries(
            SettingsFixture.settings(PollSettings.class),
            () -> NEARLY_ONE,
            TimeUnit.NANOSECONDS::sleep);

    // When
    Thread.currentThread().interrupt();
    fails(retries, poll, BUSY);

    // Then
    assertTrue(Thread.interrupted());
    assertTrue(poll.abandoned());
  }
}
