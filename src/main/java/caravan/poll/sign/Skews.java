package caravan.poll.sign;

import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.ClockGuard;
import caravan.poll.HttpDate;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.Reply;
import caravan.poll.TargetMeters;
import caravan.redact.OneLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * How far each endpoint's clock is from this machine's, by the {@code Date} header of its answers.
 * Signatures carry this machine's time until a vendor refuses one for it, then the vendor's time.
 */
@Singleton
@Priority(10)
public final class Skews implements AttemptGate, ScopeAware {

  private static final Logger LOG = Logger.getLogger(Skews.class);
  private static final String SKEW = "caravan.clock.skew";

  /** From here on a person should fix the clock, and it may be why a signature was refused. */
  private static final Duration FAR = Duration.ofSeconds(60);

  /** A smaller difference is none: the header counts in seconds. */
  private static final Duration SAME = Duration.ofSeconds(2);

  private final Clock clock;
  private final ClockGuard guard;
  private final MeterRegistry registry;
  private final Map<String, Skew> skews = new ConcurrentHashMap<>();
  private final TargetMeters meters;

  /** The clock of one endpoint; positive if ahead of ours. */
  private static final class Skew {
    private volatile Duration measured = Duration.ZERO;
    private volatile Duration correction = Duration.ZERO;
    private volatile boolean known;
    private volatile boolean far;
  }

  public Skews(Clock clock, ClockGuard guard, MeterRegistry registry) {
    this.clock = clock;
    this.guard = guard;
    this.registry = registry;
    this.meters = new TargetMeters(registry, scope -> tags(scope.host()), SKEW);
  }

  /** Offset from this machine's time at which requests to a scope's endpoint are signed. */
  public Duration correction(Scope scope) {
    Skew skew = skews.get(scope.host());
    return skew == null ? Duration.ZERO : skew.correction;
  }

  @Override
  public Permit enter(Attempt attempt) {
    return new Permit() {
      @Override
      public void answered(Reply reply) {
        measure(attempt, reply.header("Date"));
      }

      @Override
      public void failed(PollError error) {
        correct(attempt);
      }
    };
  }

  /**
   * Measures the endpoint's clock. The header may have been written at any moment between request
   * and answer, so the smallest difference that explains it counts.
   */
  private void measure(Attempt attempt, String date) {
    Instant stated = HttpDate.read(date);
    if (stated == null) {
      return;
    }
    Duration measured = difference(stated, attempt.signedAt(), clock.instant());
    String endpoint = attempt.poll().scope().host();
    Skew skew = skews.computeIfAbsent(endpoint, this::shown);
    guard.vendorSaid(endpoint, stated, attempt.elapsed());
    skew.measured = measured;
    skew.known = true;
    boolean far = measured.abs().compareTo(FAR) > 0;
    if (far && !skew.far) {
      LOG.warnf(
          "the clock of endpoint=%s and that of this machine differ skewSeconds=%d; vendors refuse"
              + " signatures whose time is minutes off: set this machine's clock (NTP)",
          endpoint, measured.toSeconds());
    }
    skew.far = far;
  }

  /** How far a stated time is from the time between request and answer; positive if ahead. */
  public static Duration difference(Instant stated, Instant sent, Instant received) {
    if (stated.isAfter(received)) {
      return Duration.between(received, stated);
    }
    // The header leaves out the fraction of its second.
    Instant latest = stated.plusMillis(999);
    return latest.isBefore(sent) ? Duration.between(sent, latest) : Duration.ZERO;
  }

  /**
   * Retries a page that was refused for the time of its signature, once per poll, with the vendor's
   * time from now on. Some vendors call that a wrong signature, so while the clocks are far apart
   * any refused signature counts.
   */
  private void correct(Attempt attempt) {
    Poll poll = attempt.poll();
    Skew skew = skews.get(poll.scope().host());
    if (!attempt.sent() || !poll.walk().endedByPage() || poll.clockCorrected() || skew == null) {
      return;
    }
    Failure failure = poll.error().failure();
    Duration off = skew.measured.minus(attempt.correction()).abs();
    boolean late = failure == Failure.CLOCK && off.compareTo(SAME) > 0;
    boolean maybeLate = failure == Failure.AUTHENTICATION && off.compareTo(FAR) > 0;
    if (poll.error().httpStatus() == null || !skew.known || !(late || maybeLate)) {
      return;
    }
    if (!skew.correction.equals(skew.measured)) {
      skew.correction = skew.measured;
      LOG.warnf(
          "requests to endpoint=%s are signed with its own time from now on skewSeconds=%d code=%s",
          poll.scope().host(), skew.measured.toSeconds(), OneLine.of(poll.error().code()));
    }
    poll.correctClock();
    poll.walk().askAgain();
  }

  /** Endpoints whose clocks are more than a minute off, with the seconds that they are ahead. */
  public Map<String, Long> far() {
    Map<String, Long> far = new TreeMap<>();
    skews.forEach(
        (endpoint, skew) -> {
          if (skew.far) {
            far.put(endpoint, skew.measured.toSeconds());
          }
        });
    return far;
  }

  private Skew shown(String endpoint) {
    show(endpoint);
    return new Skew();
  }

  private void show(String endpoint) {
    meters.whileNamed(
        tags(endpoint),
        () ->
            Gauge.builder(SKEW, this, one -> one.seconds(endpoint))
                .description("Seconds that the endpoint's clock is ahead of this machine's")
                .baseUnit("seconds")
                .tags(tags(endpoint))
                .register(registry));
  }

  private static Tags tags(String endpoint) {
    return Tags.of("endpoint", endpoint);
  }

  private double seconds(String endpoint) {
    Skew skew = skews.get(endpoint);
    return skew == null ? Double.NaN : skew.measured.toMillis() / 1000.0;
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    skews.keySet().retainAll(scopes.stream().map(Scope::host).collect(Collectors.toSet()));
    meters.retain(scopes);
    skews.keySet().forEach(this::show);
  }
}
