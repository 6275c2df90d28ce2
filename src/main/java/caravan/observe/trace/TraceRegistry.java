package caravan.observe.trace;

import caravan.json.Instants;
import caravan.redact.OneLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;
import org.jboss.logging.Logger;

/** The running traces: few at a time, each limited in time and in length. */
@Singleton
public final class TraceRegistry {

  /** Bound on traces at a time. */
  public static final int MAX_ACTIVE = 4;

  /** Bound on the time of a trace. */
  public static final Duration MAX_DURATION = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(Trace.CATEGORY);

  private final Clock clock;
  private final TraceDispatcher tracing;
  private final long maxLength;
  private final List<Trace> active = new CopyOnWriteArrayList<>();

  @Inject
  public TraceRegistry(Clock clock, TraceDispatcher tracing, MeterRegistry registry) {
    this(clock, tracing, registry, Trace.MAX_LENGTH);
  }

  TraceRegistry(Clock clock, TraceDispatcher tracing, MeterRegistry registry, long maxLength) {
    this.clock = clock;
    this.tracing = tracing;
    this.maxLength = maxLength;
    Gauge.builder("caravan.traces.active", this, one -> one.active().size())
        .description("Traces that write requests and answers to the log")
        .register(registry);
  }

  /**
   * Begins a trace, or extends a running one of the same scope or account.
   *
   * @param subject what to trace
   * @param length how long, at most {@link #MAX_DURATION}
   * @return the trace; null if {@link #MAX_ACTIVE} are running
   */
  public synchronized Trace begin(Trace.Subject subject, Duration length) {
    Instant until =
        clock.instant().plus(length.compareTo(MAX_DURATION) > 0 ? MAX_DURATION : length);
    for (Trace known : active()) {
      if (known.subject().equals(subject)) {
        known.extend(until);
        log("trace goes on", known, "");
        return known;
      }
    }
    if (active.size() >= MAX_ACTIVE) {
      return null;
    }
    Trace trace = new Trace(subject, clock, until, maxLength);
    active.add(trace);
    tracing.add(trace);
    log("trace begins", trace, "; it holds personal data");
    return trace;
  }

  /** The running traces; first ends those whose time is over. */
  public synchronized List<Trace> active() {
    Instant now = clock.instant();
    for (Trace trace : active) {
      String why = trace.over(now);
      if (why != null) {
        end(trace, why);
      }
    }
    return List.copyOf(active);
  }

  /**
   * Ends traces early.
   *
   * @param subject which one; null for all
   * @return the ended traces
   */
  public synchronized List<Trace> end(Trace.Subject subject) {
    List<Trace> ended =
        active().stream()
            .filter(trace -> subject == null || trace.subject().equals(subject))
            .toList();
    ended.forEach(trace -> end(trace, "somebody ended it"));
    return ended;
  }

  private void end(Trace trace, String why) {
    tracing.remove(trace);
    active.remove(trace);
    log("trace ends", trace, ": " + why);
  }

  void stopping(@Observes CamelContextStoppingEvent event) {
    active().forEach(trace -> end(trace, "the service stops"));
  }

  private static void log(String what, Trace trace, String more) {
    LOG.infof(
        "%s %s until=%s messages=%d%s",
        what,
        OneLine.of(trace.subject().toString()),
        Instants.text(trace.until()),
        trace.messages(),
        more);
  }
}
