package caravan.schedule;

import caravan.model.Failure;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import caravan.model.Scope;
import caravan.model.Target;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.apache.camel.support.SynchronizationAdapter;
import org.jboss.logging.Logger;

/** Knows every scope, starts the polls that are due and says how long each may go on. */
@Singleton
@Named("schedule")
public final class Schedule {

  private static final Logger LOG = Logger.getLogger(Schedule.class);

  private final Clock clock;
  private final Duration stopTimeout;
  private volatile Map<String, List<ScheduledScope>> scopesByApi = Map.of();
  private volatile Map<Scope, ScheduledScope> scopes = Map.of();
  private volatile BooleanSupplier mayStart = () -> false;
  private volatile Function<Scope, Memory> memories = scope -> null;
  private volatile Instant stopAt;
  private final LongSupplier nanoTime;
  private final Map<Scope, Instant> endedIn = new ConcurrentHashMap<>();
  private final Map<String, Long> lastTicks = new ConcurrentHashMap<>();

  /** With the clock that slots are counted by. */
  @Inject
  public Schedule(Clock clock, PollSettings settings) {
    this(clock, settings, System::nanoTime);
  }

  /** With the running time that silence is measured in, which no correction of the clock moves. */
  Schedule(Clock clock, PollSettings settings, LongSupplier nanoTime) {
    this.clock = clock;
    this.stopTimeout = settings.stopTimeout();
    this.nanoTime = nanoTime;
  }

  /** Polls start only while this holds. */
  public void onlyWhile(BooleanSupplier condition) {
    mayStart = condition;
  }

  /** Takes what is known of a scope from here; null keeps the scope from being polled. */
  public void remembers(Function<Scope, Memory> source) {
    memories = source;
  }

  /**
   * Takes the scopes of all enabled targets into the schedule, in place of those before. A scope
   * that was there keeps its slot, so that it is not polled twice in it; polls that run go on as
   * they began.
   */
  public void load(List<Target> targets) {
    Map<Scope, ScheduledScope> before = scopes;
    Map<String, List<ScheduledScope>> byApi = new LinkedHashMap<>();
    Map<Scope, ScheduledScope> all = new LinkedHashMap<>();
    for (Target target : targets) {
      if (target.enabled()) {
        Scope.each(
            target,
            scope -> {
              ScheduledScope known = before.get(scope);
              ScheduledScope scheduled =
                  known == null ? new ScheduledScope(scope, endedIn.get(scope)) : known.with(scope);
              all.put(scope, scheduled);
              byApi.computeIfAbsent(target.api().id(), api -> new ArrayList<>()).add(scheduled);
            });
      }
    }
    scopes = all;
    scopesByApi = byApi;
  }

  /** Every scope there is. */
  public List<Scope> scopes() {
    return List.copyOf(scopes.keySet());
  }

  /**
   * For how long the timer of some API has not asked for due polls; the longest such time, and
   * nothing before the first. The timers follow the machine's clock: set back, they stand still for
   * as long, and only running time shows it.
   */
  Duration silence() {
    long now = nanoTime.getAsLong();
    return lastTicks.values().stream()
        .map(tick -> Duration.ofNanos(now - tick))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The polls of an API whose slot has come. */
  public List<Poll> due(String api) {
    Instant now = clock.instant();
    lastTicks.put(api, nanoTime.getAsLong());
    if (stopAt != null || !mayStart.getAsBoolean()) {
      return List.of();
    }
    List<Poll> due = new ArrayList<>();
    for (ScheduledScope scheduled : scopesByApi.getOrDefault(api, List.of())) {
      Memory memory = scheduled.isDue(now) ? memories.apply(scheduled.scope()) : null;
      Poll poll = memory == null ? null : scheduled.start(now, memory);
      if (poll != null) {
        due.add(poll);
      }
    }
    return due;
  }

  /**
   * A due poll as it starts, after it has waited for a thread: in the slot that is current by now,
   * and timed from now on. Slots that passed meanwhile are skipped and said.
   */
  Poll starting(Poll due) {
    ScheduledScope scheduled = scopes.get(due.scope());
    return scheduled == null ? due : scheduled.starting(due, clock.instant());
  }

  /** Whether a poll that waits for a thread has nothing to wait for any more. */
  boolean isOver(Poll due) {
    return stopAt != null
        || due.memory().lost()
        || clock.instant().isAfter(due.startedAt().plus(due.scope().target().timeout()));
  }

  /**
   * A poll that only ends a scope which is not among the targets any more; null while another poll
   * of it runs.
   */
  public Poll retirement(Scope scope, Memory memory) {
    if (stopAt != null || !memory.hold()) {
      return null;
    }
    Instant now = clock.instant();
    Instant slot = now.truncatedTo(ChronoUnit.SECONDS);
    Instant last = memory.lastSlot();
    if (last != null && !slot.isAfter(last)) {
      // A slot of its own, or the ends would look like a part of the last poll.
      slot = last.plusSeconds(1);
    }
    endedIn.put(scope, slot);
    return new Poll(scope, slot, now, memory);
  }

  /** Sees to it that the slot of a poll is free again when its exchange ends, however it ends. */
  public void begin(@ExchangeProperty("poll") Poll poll, Exchange exchange) {
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                finish(poll);
              }
            });
  }

  private void finish(Poll poll) {
    poll.memory().release();
    ScheduledScope scheduled = scopes.get(poll.scope());
    long skipped = scheduled == null ? 0 : scheduled.finish(clock.instant());
    if (skipped > 0) {
      LOG.warnf(
          "poll ran over its slot scope=%s pollId=%s skippedSlots=%d; poll less often or raise limits",
          poll.scope(), poll.id(), skipped);
    }
  }

  /**
   * Whether a poll asks for another page: not behind its time-out, not while stopping, and not when
   * another replica has taken the scope over. A page that failed is not asked for again behind the
   * slot either; then its failure ends the walk.
   */
  public boolean goesOn(@ExchangeProperty("poll") Poll poll) {
    if ((stopAt != null || poll.memory().lost()) && poll.wantsPage()) {
      poll.abandon();
    }
    if (poll.wantsPage() && poll.failedAttempts() > 0 && !leavesTime(poll, Duration.ZERO)) {
      poll.giveUpPage();
    }
    Duration timeout = poll.scope().target().timeout();
    if (poll.wantsPage() && clock.instant().isAfter(poll.startedAt().plus(timeout))) {
      String message = "the poll did not end within " + timeout.toSeconds() + " s";
      poll.fail(
          PollError.of(Failure.TIMEOUT, "poll_timeout", message, null).at(poll.cursor().page(), 1));
    }
    return poll.wantsPage();
  }

  /**
   * Whether a page that failed can be asked for again after a wait: before the next slot begins and
   * the poll runs out of time.
   */
  boolean leavesTime(Poll poll, Duration wait) {
    Target target = poll.scope().target();
    Instant next = clock.instant().plus(wait);
    return next.isBefore(poll.scheduledAt().plus(target.every()))
        && next.isBefore(poll.startedAt().plus(target.timeout()));
  }

  /** Whether a poll that has been walked may still be published. */
  public boolean publishes(@ExchangeProperty("poll") Poll poll) {
    Instant deadline = stopAt;
    boolean late = deadline != null && clock.instant().isAfter(deadline);
    if (late || poll.memory().lost()) {
      poll.abandon();
    }
    return !poll.abandoned();
  }

  /** From now on nothing starts; what runs is published soon or not at all. */
  void stopping(@Observes CamelContextStoppingEvent event) {
    stopAt = clock.instant().plus(stopTimeout);
  }
}
