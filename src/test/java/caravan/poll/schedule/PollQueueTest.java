package caravan.poll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.model.PageFailure;
import caravan.model.Target;
import caravan.poll.Gates;
import caravan.poll.Owned;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.limit.Limits;
import caravan.poll.limit.RateLimiter;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.event.CamelContextStoppingEvent;
import org.junit.jupiter.api.Test;

class PollQueueTest {

  private static final long SECOND = 1_000_000_000L;

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final Deadlines deadlines =
      new Deadlines(clock, clock, SettingsFixture.settings(PollSettings.class));
  private final Owned owned = new Owned();
  private final Schedule schedule = new Schedule(deadlines, owned);
  private final Map<String, ScopeState> memories = new HashMap<>();
  private final Deque<Runnable> handedOut = new ArrayDeque<>();
  private final List<Poll> begun = new ArrayList<>();
  private long nanos = 7 * SECOND;

  private final RateLimiter budget =
      Limits.rate(
          owned,
          new SimpleMeterRegistry(),
          () -> nanos,
          this::pass,
          "caravan.quota.unpublished",
          "1000");

  private void pass(long wait) {
    nanos += wait;
    clock.advance(Duration.ofNanos(wait));
  }

  /** Threads that stand still: the test says what a poll that has one does. */
  private PollQueue queue(int threads) {
    return new PollQueue(
        schedule, budget, threads, handedOut::add, (route, poll) -> begun.add(poll));
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "res-" + i).toArray(String[]::new);
  }

  private List<Poll> due(String api, String account, int scopes) {
    return due(Fixtures.target(api).accountId(account).resources(names(scopes)));
  }

  private List<Poll> due(Fixtures.Draft draft) {
    Target target = draft.build();
    schedule.load(List.of(target));
    owned.remembers(scope -> memories.computeIfAbsent(scope.path(), path -> new ScopeState()));
    owned.onlyWhile(() -> true);
    return schedule.due(target.api().id());
  }

  private static boolean goesOn(Poll poll) {
    poll.endIfOver();
    return poll.wantsPage();
  }

  private static void add(PollQueue queue, List<Poll> polls) {
    polls.forEach(poll -> queue.add(poll, "direct:poll"));
  }

  /** Every poll that gets a thread sends its first request and never hears of it again. */
  private List<PollQueue.Start> hang(PollQueue queue) throws PageFailure {
    List<PollQueue.Start> hanging = new ArrayList<>();
    while (!handedOut.isEmpty()) {
      PollQueue.Start start = (PollQueue.Start) handedOut.remove();
      new Gates(budget, queue).pass(start.poll());
      hanging.add(start);
    }
    return hanging;
  }

  @Test
  void accountThatHangsLeavesHalfOfTheThreads() throws PageFailure {
    // Given
    PollQueue queue = queue(64);
    add(queue, due(Fixtures.ALIBABA, "slow", 100));

    // Then
    assertEquals(32, hang(queue).size());
    assertEquals(68, queue.waiting());
    assertEquals(32, queue.running());
  }

  @Test
  void endpointThatHangsForAllAccountsLeavesAQuarterOfTheThreads() throws PageFailure {
    // Given
    PollQueue queue = queue(64);
    for (int i = 0; i < 20; i++) {
      add(queue, due(Fixtures.CTYUN, "slow-" + i, 10));
    }

    // Then
    assertEquals(48, hang(queue).size());
    add(queue, due(Fixtures.HUAWEI, "well", 5));
    assertEquals(5, hang(queue).size());
  }

  @Test
  void accountThatHangsHoldsNoOtherOfItsEndpointBack() throws PageFailure {
    PollQueue queue = queue(64);
    add(queue, due(Fixtures.CTYUN, "slow", 100));
    assertEquals(32, hang(queue).size());
    add(queue, due(Fixtures.CTYUN, "well", 10));
    assertEquals(10, hang(queue).size());
  }

  @Test
  void threadIsLeftForAnAccountThatHasNone() throws PageFailure {
    // Given: one after the other hangs.
    PollQueue queue = queue(64);
    List<Integer> held = new ArrayList<>();
    for (String api : List.of(Fixtures.ALIBABA, Fixtures.HUAWEI, Fixtures.CTYUN)) {
      add(queue, due(api, "slow", 100));
      held.add(hang(queue).size());
    }
    assertEquals(List.of(32, 16, 8), held);

    // When
    List<Poll> well = due(Fixtures.TENCENT_SSL, "well", 5);
    add(queue, well);

    // Then: each is gone before the next needs a thread.
    List<Poll> started = new ArrayList<>();
    while (!handedOut.isEmpty()) {
      PollQueue.Start start = (PollQueue.Start) handedOut.remove();
      started.add(start.poll());
      start.run();
    }
    assertEquals(well.stream().map(Poll::id).toList(), started.stream().map(Poll::id).toList());
  }

  @Test
  void accountsTakeTurns() throws PageFailure {
    // Given: there is one thread.
    PollQueue queue = queue(1);
    add(queue, due(Fixtures.ALIBABA, "large", 5));
    add(queue, due(Fixtures.ALIBABA, "small", 1));
    add(queue, due(Fixtures.ALIBABA, "other", 2));

    // When
    while (!handedOut.isEmpty()) {
      handedOut.remove().run();
    }

    // Then
    assertEquals(
        List.of("large", "large", "small", "other", "large", "other", "large", "large"),
        begun.stream().map(poll -> poll.scope().target().account().accountId()).toList());
  }

  @Test
  void pollWaitsWithoutAThreadWhileItsTurnIsFar() throws PageFailure {
    // Given: four requests a second.
    PollQueue queue = queue(64);
    add(queue, due(Fixtures.TENCENT, "crowd", 100));

    // Then
    assertEquals(4, queue.running());
    hang(queue);
    assertEquals(32, queue.running());
    assertTrue(nanos >= 7 * SECOND + 7 * SECOND, "each poll has waited for its token");
  }

  @Test
  void pollThatMayNotSendForLongGetsNoThread() throws PageFailure {
    // Given
    PollQueue queue = queue(64);
    owned.follows(() -> 0);
    add(queue, due(Fixtures.TENCENT, "idle", 3));
    assertEquals(0, queue.running());

    // When
    owned.follows(() -> 1);
    queue.dispatch();

    // Then
    assertEquals(3, queue.running());
  }

  @Test
  void pollThatWaitedOverItsSlotStartsInTheCurrentOne() {
    // Given
    PollQueue queue = queue(1);
    List<Poll> due = due(Fixtures.ALIBABA, "late", 2);
    add(queue, due);
    try (LogLines log = LogLines.of(ScheduledScope.class)) {
      clock.advance(Duration.ofSeconds(150));

      // When
      handedOut.remove().run();

      // Then
      Poll late = ((PollQueue.Start) handedOut.remove()).poll();
      assertEquals(due.get(1).scope(), late.scope());
      Duration age = Duration.between(late.scheduledAt(), clock.instant());
      assertTrue(!age.isNegative() && age.toSeconds() < 60, age::toString);
      long skipped = Duration.between(due.get(1).scheduledAt(), late.scheduledAt()).toMinutes();
      assertTrue(skipped >= 2, () -> "" + skipped);
      assertEquals(clock.instant(), late.startedAt());
      assertTrue(log.all().get(0).contains("skippedSlots=" + skipped), () -> log.all().toString());
    }
  }

  @Test
  void pollThatWaitedInItsSlotIsTimedFromItsStart() {
    PollQueue queue = queue(1);
    List<Poll> due =
        due(Fixtures.target(Fixtures.ALIBABA).every(Duration.ofHours(1)).resources("a", "b"));
    add(queue, due);
    clock.advance(Duration.ofSeconds(50));
    handedOut.remove().run();
    Poll late = ((PollQueue.Start) handedOut.remove()).poll();
    assertEquals(due.get(1).scheduledAt(), late.scheduledAt());
    assertEquals(due.get(1).id(), late.id());
    assertEquals(clock.instant(), late.startedAt());
  }

  @Test
  void pollThatWaitedForItsWholeTimeEndsWithoutAThreadOfTheOthers() {
    // Given: the only thread hangs.
    PollQueue queue = queue(1);
    List<Poll> due = due(Fixtures.ALIBABA, "late", 3);
    add(queue, due);
    handedOut.remove();
    clock.advance(Duration.ofSeconds(301));

    // When
    queue.dispatch();
    handedOut.forEach(Runnable::run);

    // Then
    assertEquals(due.subList(1, 3), begun);
    assertFalse(goesOn(begun.get(0)));
    assertEquals("poll_timeout", begun.get(0).error().code());
    assertEquals(0, queue.waiting());
  }

  @Test
  void pollWhoseScopeHasAnotherOwnerEndsAtOnce() {
    PollQueue queue = queue(1);
    List<Poll> due = due(Fixtures.ALIBABA, "moved", 3);
    add(queue, due);
    handedOut.remove();
    due.get(2).memory().lose();
    queue.dispatch();
    handedOut.forEach(Runnable::run);
    assertEquals(List.of(due.get(2)), begun);
    assertEquals(1, queue.waiting());
  }

  @Test
  void everythingThatWaitsEndsWhenTheServiceStops() {
    // Given
    PollQueue queue = queue(1);
    List<Poll> due = due(Fixtures.ALIBABA, "stop", 3);
    add(queue, due);
    CamelContextStoppingEvent stop = new CamelContextStoppingEvent(new DefaultCamelContext());

    // When
    deadlines.stopping(stop);
    queue.stopping(stop);

    // Then
    assertEquals(due.subList(1, 3), begun);
    begun.forEach(poll -> assertFalse(goesOn(poll)));
    assertTrue(begun.stream().allMatch(Poll::abandoned));
  }
}
