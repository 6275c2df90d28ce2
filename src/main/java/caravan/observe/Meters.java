package caravan.observe;

import caravan.event.Report;
import caravan.event.Verdict;
import caravan.model.Account;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.observe.MetricsSettings.By;
import caravan.poll.OwnedScopes;
import caravan.poll.Poll;
import caravan.poll.RunningTime;
import caravan.poll.schedule.Schedule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Counts polls by scope, or by account and API; the number of series is bounded by these. Scopes
 * that this replica does not poll have no value.
 */
@Singleton
public final class Meters implements ScopeAware {

  private static final Logger LOG = Logger.getLogger(Meters.class);

  /** More scopes than this log a warning about their series. */
  private static final int MANY_SCOPES = 2_000;

  private static final Duration[] LAGS =
      LongStream.of(100, 250, 500, 1_000, 5_000, 30_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final RunningTime running;
  private final By by;
  private final Map<Scope, Watched> scopes = new ConcurrentHashMap<>();
  private final Map<Tags, Group> groups = new HashMap<>();
  private final Map<String, Timer> lags = new ConcurrentHashMap<>();
  private final Set<Scope> forgotten = ConcurrentHashMap.newKeySet();
  private final OwnedScopes owned;
  private final ToDoubleFunction<Scope> periodsSinceStart;

  @Inject
  public Meters(
      MeterRegistry registry,
      RunningTime running,
      OwnedScopes owned,
      Schedule schedule,
      MetricsSettings settings) {
    this(registry, running, owned, schedule::periodsSinceStart, settings.by());
  }

  Meters(
      MeterRegistry registry,
      RunningTime running,
      OwnedScopes owned,
      ToDoubleFunction<Scope> periodsSinceStart,
      By by) {
    this.registry = registry;
    this.running = running;
    this.owned = owned;
    this.periodsSinceStart = periodsSinceStart;
    this.by = by;
  }

  /**
   * Shows exactly these scopes, each before its first poll, so that one that never completes is
   * visible. Meters of removed scopes go, so that no alert fires on them; sums of an account go
   * with its last scope. Polls of removed scopes that still run are not counted.
   */
  @Override
  public synchronized void retainScopes(Collection<Scope> wanted) {
    int before = scopes.size();
    for (Scope scope : wanted) {
      forgotten.remove(scope);
      show(scope);
    }
    Set<Scope> gone = new HashSet<>(scopes.keySet());
    gone.removeAll(Set.copyOf(wanted));
    forgotten.addAll(gone);
    gone.forEach(scope -> scopes.remove(scope).leave());
    if (by == By.SCOPE && before <= MANY_SCOPES && scopes.size() > MANY_SCOPES) {
      LOG.warnf(
          "each of %d scopes has its own metrics, which takes memory and time whenever they are"
              + " read; caravan.metrics.by=account shows their sums",
          scopes.size());
    }
  }

  private Watched show(Scope scope) {
    Watched watched = scopes.computeIfAbsent(scope, Watched::new);
    watched.join(tags(scope));
    return watched;
  }

  synchronized void published(Poll poll, Duration duration) {
    if (forgotten.contains(poll.scope())) {
      return;
    }
    Watched watched = scopes.get(poll.scope());
    if (watched == null) {
      watched = show(poll.scope());
    }
    Report report = poll.report();
    watched.group.counted().count(poll, report, duration);
    lag(poll.scope().api().id()).record(Duration.between(poll.scheduledAt(), poll.startedAt()));
    if (report.status().equals(Verdict.COMPLETE.wire())) {
      watched.lastComplete = running.nanos();
      watched.incomplete = 0;
    } else {
      watched.incomplete++;
    }
  }

  synchronized void unpublished(Poll poll, String verdict) {
    // Does not show the scope: this may be the poll that ends a removed one.
    if (!forgotten.contains(poll.scope())) {
      Tags tags = tags(poll.scope());
      Group group = groups.get(tags);
      (group == null ? counter(tags, verdict) : group.polls(verdict)).increment();
    }
  }

  private Timer lag(String api) {
    return lags.computeIfAbsent(
        api,
        id ->
            Timer.builder("caravan.poll.lag")
                .description("From the slot of a published poll to its start")
                .serviceLevelObjectives(LAGS)
                .tags("api", id)
                .register(registry));
  }

  private Counter counter(Tags tags, String verdict) {
    return registry.counter("caravan.polls", tags.and("verdict", verdict));
  }

  private Tags tags(Scope scope) {
    if (by == By.SCOPE) {
      return Tags.of("api", scope.api().id(), "scope", scope.path());
    }
    Account account = scope.target().account();
    return Tags.of("api", scope.api().id(), "vendor", account.vendor(), "account", account.name());
  }

  /** One shown scope. */
  private final class Watched {

    private final Scope scope;
    private Group group;
    private volatile long lastComplete = running.nanos();
    private volatile int incomplete;

    Watched(Scope scope) {
      this.scope = scope;
    }

    /** Moves the scope to another group if its account was renamed. */
    void join(Tags tags) {
      if (group == null || !group.tags.equals(tags)) {
        Group old = group;
        group = groups.computeIfAbsent(tags, Group::new);
        group.members.add(this);
        if (old != null) {
          old.remove(this);
        }
      }
    }

    void leave() {
      group.remove(this);
    }

    double secondsSinceComplete() {
      return Math.max(0, TimeUnit.NANOSECONDS.toMillis(running.nanos() - lastComplete)) / 1000.0;
    }
  }

  /** Scopes that share their meters. */
  private final class Group {

    private final Tags tags;
    private final Set<Watched> members = ConcurrentHashMap.newKeySet(1);
    private final List<Meter> shown = new ArrayList<>();
    private final Map<String, Counter> polls = new HashMap<>();
    private Counted counted;

    Group(Tags tags) {
      this.tags = tags;
      show(
          Gauge.builder(
                  "caravan.since.complete", this, one -> one.most(Watched::secondsSinceComplete))
              .description(
                  "Seconds since the last complete poll, or since it was added before the first")
              .baseUnit("seconds"));
      show(
          Gauge.builder("caravan.incomplete.polls", this, one -> one.most(of -> of.incomplete))
              .description(
                  "Incomplete polls in a row; while it grows, nothing is known of absences"));
      show(
          Gauge.builder(
                  "caravan.periods.since.start",
                  this,
                  one -> one.most(of -> periodsSinceStart.applyAsDouble(of.scope)))
              .description(
                  "Periods since a poll was started, or since this replica owns the scope"));
      if (by == By.ACCOUNT) {
        show(
            Gauge.builder("caravan.scopes.owned", this, one -> one.owned().count())
                .description("Scopes that this replica polls"));
        show(
            Gauge.builder("caravan.scopes.incomplete", this, Group::incomplete)
                .description("Scopes among these whose last poll was not complete"));
      }
    }

    private void show(Gauge.Builder<Group> gauge) {
      shown.add(gauge.tags(tags).register(registry));
    }

    private Stream<Watched> owned() {
      return members.stream().filter(one -> owned.owns(one.scope));
    }

    private double most(ToDoubleFunction<Watched> figure) {
      return owned().mapToDouble(figure).max().orElse(Double.NaN);
    }

    private double incomplete() {
      return owned().filter(one -> one.incomplete > 0).count();
    }

    void remove(Watched member) {
      members.remove(member);
      if (members.isEmpty()) {
        groups.remove(tags);
        shown.forEach(registry::remove);
      }
    }

    Counter polls(String verdict) {
      return polls.computeIfAbsent(verdict, one -> kept(counter(tags, one)));
    }

    <M extends Meter> M kept(M meter) {
      shown.add(meter);
      return meter;
    }

    /** Counters exist from the first published poll. */
    Counted counted() {
      if (counted == null) {
        counted = new Counted(this);
      }
      return counted;
    }
  }

  /** Meters of published polls; kept because a registry lookup is slow. */
  private final class Counted {

    private final Group group;
    private final Counter rows;
    private final Counter pages;
    private final Counter rejected;
    private final Counter events;
    private final Counter rewalks;
    private final Timer duration;

    Counted(Group group) {
      this.group = group;
      rows = counter("caravan.rows");
      pages = counter("caravan.pages");
      rejected = counter("caravan.rejected");
      events = counter("caravan.events");
      rewalks = counter("caravan.rewalks");
      duration = group.kept(registry.timer("caravan.poll.duration", group.tags));
    }

    private Counter counter(String name) {
      return group.kept(registry.counter(name, group.tags));
    }

    void count(Poll poll, Report report, Duration took) {
      group.polls(report.status()).increment();
      rows.increment((double) report.received());
      pages.increment(report.pagesReceived());
      rejected.increment((double) report.rejected());
      events.increment(report.events());
      rewalks.increment(poll.walk().number() - 1.0);
      duration.record(took);
    }
  }
}
