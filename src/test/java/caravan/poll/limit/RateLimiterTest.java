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
import caravan.model.PollSettings;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.poll.schedule.Schedule;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.event.CamelContextStoppingEvent;
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
  private final Schedule schedule =
      new Schedule(clock, SettingsFixture.settings(PollSettings.class));

  /** Time that passes only while somebody waits; the clock goes along. */
  private final class WaitedTime implements TimeMeter {

    private long now = 7 * SECOND;
    private Runnable whileWaiting = () -> {};

    void pass(long nanos) {
      now += nanos;
      clock.advance(Duration.ofNanos(nanos));
      whileWaiting.run();
    }

    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }

  private RateLimiter budget(String... settings) {
    return new RateLimiter(
        SettingsFixture.settings(settings),
        schedule,
        meters,
        time,
        (signal, nanos) -> time.pass(nanos),
        () -> 0.5);
  }

  /** A poll that may go on for five minutes from now. */
  private Poll poll(String api) {
    return new Poll(
        Fixtures.scope(api),
        Fixtures.SLOT,
        clock.instant(),
        Fixtures.poll(Fixtures.scope(api)).memory());
  }

  private long nanosToAcquire(RateLimiter budget, String api) throws PageFailure {
    long before = time.now;
    budget.acquire(poll(api));
    return time.now - before;
  }

  /** Nanoseconds between two requests of polls that queue. */
  private long spacing(RateLimiter budget, String api) throws PageFailure {
    budget.acquire(poll(api));
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
    RateLimiter budget = budget("caravan.quota.unpublished", unpublished, "caravan.quota.share", "0.1");
    assertClose(millis * 1_000_000, spacing(budget, Fixtures.CTYUN));
  }

  @Test
  void ownedShareOfPartitionsIsAShareOfTheRate() throws PageFailure {
    RateLimiter budget = budget();
    budget.follows(() -> 1.0 / 12);
    assertClose(3 * SECOND, spacing(budget, Fixtures.TENCENT));
    assertClose(3 * SECOND, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @ParameterizedTest
  @CsvSource({"1.0, 16", "0.95, 16", "0.5, 8", "0.3, 5", "0.05, 1"})
  void noSecondSeesMoreThanTheRateAndQueuedPollsReachIt(double ownedShare, int highest)
      throws PageFailure {
    // Given
    RateLimiter budget = budget();
    budget.follows(() -> ownedShare);
    time.pass(100 * SECOND);
    long start = time.now;
    List<Long> sent = new ArrayList<>();

    // When
    while (time.now < start + 60 * SECOND) {
      budget.acquire(poll(Fixtures.TENCENT_SSL));
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
    budget.acquire(poll(Fixtures.TENCENT));
    time.pass(3_600 * SECOND);
    assertEquals(0, nanosToAcquire(budget, Fixtures.TENCENT));
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void changedShareHoldsFromTheNextLookAndGrantsNoBurst() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    AtomicReference<Double> share = new AtomicReference<>(1.0 / 12);
    budget.follows(share::get);
    budget.acquire(poll(Fixtures.TENCENT));

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
    budget.follows(share::get);
    budget.acquire(poll(Fixtures.TENCENT));
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
    budget.acquire(poll(Fixtures.TENCENT));
    budget.follows(() -> share);
    Poll poll = poll(Fixtures.TENCENT);

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> budget.acquire(poll));

    // Then
    assertEquals("poll_timeout", failure.error().code());
    assertTrue(clock.instant().isBefore(poll.startedAt().plusSeconds(301)));
  }

  @Test
  void partitionsThatComeBackGrantNoBurst() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    AtomicReference<Double> share = new AtomicReference<>(1.0);
    budget.follows(share::get);
    budget.acquire(poll(Fixtures.TENCENT));

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
    budget.acquire(poll(Fixtures.TENCENT));

    // Then
    assertEquals(0, nanosToAcquire(budget, Fixtures.TENCENT_SSL));
    budget.acquire(Fixtures.target(Fixtures.TENCENT).accountId("another").poll());
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void namesOfOneAccountShareItsBudget() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    budget.acquire(named("production", "1250000000"));
    long before = time.now;

    // When
    budget.acquire(named("audit", "1250000000"));

    // Then
    assertClose(SECOND / 4, time.now - before);
  }

  @Test
  void accountsWithoutAnIdAreToldApartByName() throws PageFailure {
    RateLimiter budget = budget();
    budget.acquire(named("production", null));
    long before = time.now;
    budget.acquire(named("audit", null));
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
                usual.users(),
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
    budget.acquire(poll);
    refuse(budget, poll, reason, status);
  }

  private static void refuse(RateLimiter budget, Poll poll, String reason, Integer status) {
    refuse(budget, poll, reason, status, null);
  }

  private static void refuse(
      RateLimiter budget, Poll poll, String reason, Integer status, Duration hint) {
    poll.failPage(PollErrors.of(reason, "Code", "no", status, true).hinting(hint), null);
    budget.failed(poll);
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
    budget.acquire(poll(Fixtures.TENCENT));
    assertClose(SECOND * 3 / 4, time.now - before);
    assertClose(SECOND / 2, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void requestsThatWereUnderWayTogetherAreThrottledOnce() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    List<Poll> together = List.of(poll(Fixtures.TENCENT), poll(Fixtures.TENCENT));
    for (Poll poll : together) {
      budget.acquire(poll);
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
    budget.acquire(throttled);
    Poll waits = poll(Fixtures.TENCENT);

    // When
    refuse(budget, throttled, "throttled", 429, Duration.ofSeconds(asked));

    // Then
    long before = time.now;
    budget.acquire(waits);
    assertEquals(seconds, (time.now - before) / (double) SECOND, 0.3);
  }

  /** Nobody waits in silence for a vendor that wants to be left alone beyond the slot. */
  @Test
  void pollWhoseSlotEndsInThePauseFailsAtOnce() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll throttled = poll(Fixtures.TENCENT);
    budget.acquire(throttled);
    refuse(budget, throttled, "throttled", 429, Duration.ofHours(1));
    long before = time.now;
    Poll poll = poll(Fixtures.TENCENT);

    // When
    assertThrows(PageFailure.class, () -> budget.acquire(poll));

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
    budget.acquire(throttled);
    refuse(budget, throttled, "throttled", 429, Duration.ofDays(3_000_000));
    assertEquals(300, shown("pause.seconds"), 1);
  }

  @Test
  void pageThatFailedBeforeThePauseKeepsItsFailure() throws PageFailure {
    // Given
    RateLimiter budget = budget();
    Poll poll = poll(Fixtures.TENCENT);
    budget.acquire(poll);
    refuse(budget, poll, "throttled", 429, Duration.ofHours(1));
    PollError first = poll.failedAttempt();
    poll.askAgain();

    // When
    assertThrows(PageFailure.class, () -> budget.acquire(poll));

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
      budget.acquire(poll);
      budget.answered(poll);
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
    budget.acquire(slow);
    refuse(budget, "throttled", 429);

    // When
    time.pass(20 * SECOND);
    budget.answered(slow);

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
    budget.acquire(Fixtures.target(Fixtures.TENCENT).accountId("another").poll());
    assertEquals(before, time.now);
  }

  @Test
  void resourcesOfAnAccountShareItsBudget() throws PageFailure {
    RateLimiter budget = budget();
    budget.acquire(Fixtures.target(Fixtures.TENCENT).resources("one").poll());
    long before = time.now;
    budget.acquire(Fixtures.target(Fixtures.TENCENT).resources("two").poll());
    assertClose(SECOND / 4, time.now - before);
  }

  @Test
  void pollThatWaitsBeyondItsTimeOutFails() throws PageFailure {
    // Given
    RateLimiter budget = budget("caravan.quota.share", "0.0001");
    budget.acquire(poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);
    poll.advance(poll.cursor().next());

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> budget.acquire(poll));

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
    budget.acquire(poll(Fixtures.TENCENT));
    Poll late = Fixtures.target(Fixtures.TENCENT).timeout(Duration.ofMillis(1)).poll();
    clock.set(Fixtures.SLOT.plusSeconds(1));

    // When
    assertThrows(PageFailure.class, () -> budget.acquire(late));

    // Then
    assertClose(SECOND / 4, nanosToAcquire(budget, Fixtures.TENCENT));
  }

  @Test
  void waitEndsWhenTheServiceStops() throws PageFailure {
    assertAbandonedAtOnce(
        poll -> schedule.stopping(new CamelContextStoppingEvent(new DefaultCamelContext())));
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
    budget.acquire(poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);
    long before = time.now;
    time.whileWaiting =
        () -> {
          if (time.now >= before + SECOND) {
            cause.accept(poll);
          }
        };

    // When
    PageFailure failure = assertThrows(PageFailure.class, () -> budget.acquire(poll));

    // Then
    assertTrue(poll.abandoned());
    assertNull(poll.error());
    assertNull(failure.body());
    assertTrue(time.now <= before + SECOND + FairQueue.LOOK_NANOS, () -> "" + time.now);
  }

  @Test
  void interruptedPollIsAbandonedAndStaysInterrupted() throws PageFailure {
    // Given
    RateLimiter budget =
        new RateLimiter(
            SettingsFixture.settings(), schedule, meters, time, Condition::awaitNanos, () -> 0.5);
    budget.acquire(poll(Fixtures.TENCENT));
    Poll poll = poll(Fixtures.TENCENT);

    // When
    Thread.currentThread().interrupt();
    PageFailure failure = assertThrows(PageFailure.class, () -> budget.acquire(poll));

    // Then
    assertTrue(Thread.interrupted());
    assertTrue(poll.abandoned());
    assertEquals("poll_abandoned", failure.error().code());
  }
}
