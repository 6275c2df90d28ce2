package caravan.trace;

import caravan.model.Instants;
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

/** The traces that are on: few at a time, each for a limited time and a limited amount of text. */
@Singleton
public final class Traces {

  /** Most traces at a time. */
  public static final int MOST = 4;

  /** Longest time that a trace is asked for. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(Trace.CATEGORY);

  private final Clock clock;
  private final Tracing tracing;
  private final long mostOfEach;
  private final List<Trace> active = new CopyOnWriteArrayList<>();

  /** With the clock that traces end by, the steps they listen to, and where they are counted. */
  @Inject
  public Traces(Clock clock, Tracing tracing, MeterRegistry registry) {
    this(clock, tracing, registry, Trace.MOST);
  }

  Traces(Clock clock, Tracing tracing, MeterRegistry registry, long mostOfEach) {
    this.clock = clock;
    this.tracing = tracing;
    this.mostOfEach = mostOfEach;
    Gauge.builder("caravan.traces.active", this, one -> one.active().size())
        .description("Traces that write requests and answers to the log")
        .register(registry);
  }

  /**
   * Begins a trace; one of the same scope or account gets another end instead.
   *
   * @param subject what to trace
   * @param length how long, at most {@link #LONGEST}
   * @return the trace; null when {@link #MOST} are on
   */
  public synchronized Trace begin(Trace.Subject subject, Duration length) {
    Instant until = clock.instant().plus(length.compareTo(LONGEST) > 0 ? LONGEST : length);
    for (Trace known : active()) {
      if (known.subject().equals(subject)) {
        known.lasts(until);
        say("trace goes on", known, "");
        return known;
      }
    }
    if (active.size() >= MOST) {
      return null;
    }
    Trace trace = new Trace(subject, clock, until, mostOfEach);
    active.add(trace);
    tracing.add(trace);
    say("trace begins", trace, "; it holds personal data");
    return trace;
  }

  /** Those that are on; what is over ends first. */
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
   * Ends traces before their time.
   *
   * @param subject which one; null for all
   * @return those that ended
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
    say("trace ends", trace, ": " + why);
  }

  void stopping(@Observes CamelContextStoppingEvent event) {
    active().forEach(trace -> end(trace, "the service stops"));
  }

  private static void say(String what, Trace trace, String more) {
    LOG.infof(
        "%s %s until=%s messages=%d%s",
        what,
        OneLine.of(trace.subject().toString()),
        Instants.text(trace.until()),
        trace.messages(),
        more);
  }
}
