package caravan.report;

import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.PollError;
import caravan.model.Report;
import caravan.model.Scope;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/** Counts polls per scope and requests per API; there are as many series as scopes and APIs. */
@Singleton
@Named("meters")
public final class Meters {

  private static final String SCOPE = "scope";
  private static final Duration[] LAGS = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1)
  };

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Scope, ScopeMeters> scopes = new ConcurrentHashMap<>();
  private final Map<String, Timer> lags = new ConcurrentHashMap<>();
  private final Set<Scope> forgotten = ConcurrentHashMap.newKeySet();
  private volatile Predicate<Scope> owned = scope -> true;

  /** With the registry that the management port shows. */
  public Meters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Says which scopes this replica polls; of the others it states nothing. */
  public void owns(Predicate<Scope> scope) {
    owned = scope;
  }

  /** Shows a scope before its first poll, so that one that never completes is seen. */
  public synchronized void show(Scope scope) {
    forgotten.remove(scope);
    scopes.computeIfAbsent(scope, ScopeMeters::new);
  }

  /**
   * Shows these scopes and no others: what was counted of the others disappears, so that no alert
   * fires on a scope that nobody wants to be polled. Their polls that still run are not counted.
   */
  public synchronized void showOnly(Collection<Scope> wanted) {
    wanted.forEach(this::show);
    Set<Scope> gone = new HashSet<>(scopes.keySet());
    gone.removeAll(Set.copyOf(wanted));
    forgotten.addAll(gone);
    gone.forEach(scopes::remove);
    Set<String> paths = gone.stream().map(Scope::path).collect(Collectors.toSet());
    for (Meter meter : gone.isEmpty() ? List.<Meter>of() : registry.getMeters()) {
      if (paths.contains(meter.getId().getTag(SCOPE))) {
        registry.remove(meter);
      }
    }
  }

  /** A request is about to be sent. */
  public void sending(@ExchangeProperty("poll") Poll poll) {
    poll.asked();
    if (poll.failedAttempts() > 0) {
      registry.counter("caravan.retries", Tags.of("api", poll.scope().api().id())).increment();
    }
  }

  /** A request brought a page. */
  public void answered(@ExchangeProperty("poll") Poll poll) {
    request(poll, "ok");
  }

  /** A page failed; the poll knows why. Nothing is counted when no request was under way. */
  public void failed(@ExchangeProperty("poll") Poll poll) {
    PollError error = poll.error();
    request(poll, error == null ? "unknown" : error.reason());
  }

  private void request(Poll poll, String outcome) {
    Tags api = Tags.of("api", poll.scope().api().id());
    poll.answered()
        .ifPresent(
            latency -> {
              registry.counter("caravan.requests", api.and("outcome", outcome)).increment();
              registry.timer("caravan.request.latency", api).record(latency);
            });
  }

  synchronized void published(Poll poll, Duration duration) {
    if (forgotten.contains(poll.scope())) {
      return;
    }
    show(poll.scope());
    ScopeMeters meters = scopes.get(poll.scope());
    Report report = poll.report();
    meters.counted().count(poll, report, duration);
    lag(poll.scope().api().id()).record(Duration.between(poll.scheduledAt(), poll.startedAt()));
    if (report.status().equals(Verdict.COMPLETE.wire())) {
      meters.lastComplete = clock.instant();
      meters.incomplete.set(0);
    } else {
      meters.incomplete.incrementAndGet();
    }
  }

  synchronized void unpublished(Poll poll, String verdict) {
    // Not shown for that: the poll may be one that ends a scope which nobody wants any more.
    if (!forgotten.contains(poll.scope())) {
      Tags tags = tags(poll.scope()).and("verdict", verdict);
      registry.counter("caravan.polls", tags).increment();
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

  private static Tags tags(Scope scope) {
    return Tags.of("api", scope.api().id(), SCOPE, scope.path());
  }

  /** What one scope shows continuously. */
  private final class ScopeMeters {

    private final Scope scope;
    private final Tags tags;
    private volatile Instant lastComplete = clock.instant();
    private final AtomicInteger incomplete = new AtomicInteger();
    private Counted counted;

    ScopeMeters(Scope scope) {
      this.scope = scope;
      tags = tags(scope);
      Gauge.builder("caravan.since.complete", this, ScopeMeters::secondsSinceComplete)
          .description(
              "Seconds since the last complete poll, or since it was added before the first")
          .baseUnit("seconds")
          .tags(tags)
          .register(registry);
      Gauge.builder("caravan.incomplete.polls", this, ScopeMeters::incompletePolls)
          .description("Incomplete polls in a row; while it grows, nothing is known of absences")
          .tags(tags)
          .register(registry);
    }

    /** Counters exist from the first published poll. */
    Counted counted() {
      if (counted == null) {
        counted = new Counted(tags);
      }
      return counted;
    }

    double incompletePolls() {
      return owned.test(scope) ? incomplete.get() : Double.NaN;
    }

    double secondsSinceComplete() {
      if (!owned.test(scope)) {
        return Double.NaN;
      }
      return Duration.between(lastComplete, clock.instant()).toMillis() / 1000.0;
    }
  }

  /** What is counted of the polls of one scope; kept, because finding a meter costs a lot. */
  private final class Counted {

    private final Tags tags;
    private final Map<String, Counter> polls = new HashMap<>();
    private final Counter rows;
    private final Counter pages;
    private final Counter rejected;
    private final Counter events;
    private final Counter rewalks;
    private final Timer duration;

    Counted(Tags tags) {
      this.tags = tags;
      rows = registry.counter("caravan.rows", tags);
      pages = registry.counter("caravan.pages", tags);
      rejected = registry.counter("caravan.rejected", tags);
      events = registry.counter("caravan.events", tags);
      rewalks = registry.counter("caravan.rewalks", tags);
      duration = registry.timer("caravan.poll.duration", tags);
    }

    void count(Poll poll, Report report, Duration took) {
      polls
          .computeIfAbsent(
              report.status(),
              verdict -> registry.counter("caravan.polls", tags.and("verdict", verdict)))
          .increment();
      rows.increment((double) report.received());
      pages.increment(report.pagesReceived());
      rejected.increment((double) report.rejected());
      events.increment(report.events());
      rewalks.increment(poll.walks() - 1.0);
      duration.record(took);
    }
  }
}
