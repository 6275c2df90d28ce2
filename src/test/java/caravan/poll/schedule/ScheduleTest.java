package caravan.poll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.event.Checkpoint;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.event.CamelContextStoppingEvent;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final Duration TEN_YEARS = Duration.ofDays(3650);

  private final Target target = Fixtures.target(Fixtures.CTYUN).build();
  private final Instant slot =
      Slots.of(new Scope(target, "res-1", null)).current(Instant.parse("2026-01-31T23:59:59Z"));
  private final SettableClock clock = new SettableClock(slot);
  private final Deadlines deadlines =
      new Deadlines(clock, clock, SettingsFixture.settings(PollSettings.class));
  private final Owned owned = new Owned();
  private final Schedule schedule = new Schedule(deadlines, owned);
  private final Map<Scope, ScopeState> memories = new ConcurrentHashMap<>();

  @BeforeEach
  void start() {
    schedule.load(List.of(target));
    owned.onlyWhile(() -> true);
    owned.remembers(scope -> memories.computeIfAbsent(scope, one -> new ScopeState()));
  }

  private List<Poll> due() {
    return schedule.due(Fixtures.CTYUN);
  }

  /** A poll that is due and has begun; {@link Begun#end} ends its exchange. */
  private Begun begun() {
    Poll poll = due().get(0);
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    schedule.begin(poll, null, null, exchange);
    return new Begun(poll, exchange);
  }

  private static boolean goesOn(Poll poll) {
    poll.endIfOver();
    return poll.wantsPage();
  }

  private record Begun(Poll poll, Exchange exchange) {

    void end() {
      for (Synchronization one : exchange.getExchangeExtension().handoverCompletions()) {
        one.onComplete(exchange);
      }
    }

    void endBadly() {
      for (Synchronization one : exchange.getExchangeExtension().handoverCompletions()) {
        one.onFailure(exchange);
      }
    }
  }

  @Test
  void pollIsDueWhenItsSlotHasCome() {
    // Given
    clock.advance(Duration.ofMillis(400));

    // When
    List<Poll> due = due();

    // Then
    assertEquals(1, due.size());
    assertEquals(slot, due.get(0).scheduledAt());
    assertEquals(slot.plusMillis(400), due.get(0).startedAt());
    assertEquals(
        "ctyun/dds/1250000000/-/instance/res-1/poll/describeAccounts", due.get(0).scope().path());
  }

  @Test
  void slotIsPolledOnce() {
    // Given
    begun().end();

    // When
    clock.advance(PERIOD.minusMillis(1));

    // Then
    assertEquals(List.of(), due());
    clock.advance(Duration.ofMillis(1));
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  @Test
  void scopeIsNeverPolledTwiceAtOnce() {
    // Given
    Begun running = begun();
    clock.advance(PERIOD.multipliedBy(3));

    // Then
    assertEquals(List.of(), due());
    running.end();
    assertEquals(slot.plus(PERIOD.multipliedBy(3)), due().get(0).scheduledAt());
    assertEquals(List.of(), due());
  }

  @Test
  void timersThatAskAtOnceStartOnePoll() throws InterruptedException, ExecutionException {
    // Given
    ExecutorService timers = Executors.newFixedThreadPool(4);
    List<Callable<List<Poll>>> asking = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      asking.add(this::due);
    }

    // When
    List<Poll> started = new ArrayList<>();
    for (Future<List<Poll>> answer : timers.invokeAll(asking)) {
      started.addAll(answer.get());
    }
    timers.shutdown();

    // Then
    assertEquals(1, started.size());
  }

  @Test
  void pollThatFailsFreesItsScopeToo() {
    begun().endBadly();
    clock.advance(PERIOD);
    assertEquals(1, due().size());
  }

  @Test
  void memoryOfAScopeLivesFromPollToPoll() {
    // Given
    Begun first = begun();
    first.end();

    // When
    clock.advance(PERIOD);
    Begun second = begun();

    // Then
    assertSame(first.poll().memory(), second.poll().memory());
    assertNotSame(first.poll().memory(), Fixtures.poll(first.poll().scope()).memory());
  }

  private ScopeState remembered(Instant lastSlot) {
    ScopeState memory =
        memories.computeIfAbsent(new Scope(target, "res-1", null), one -> new ScopeState());
    memory.checkpoint(
        new Checkpoint(
            "scope",
            new Checkpoint.Last("poll", lastSlot, "failed"),
            null,
            new TreeMap<>(),
            0,
            null));
    return memory;
  }

  /** Its checkpoint is kept, with a slot of its own that lies within the slot of the schedule. */
  @Test
  void scopeThatWasRetiredInThisSlotIsPolledBehindItsEnd() {
    // Given
    ScopeState memory = memories.computeIfAbsent(schedule.scopes().get(0), one -> new ScopeState());
    Instant end = slot.plusSeconds(7);
    memory.checkpoint(Checkpoint.retired("scope", Checkpoint.Last.retired("poll", end), end));

    // When
    clock.advance(Duration.ofSeconds(9));

    // Then
    assertEquals(slot.plusSeconds(9), due().get(0).scheduledAt());
  }

  @Test
  void scopeThatNothingIsKnownOfIsNotPolled() {
    owned.remembers(scope -> null);
    assertEquals(List.of(), due());
    owned.remembers(scope -> new ScopeState());
    assertEquals(1, due().size());
  }

  @Test
  void slotThatWasPublishedBeforeIsNotPolledAgain() {
    // Given
    remembered(slot);

    // Then
    assertEquals(List.of(), due());
    clock.advance(PERIOD);
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  /** What was started in a slot of the wrong time must not keep the scope from its right slots. */
  @Test
  void scopeIsPolledAgainWhenAClockThatRanAheadIsRight() {
    // Given
    begun().end();
    clock.jump(TEN_YEARS);
    begun().endBadly();
    clock.advance(PERIOD);
    begun().endBadly();

    // When
    clock.jump(TEN_YEARS.negated());

    // Then
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  @Test
  void scopeThatWasPolledWaitsForAClockThatWasSetBack() {
    remembered(slot);
    clock.jump(PERIOD.negated());
    assertEquals(List.of(), due());
    clock.advance(PERIOD.multipliedBy(2));
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  @Test
  void periodsWithoutAStartedPollAreCountedWhileTheScopeIsOwned() {
    // Given
    Scope scope = schedule.scopes().get(0);
    owned.only(one -> false);
    owned.remembers(one -> null);
    clock.advance(PERIOD.multipliedBy(5));
    due();
    assertEquals(0, schedule.periodsSinceStart(scope));

    // When: its state is being loaded, then its poll waits for a thread.
    owned.only(one -> true);
    clock.advance(PERIOD);
    due();
    owned.remembers(one -> memories.computeIfAbsent(one, any -> new ScopeState()));
    clock.advance(PERIOD.multipliedBy(2));
    Poll poll = due().get(0);
    assertEquals(3, schedule.periodsSinceStart(scope));

    // Then
    schedule.starting(poll);
    assertEquals(0, schedule.periodsSinceStart(scope));
    clock.jump(TEN_YEARS);
    assertEquals(0, schedule.periodsSinceStart(scope), "counted in running time");
    assertEquals(Double.NaN, schedule.periodsSinceStart(Fixtures.scope(Fixtures.HUAWEI)));
  }

  @Test
  void pollOfALostScopeIsAbandoned() {
    // Given
    Poll poll = begun().poll();
    assertTrue(goesOn(poll));

    // When
    poll.memory().lose();

    // Then
    assertFalse(goesOn(poll));
    assertFalse(poll.mayPublish());
    assertTrue(poll.abandoned());
  }

  @Test
  void pollThatWasReadWhenItsScopeWasLostIsAbandonedToo() {
    Poll poll = begun().poll();
    poll.walk().advance(null);
    assertTrue(poll.mayPublish());
    poll.memory().lose();
    assertFalse(poll.mayPublish());
  }

  @Test
  void retirementHasASlotBehindTheLastPoll() {
    // Given
    ScopeState memory = remembered(slot);
    Scope scope = new Scope(target, "res-1", null);

    // When
    Poll first = schedule.retirement(scope, memory);

    // Then
    assertEquals(slot.plusSeconds(1), first.scheduledAt());
    assertNull(schedule.retirement(scope, memory), "another poll of the scope runs");
    memory.release();
    clock.advance(Duration.ofMillis(2_900));
    assertEquals(slot.plusSeconds(2), schedule.retirement(scope, memory).scheduledAt());
  }

  @Test
  void skippedSlotsAreReported() {
    // Given
    Begun running = begun();
    try (LogLines lines = LogLines.of(Schedule.class)) {

      // When: slots 1 and 2 are over, slot 3 is only late.
      clock.advance(PERIOD.multipliedBy(3).plusSeconds(5));
      running.end();

      // Then
      assertEquals(
          List.of(
              "poll ran over its slot scope="
                  + running.poll().scope()
                  + " pollId="
                  + running.poll().id()
                  + " skippedSlots=2; poll less often or raise limits"),
          lines.all());
    }
  }

  @Test
  void pollThatIsOnlyLateSkipsNothing() {
    Begun running = begun();
    try (LogLines lines = LogLines.of(Schedule.class)) {
      clock.advance(PERIOD.plusSeconds(5));
      running.end();
      assertEquals(List.of(), lines.all());
    }
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  @Test
  void everyResourceAndUserIsAScope() {
    // When
    schedule.load(
        List.of(
            Fixtures.target(Fixtures.CTYUN).resources("a", "b").build(),
            Fixtures.target(Fixtures.ALIBABA).resources("c", "d").users("x", "y").build()));

    // Then
    assertEquals(
        List.of("a null", "b null", "c x", "c y", "d x", "d y"),
        schedule.scopes().stream()
            .map(scope -> scope.resourceId() + " " + scope.member())
            .toList());
  }

  @Test
  void disabledTargetIsNotPolled() {
    schedule.load(List.of(Fixtures.target(Fixtures.CTYUN).disabled().build()));
    assertEquals(List.of(), schedule.scopes());
    assertEquals(List.of(), due());
  }

  @Test
  void apiWithoutTargetsHasNothingDue() {
    assertEquals(List.of(), schedule.due(Fixtures.HUAWEI));
    assertEquals(1, due().size());
  }

  @Test
  void nothingStartsBeforeTheServiceIsReady() {
    // Given
    Owned nothing = new Owned();
    Schedule fresh = new Schedule(deadlines, nothing);
    fresh.load(List.of(target));
    nothing.remembers(scope -> new ScopeState());

    // Then
    assertEquals(List.of(), fresh.due(Fixtures.CTYUN));
    nothing.onlyWhile(() -> false);
    assertEquals(List.of(), fresh.due(Fixtures.CTYUN));
    nothing.onlyWhile(() -> true);
    assertEquals(1, fresh.due(Fixtures.CTYUN).size());
  }

  @Test
  void everyQuestionIsASignOfLife() {
    Schedule fresh = new Schedule(deadlines, owned);
    assertEquals(Duration.ZERO, fresh.silence());
    fresh.due(Fixtures.CTYUN);
    clock.advance(Duration.ofSeconds(3));
    clock.jump(Duration.ofDays(-1));
    assertEquals(Duration.ofSeconds(3), fresh.silence());
    fresh.due(Fixtures.CTYUN);
    assertEquals(Duration.ZERO, fresh.silence());
  }

  @Test
  void reloadedScopeThatIsBeingPolledIsNotPolledAgain() {
    // Given
    Begun running = begun();

    // When
    schedule.load(
        List.of(
            Fixtures.target(Fixtures.CTYUN).pageSize(7).build(),
            Fixtures.target(Fixtures.HUAWEI).build()));
    clock.advance(PERIOD);

    // Then
    assertEquals(List.of(), due());
    running.end();
    Poll next = due().get(0);
    assertEquals(7, next.scope().target().pageSize());
    assertSame(running.poll().memory(), next.memory());
  }

  @Test
  void reloadedScopeDoesNotRepeatItsSlot() {
    begun().end();
    schedule.load(List.of(target));
    assertEquals(List.of(), due());
  }

  @Test
  void scopeThatWasTakenOutWhileItIsPolledEndsQuietly() {
    Begun running = begun();
    schedule.load(List.of());
    running.end();
    assertEquals(List.of(), due());
  }

  @Test
  void scopeThatWasTakenOutAndPutBackWhileItIsPolledEndsQuietly() {
    Begun running = begun();
    schedule.load(List.of());
    schedule.load(List.of(target));
    running.end();
    assertEquals(1, due().size());
  }

  /** The slot would give the first poll of the new life the id of one of the life before. */
  @Test
  void scopeThatComesBackAfterItsEndHasASlotOfItsOwn() {
    // Given
    begun().end();
    Scope scope = schedule.scopes().get(0);
    ScopeState memory = memories.get(scope);
    schedule.load(List.of());
    clock.advance(Duration.ofMillis(5_500));
    Poll end = schedule.retirement(scope, memory);
    assertEquals(slot.plusSeconds(5), end.scheduledAt());
    memory.release();

    // When
    clock.advance(Duration.ofSeconds(4));
    schedule.load(List.of(target));

    // Then
    Begun first = begun();
    assertEquals(slot.plusSeconds(9), first.poll().scheduledAt());
    first.end();
    assertEquals(List.of(), due());
    clock.set(slot.plus(PERIOD));
    assertEquals(slot.plus(PERIOD), due().get(0).scheduledAt());
  }

  @Test
  void scopeThatComesBackWithinTheSecondOfItsEndIsPolledInTheNext() {
    // Given
    Scope scope = schedule.scopes().get(0);
    begun().end();
    schedule.load(List.of());
    clock.advance(Duration.ofMillis(1_200));
    ScopeState memory = memories.get(scope);
    assertEquals(slot.plusSeconds(1), schedule.retirement(scope, memory).scheduledAt());
    memory.release();

    // When
    schedule.load(List.of(target));

    // Then
    assertEquals(slot.plusSeconds(2), due().get(0).scheduledAt());
  }

  @Test
  void scopeWithAnotherPeriodIsPolledInItsNewSlots() {
    // Given
    begun().end();

    // When
    Target often = Fixtures.target(Fixtures.CTYUN).every(Duration.ofSeconds(1)).build();
    schedule.load(List.of(often));

    // Then
    assertEquals(List.of(), due());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(slot.plusSeconds(1), due().get(0).scheduledAt());
  }

  /** It ran for thirty of the new slots, but none of them was its own to skip. */
  @Test
  void pollThatBeganWithAnotherPeriodSkipsNothing() {
    try (LogLines lines = LogLines.of(Schedule.class)) {
      // Given
      Begun running = begun();
      Target often = Fixtures.target(Fixtures.CTYUN).every(Duration.ofSeconds(1)).build();
      schedule.load(List.of(often));

      // When
      clock.advance(Duration.ofSeconds(30));
      running.end();

      // Then
      assertEquals(List.of(), lines.all());
      assertEquals(slot.plusSeconds(30), due().get(0).scheduledAt());
    }
  }

  @Test
  void pollGoesOnWhileItHasPagesAndTime() {
    Begun running = begun();
    assertTrue(goesOn(running.poll()));
    clock.advance(Duration.ofMinutes(5));
    assertTrue(goesOn(running.poll()));
    running.poll().walk().advance(null);
    assertFalse(goesOn(running.poll()));
    assertNull(running.poll().error());
  }

  @Test
  void pollBehindItsTimeOutFails() {
    // Given
    Poll poll = begun().poll();
    poll.walk().advance(poll.walk().cursor().next());
    clock.advance(Duration.ofMinutes(5).plusMillis(1));

    // When
    boolean goesOn = goesOn(poll);

    // Then
    assertFalse(goesOn);
    assertEquals(
        PollErrors.of(
            "timeout", "poll_timeout", "the poll did not end within 300 s", null, 1, 1, true),
        poll.error());
    assertTrue(poll.mayPublish());
  }

  /** A time-out is a duration: setting the clock neither ends a poll nor lets it go on. */
  @Test
  void timeOutIsMeasuredInRunningTime() {
    // Given
    Poll poll = begun().poll();
    clock.jump(TEN_YEARS);
    assertTrue(goesOn(poll));
    assertTrue(poll.leavesTime(Duration.ofSeconds(59)));
    clock.jump(TEN_YEARS.negated().minusDays(1));

    // When
    clock.advance(Duration.ofMinutes(5).plusMillis(1));

    // Then
    assertFalse(poll.leavesTime(Duration.ZERO));
    assertFalse(goesOn(poll));
    assertEquals("poll_timeout", poll.error().code());
    assertEquals(Duration.ofMinutes(5).plusMillis(1), poll.elapsed());
  }

  @Test
  void stopTimeIsMeasuredInRunningTime() {
    Poll poll = begun().poll();
    deadlines.stopping(new CamelContextStoppingEvent(new DefaultCamelContext()));
    clock.jump(TEN_YEARS);
    assertTrue(poll.mayPublish());
    clock.jump(TEN_YEARS.negated().minusDays(1));
    clock.advance(Duration.ofMillis(5_001));
    assertFalse(poll.mayPublish());
  }

  @Test
  void pollThatEndedInTimeIsNotFailedAfterwards() {
    Poll poll = begun().poll();
    poll.walk().advance(null);
    clock.advance(Duration.ofHours(1));
    assertFalse(goesOn(poll));
    assertNull(poll.error());
  }

  @Test
  void nothingStartsWhileStopping() {
    deadlines.stopping(new CamelContextStoppingEvent(new DefaultCamelContext()));
    assertEquals(List.of(), due());
  }

  @Test
  void pollThatStillHasPagesIsAbandonedWhileStopping() {
    // Given
    Poll poll = begun().poll();

    // When
    deadlines.stopping(new CamelContextStoppingEvent(new DefaultCamelContext()));

    // Then
    assertFalse(goesOn(poll));
    assertTrue(poll.abandoned());
    assertFalse(poll.mayPublish());
  }

  @Test
  void pollThatHasBeenWalkedIsPublishedWithinTheStopTime() {
    Poll poll = begun().poll();
    assertTrue(poll.mayPublish());
    deadlines.stopping(new CamelContextStoppingEvent(new DefaultCamelContext()));
    clock.advance(Duration.ofSeconds(5));
    assertTrue(poll.mayPublish());
    clock.advance(Duration.ofMillis(1));
    assertFalse(poll.mayPublish());
    assertNull(poll.report(), "it is reported as abandoned");
  }
}
