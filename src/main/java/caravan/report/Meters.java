package caravan.report;

import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.PollError;
import caravan.model.Report;
import caravan.model.Scope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Scope, ScopeMeters> scopes = new ConcurrentHashMap<>();
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
    Tags tags = meters.tags;
    registry.counter("caravan.polls", tags.and("verdict", report.status())).increment();
    registry.counter("caravan.rows", tags).increment((double) report.received());
    registry.counter("caravan.pages", tags).increment(report.pagesReceived());
    registry.counter("caravan.rejected", tags).increment((double) report.rejected());
    registry.counter("caravan.events", tags).increment(report.events());
    registry.counter("caravan.rewalks", tags).increment(poll.walks() - 1.0);
    registry.timer("caravan.poll.duration", tags).record(duration);
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

  private static Tags tags(Scope scope) {
    return Tags.of("api", scope.api().id(), SCOPE, scope.path());
  }

  /** What one scope shows continuously. */
  private final class ScopeMeters {

    private final Scope scope;
    private final Tags tags;
    private volatile Instant lastComplete = clock.instant();
    private final AtomicInteger incomplete = new AtomicInteger();

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
}
