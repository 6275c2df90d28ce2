package caravan.poll.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.Account;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Gates;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.schedule.Deadlines;
import caravan.poll.schedule.Stopping;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {

  private static final long SECOND = 1_000_000_000L;

  /** Rounding of a period to whole nanoseconds, many times over. */
  private static final long ROUNDING = 1_000;

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final WaitedTime time = new WaitedTime();
  private final Owned owned = new Owned();
  private final Deadlines deadlines =
      new Deadlines(clock, clock, SettingsFixture.settings(PollSettings.class));

  /** Time that passes only while somebody waits; the clock goes along. */
  private final class WaitedTime {

    private long now = 7 * SECOND;
    private Runnable whileWaiting = () -> {};

    void pass(long nanos) {
      now += nanos;
      clock.advance(Duration.ofNanos(nanos));
      whileWaiting.run();
    }
  }

  private RateLimiter budget(String... settings) {
    return Limits.rate(owned, meters, () -> time.now, time::pass, settings);
  }

  private static void acquire(RateLimiter budget, Poll poll) throws PageFailure {
    new Gates(budget).pass(poll);
  }

  /** A poll that may go on for five minutes from now. */
  private Poll poll(String api) {
    return new Poll(
        Fixtures.scope(api),
        Fixtures.SLOT,
        clock.instant(),
        Fixtures.poll(Fixtures.scope(api)).memory(),
        deadlines);
  }

  private long nanosToAcquire(RateLimiter budget, String api) throws PageFailure {
    long before = time.now;
    acquire(budget, poll(api));
    return time.now - before;
  }

  /** Nanoseconds between two requests of polls that queue. */
  private long spacing(RateLimiter budget, String api) throws PageFailure {
    acquire(budget, poll(api));
    return nanosToAcquire(budget, api);
  }

  private static void assertClose(long expected, long actual) {
    assertTrue(
        actual >= expected && actual <= expected + ROUNDING, () -> expected + " or so: " + actual);
  }

  @ParameterizedTest
  @CsvSource({
    Fixtures.TENCENT + ", 250",
    Fixtures.TENCENT_SSL + ", 62.5",
    Fixtures.ALIBABA + ", 100",
    Fixtures.HUAWEI + ", 100",
    Fixtures.CTYUN + ", 100"
  })
  void documentedLimitIsSharedAndAMissingOneIsReplaced(String api, double millis)
      throws PageFailure {
    assertClose((long) (millis * 1_000_000), spacing(budget(), api));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 200", "0.5, 400", "0.1, 2000", "0.001, 200000"})
  void shareNeedNotLeaveWholeRequests(String share, long millis) throws PageFailure {
    RateLimiter budget = budget("caravan.quota.share", share);
    assertClose(millis * 1_000_000, spacing(budget, Fixtures.TENCENT));
  }

  @ParameterizedTest
  @CsvSource({"0.5, 2000", "2.5, 400", "1000, 1"})
  void rateWithoutADocumentedLimitIsASetting(String unpublished, long millis) throws PageFailure {
    RateLimiter budget =
        budget("caravan.quota.unpublished", unpublished, "caravan.quota.share", "0.1");
    assertClose(millis * 1_000_000, spacing(budget, Fixtures.CTYUN));
  }

  @Test
  void ownedShareOfPartitionsIsAShareOfTheRate() throws PageFailure {
    RateLimiter budget = budget();
    owned.follows(() -> 1.0 / 12);
    assertClose(3 * SECOND, spacing(budget, Fixtures.TENCENT));
    assertClose(3 * SECOND, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 16", "0.95, 16", "0.5, 8", "0.3, 5", "0.05, 1"})
  void noSecondSeesMoreThanTheRateAndQueuedPollsReachIt(double ownedShare, int highest)
      throws PageFailure {
    // Given
    RateLimiter budget = budget();
    owned.follows(() -> ownedShare);
    time.pass(100 * SECOND);
    long start = time.now;
    List<Long> sent = new ArrayList<>();

    // When
    while (time.now < start + 60 * SECOND) {
      acquire(budget, poll(Fixtures.TENCENT_SSL));
      sent.add(time.now);
    }

    // Then
    for (long first : sent) {
      long within = sent.stream().filter(one -> one >= first && one < first + SECOND).count();
      assertTrue(within <= highest, () -> within + " in the second after " + first);
    }
    double reached = (sent.size() - 1) / ((time.now - start) / (double) SECOND);
    assertEquals(16 * ownedShare, reached, 0.001);
  }

  @Test
  void idleTimeIsNotSavedUp() throws PageFailure {
    RateLimiter budget = budget();
    acquire(budget, poll(Fixtures.TENCENT));
    time.pass(3_600 * SECOND);
    assertEquals(0, nanosToAcquire(budget, Fixtures.TENCENT));
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void changedShareHoldsFromTheNextLookAndGrantsNoBurst() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    AtomicReference<Double> share = new AtomicReference<>(1.0 / 12);
    owned.follows(share::get);
    acquire(budget, poll(Fixtures.TENCENT));

    // When: a third of the next token has grown.
    time.pass(SECOND);
    share.set(1.0);

    // Then
    assertClose(SECOND / 4 * 2 / 3, nanosToAcquire(budget, Fixtures.TENCENT));
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
    share.set(0.5);
    assertClose(SECOND / 2, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void pollThatWaitsFollowsTheShareToo() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    AtomicReference<Double> share = new AtomicReference<>(0.0001);
    owned.follows(share::get);
    acquire(budget, poll(Fixtures.TENCENT));
    long before = time.now;
    time.whileWaiting =
        () -> {
          if (time.now >= before + 60 * SECOND) {
            share.set(1.0);
          }
        };

    // When
    long waited = nanosToAcquire(budget, Fixtures.TENCENT);

    // Then
    assertTrue(waited >= 60 * SECOND && waited <= 60 * SECOND + SECOND / 4, () -> "" + waited);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.MIN_VALUE, 1e-15})
  void shareOfNothingSendsNothing(double share) throws PageFailure {
    // Given
    RateLimiter budget = budget();
    acquire(budget, poll(Fixtures.TENCENT));
    owned.follows(() -> share);
    Poll poll = poll(Fixtures.TENCENT);

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    assertEquals("poll_timeout", failure.error().code());
    assertTrue(clock.instant().isBefore(poll.startedAt().plusSeconds(301)));
  }

  @Test
  void partitionsThatComeBackGrantNoBurst() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    AtomicReference<Double> share = new AtomicReference<>(1.0);
    owned.follows(share::get);
    acquire(budget, poll(Fixtures.TENCENT));

    // When
    share.set(0.0);
    time.pass(3_600 * SECOND);
    share.set(1.0);

    // Then
    assertEquals(0, nanosToAcquire(budget, Fixtures.TENCENT));
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void apisAndAccountsHaveBudgetsOfTheirOwn() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    acquire(budget, poll(Fixtures.TENCENT));

    // Then
    assertEquals(0, nanosToAcquire(budget, Fixtures.TENCENT_SSL));
    acquire(budget, Fixtures.target(Fixtures.TENCENT).accountId("another").poll());
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void namesOfOneAccountShareItsBudget() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    acquire(budget, named("production", "1250000000"));
    long before = time.now;

    // When
    acquire(budget, named("audit", "1250000000"));

    // Then
    assertClose(SECOND / 4, time.now - before);
  }

  @Test
  void accountsWithoutAnIdAreToldApartByName() throws PageFailure {
    RateLimiter budget = budget();
    acquire(budget, named("production", null));
    long before = time.now;
    acquire(budget, named("audit", null));
    assertEquals(before, time.now);
  }

  private static Poll named(String name, String id) {
    Target usual = Fixtures.target(Fixtures.TENCENT).build();
    Account account =
        new Account(name, usual.account().vendor(), id, null, usual.account().credentials());
    return Fixtures.poll(
        new Scope(
            new Target(
                usual.api(),
                account,
                usual.region(),
                usual.projectId(),
                usual.resources(),
                usual.members(),
                usual.every(),
                usual.pageSize(),
                usual.heartbeat(),
                usual.views(),
                usual.assumedZone(),
                usual.closeConfirmations(),
                usual.goneAfter(),
                usual.timeout(),
                usual.endpoint(),
                usual.enabled()),
            "res-1",
            null));
  }

  /** Sends one request and has it answered with an error. */
  private void refuse(RateLimiter budget, String reason, Integer status) throws PageFailure {
    Poll poll = poll(Fixtures.TENCENT);
    acquire(budget, poll);
    refuse(budget, poll, reason, status);
  }

  private static void refuse(RateLimiter budget, Poll poll, String reason, Integer status) {
    refuse(budget, poll, reason, status, null);
  }

  private static void refuse(
      RateLimiter budget, Poll poll, String reason, Integer status, Duration hint) {
    new Gates(budget).failed(poll, PollErrors.of(reason, "Code", "no", status, true).hinting(hint));
  }

  private double shown(String meter) {
    return meters.get("caravan.budget." + meter).gauge().value();
  }

  @Test
  void throttlingHalvesTheRateAndPauses() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    refuse(budget, "throttled", 400);
    long before = time.now;

    // Then
    assertEquals(2, shown("rate"));
    assertEquals(4, shown("full.rate"));
    assertEquals(1, meters.get("caravan.budget.throttled").counter().count());
    assertEquals(0.75, shown("pause.seconds"), "three quarters of a second at the default");
    acquire(budget, poll(Fixtures.TENCENT));
    assertClose(SECOND * 3 / 4, time.now - before);
    assertClose(SECOND / 2, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void requestsThatWereUnderWayTogetherAreThrottledOnce() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    List<Poll> together = List.of(poll(Fixtures.TENCENT), poll(Fixtures.TENCENT));
    for (Poll poll : together) {
      acquire(budget, poll);
    }

    // When
    together.forEach(poll -> refuse(budget, poll, "throttled", 429));

    // Then
    assertEquals(2, shown("rate"));
    assertEquals(2, meters.get("caravan.budget.throttled").counter().count());
    refuse(budget, "throttled", 429);
    assertEquals(1, shown("rate"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.25", "30, 30"})
  void pauseIsWhatTheVendorAsksFor(long asked, double seconds) throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll throttled = poll(Fixtures.TENCENT);
    acquire(budget, throttled);
    Poll waits = poll(Fixtures.TENCENT);

    // When
    refuse(budget, throttled, "throttled", 429, Duration.ofSeconds(asked));

    // Then
    long before = time.now;
    acquire(budget, waits);
    assertEquals(seconds, (time.now - before) / (double) SECOND, 0.3);
  }

  /** Nobody waits in silence for a vendor that wants to be left alone beyond the slot. */
  @Test
  void pollWhoseSlotEndsInThePauseFailsAtOnce() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll throttled = poll(Fixtures.TENCENT);
    acquire(budget, throttled);
    refuse(budget, throttled, "throttled", 429, Duration.ofHours(1));
    long before = time.now;
    Poll poll = poll(Fixtures.TENCENT);

    // When
    assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    assertTrue(budget.isPausedFor(poll));
    assertEquals("throttled", poll.error().reason());
    assertEquals("budget_paused", poll.error().code());
    assertTrue(poll.error().message().contains("301 s"), poll.error()::message);
    assertEquals(before, time.now);
    assertEquals(300, shown("pause.seconds"), 1);
  }

  /** A {@code Retry-After} of the year 9999 is no reason to fail over its size. */
  @Test
  void pauseOfThousandsOfYearsIsCutToo() throws PageFailure {
    RateLimiter budget = budget();
    Poll throttled = poll(Fixtures.TENCENT);
    acquire(budget, throttled);
    refuse(budget, throttled, "throttled", 429, Duration.ofDays(3_000_000));
    assertEquals(300, shown("pause.seconds"), 1);
  }

  @Test
  void pageThatFailedBeforeThePauseKeepsItsFailure() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll poll = poll(Fixtures.TENCENT);
    acquire(budget, poll);
    refuse(budget, poll, "throttled", 429, Duration.ofHours(1));
    PollError first = poll.error();
    poll.walk().askAgain();

    // When
    assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    assertEquals(first, poll.error());
  }

  @Test
  void rateNeverReachesNothing() throws PageFailure {
    RateLimiter budget = budget();
    for (int i = 0; i < 12; i++) {
      refuse(budget, "throttled", 429);
      time.pass(300 * SECOND);
    }
    assertEquals(4.0 / 64, shown("rate"));
  }

  @Test
  void successRaisesTheRateToFullInFiveMinutes() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    refuse(budget, "throttled", 429);
    long start = time.now;

    // When
    List<Double> rates = new ArrayList<>();
    while (shown("rate") < 4) {
      Poll poll = poll(Fixtures.TENCENT);
      acquire(budget, poll);
      new Gates(budget).accepted(poll);
      rates.add(shown("rate"));
      time.pass(SECOND);
    }

    // Then: half of the rate in half of the time, and never down.
    assertEquals(rates.stream().sorted().toList(), rates);
    assertEquals(150, (time.now - start) / (double) SECOND, 3);
  }

  @Test
  void answerOfARequestFromBeforeTheThrottlingRaisesNothing() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll slow = poll(Fixtures.TENCENT);
    acquire(budget, slow);
    refuse(budget, "throttled", 429);

    // When
    time.pass(20 * SECOND);
    new Gates(budget).accepted(slow);

    // Then
    assertEquals(2, shown("rate"));
  }

  @ParameterizedTest
  @CsvSource({"resource_not_found, 404, true", "vendor_error, 503, false", "transport, , false"})
  void onlyAnAnswerOfTheVendorRaisesTheRate(String reason, Integer status, boolean raises)
      throws PageFailure {
    // Given
    RateLimiter budget = budget();
    refuse(budget, "throttled", 429);
    time.pass(20 * SECOND);

    // When
    refuse(budget, reason, status);

    // Then
    assertEquals(raises, shown("rate") > 2);
    assertEquals(1, meters.get("caravan.budget.throttled").counter().count());
  }

  @Test
  void throttlingOfOneAccountLeavesTheOthersAlone() throws PageFailure {
    RateLimiter budget = budget();
    refuse(budget, "throttled", 429);
    long before = time.now;
    acquire(budget, Fixtures.target(Fixtures.TENCENT).accountId("another").poll());
    assertEquals(before, time.now);
  }

  @Test
  void resourcesOfAnAccountShareItsBudget() throws PageFailure {
    RateLimiter budget = budget();
    acquire(budget, Fixtures.target(Fixtures.TENCENT).resources("one").poll());
    long before = time.now;
    acquire(budget, Fixtures.target(Fixtures.TENCENT).resources("two").poll());
    assertClose(SECOND / 4, time.now - before);
  }

  @Test
  void pollThatWaitsBeyondItsTimeOutFails() throws PageFailure {
    // Given
    RateLimiter budget = budget("caravan.quota.share", "0.0001");
    acquire(budget, poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);
    poll.walk().advance(poll.walk().cursor().next());

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    PollError expected =
        PollErrors.of(
            "timeout", "poll_timeout", "the poll did not end within 300 s", null, 1, 1, true);
    assertEquals(expected, failure.error());
    assertEquals(expected, poll.error());
    assertNull(failure.body());
    assertFalse(poll.abandoned());
    assertTrue(clock.instant().isBefore(poll.startedAt().plusSeconds(301)));
  }

  @Test
  void pollThatGivesUpTakesNoToken() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    acquire(budget, poll(Fixtures.TENCENT));
    Poll late =
        new Poll(
            Fixtures.target(Fixtures.TENCENT).timeout(Duration.ofMillis(1)).scope(),
            Fixtures.SLOT,
            Fixtures.SLOT,
            new ScopeState(),
            deadlines);
    clock.set(Fixtures.SLOT.plusSeconds(1));

    // When
    assertThrows(PageFailure.class, () -> acquire(budget, late));

    // Then
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void waitEndsWhenTheServiceStops() throws PageFailure {
    assertAbandonedAtOnce(poll -> Stopping.stop(deadlines));
  }

  @Test
  void waitEndsWhenTheScopeHasAnotherOwner() throws PageFailure {
    assertAbandonedAtOnce(poll -> poll.memory().lose());
  }

  @Test
  void waitEndsWhenThePollIsAbandoned() throws PageFailure {
    assertAbandonedAtOnce(Poll::abandon);
  }

  private void assertAbandonedAtOnce(Consumer<Poll> cause) throws PageFailure {
    // Given
    RateLimiter budget = budget("caravan.quota.share", "0.0001");
    acquire(budget, poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);
    long before = time.now;
    time.whileWaiting =
        () -> {
          if (time.now >= before + SECOND) {
            cause.accept(poll);
          }
        };

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    assertTrue(poll.abandoned());
    assertNull(poll.error());
    assertNull(failure.body());
    assertTrue(
        time.now <= before + SECOND + Poll.MAX_WAIT_UNNOTICED.toNanos(), () -> "" + time.now);
  }

  @Test
  void interruptedPollIsAbandonedAndStaysInterrupted() throws PageFailure {
    // Given
    RateLimiter budget =
        new RateLimiter(
            SettingsFixture.settings(QuotaSettings.class),
            SettingsFixture.settings(PollSettings.class),
            owned,
            meters,
            () -> time.now,
            Condition::awaitNanos,
            () -> 0.5);
    acquire(budget, poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);

    // When
    Thread.currentThread().interrupt();
    PageFailure failure = assertThrows(PageFailure.class, () -> acquire(budget, poll));

    // Then
    assertTrue(Thread.interrupted());
    assertTrue(poll.abandoned());
    assertEquals("poll_abandoned", failure.error().code());
  }
}
