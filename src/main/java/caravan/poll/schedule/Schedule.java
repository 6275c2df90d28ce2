package caravan.poll.schedule;

import caravan.cloud.ApiParts;
import caravan.cloud.ErrorClassifier;
import caravan.cloud.Normalizer;
import caravan.cloud.Signer;
import caravan.cloud.sheet.MappingCompiler;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.OwnedScopes;
import caravan.poll.Poll;
import caravan.poll.PollTime;
import caravan.state.ScopeState;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jboss.logging.Logger;

/** Knows every scope and starts the polls that are due. */
@Singleton
@Named("schedule")
public final class Schedule {

  private static final Logger LOG = Logger.getLogger(Schedule.class);

  private final PollTime time;
  private final OwnedScopes owned;
  private volatile Map<String, List<ScheduledScope>> scopesByApi = Map.of();
  private volatile Map<Scope, ScheduledScope> scopes = Map.of();
  private final Map<Scope, Instant> endedIn = new ConcurrentHashMap<>();
  private final Map<String, Long> lastTicks = new ConcurrentHashMap<>();
  private final Map<String, Normalizer> mappings = new ConcurrentHashMap<>();

  @Inject
  public Schedule(Deadlines time, OwnedScopes owned) {
    this((PollTime) time, owned);
  }

  Schedule(PollTime time, OwnedScopes owned) {
    this.time = time;
    this.owned = owned;
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
                  known == null
                      ? new ScheduledScope(scope, endedIn.get(scope), time.nanos())
                      : known.with(scope);
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
   * For how long the timer of some API has not asked for due polls, in running time; the longest
   * such time, and nothing before the first.
   */
  public Duration silence() {
    long now = time.nanos();
    return lastTicks.values().stream()
        .map(tick -> Duration.ofNanos(now - tick))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** APIs that have scopes. */
  public Set<String> apis() {
    return scopesByApi.keySet();
  }

  /** The polls of an API whose slot has come; none while stopping or without brokers. */
  public List<Poll> due(String api) {
    Instant now = time.now();
    lastTicks.put(api, time.nanos());
    if (time.isStopping() || !owned.canPublish()) {
      return List.of();
    }
    List<Poll> due = new ArrayList<>();
    for (ScheduledScope scheduled : scopesByApi.getOrDefault(api, List.of())) {
      Poll poll = scheduled.isDue(now) ? start(scheduled, now) : null;
      if (poll != null) {
        due.add(poll);
      }
    }
    return due;
  }

  private Poll start(ScheduledScope scheduled, Instant now) {
    ScopeState memory = owned.memory(scheduled.scope());
    if (memory != null) {
      return scheduled.start(now, memory, time);
    }
    if (!owned.owns(scheduled.scope())) {
      scheduled.idle(time.nanos());
    }
    return null;
  }

  /**
   * How many periods have passed since a poll of a scope was started here, or since this replica
   * owns it; NaN for a scope that is not in the schedule.
   */
  public double periodsSinceStart(Scope scope) {
    ScheduledScope scheduled = scopes.get(scope);
    return scheduled == null ? Double.NaN : scheduled.periodsSinceStart(time.nanos());
  }

  /**
   * A due poll as it starts, after it has waited for a thread: in the slot that is current by now,
   * and timed from now on. Slots that passed meanwhile are skipped and said.
   */
  Poll starting(Poll due) {
    ScheduledScope scheduled = scopes.get(due.scope());
    return scheduled == null ? due : scheduled.starting(due, time.now(), time.nanos());
  }

  /** Whether a poll that waits for a thread has nothing to wait for any more. */
  boolean isOver(Poll due) {
    return time.isStopping() || due.memory().lost() || due.isTimedOut();
  }

  /**
   * A poll that only ends a scope which is not among the targets any more; null while another poll
   * of it runs.
   */
  public Poll retirement(Scope scope, ScopeState memory) {
    if (time.isStopping() || !memory.hold()) {
      return null;
    }
    Instant now = time.now();
    Instant slot = now.truncatedTo(ChronoUnit.SECONDS);
    Instant last = memory.lastSlot();
    if (last != null && !slot.isAfter(last)) {
      // A slot of its own, or the ends would look like a part of the last poll.
      slot = last.plusSeconds(1);
    }
    endedIn.put(scope, slot);
    return new Poll(scope, slot, now, memory, time);
  }

  /**
   * Begins a poll with the beans that its API names. Its slot and everything that it holds is free
   * again when its exchange ends, however it ends.
   */
  public void begin(@Body Poll poll, Signer signer, ErrorClassifier errors, Exchange exchange) {
    poll.begin(new ApiParts(signer, errors, mapping(poll.scope().api())));
    retire(poll, exchange);
    poll.endIfOver();
  }

  private Normalizer mapping(Api api) {
    return mappings.computeIfAbsent(api.id(), id -> MappingCompiler.compile(api));
  }

  /** Begins a poll that asks for nothing, because its scope is not among the targets any more. */
  public void retire(@Body Poll poll, Exchange exchange) {
    exchange.setProperty("poll", poll);
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
    poll.close();
    poll.memory().release();
    ScheduledScope scheduled = scopes.get(poll.scope());
    long skipped = scheduled == null ? 0 : scheduled.finish(time.now());
    if (skipped > 0) {
      LOG.warnf(
          "poll ran over its slot scope=%s pollId=%s skippedSlots=%d; poll less often or raise limits",
          poll.scope(), poll.id(), skipped);
    }
  }
}
