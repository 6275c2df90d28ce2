package caravan.poll.limit;

import caravan.poll.RunningTime;
import caravan.redact.OneLine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;

/**
 * Keeps requests from a host that cannot be reached. It opens when {@value #MAX_SILENT} requests in
 * a row got no answer, lets a single one through after a pause that grows, and closes when that one
 * is answered.
 */
final class HostCircuit {

  private static final Logger LOG = Logger.getLogger(HostCircuit.class);

  static final int MAX_SILENT = 10;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration MAX_PAUSE = Duration.ofMinutes(2);

  /**
   * A host that has answered somebody so lately is there, and is only slow for somebody else; a
   * little more than the longest default period of a target.
   */
  static final Duration LATELY = Duration.ofMinutes(15);

  /** State of the circuit. */
  enum State {
    /** Requests pass. */
    CLOSED(0),
    /** One request is under way to try the host. */
    HALF_OPEN(1),
    /** No request passes; also while a try is due that nobody has made yet. */
    OPEN(2);

    private final int shown;

    State(int shown) {
      this.shown = shown;
    }

    /** Value of the metric. */
    int shown() {
      return shown;
    }
  }

  private final String host;
  private final Clock clock;
  private final RunningTime running;
  private final DoubleSupplier chance;
  private State state = State.CLOSED;
  private int silent;
  private int opened;
  private boolean probing;
  private String cause = "";
  private Instant openSince;
  private long nextProbe;
  private Long lastAnswer;

  HostCircuit(String host, Clock clock, RunningTime running, DoubleSupplier chance) {
    this.host = host;
    this.clock = clock;
    this.running = running;
    this.chance = chance;
  }

  /** Whether a request may be sent now; each that may ends in one of the three methods below. */
  synchronized boolean admits() {
    if (state == State.CLOSED) {
      return true;
    }
    if (state == State.OPEN && running.nanos() - nextProbe > 0) {
      state = State.HALF_OPEN;
    }
    boolean probe = state == State.HALF_OPEN && !probing;
    probing |= probe;
    return probe;
  }

  synchronized void answered() {
    lastAnswer = running.nanos();
    silent = 0;
    if (state == State.HALF_OPEN) {
      close();
    }
  }

  /**
   * No answer came.
   *
   * @param unreachable whether the host is to blame in any case; else only if nobody gets an answer
   * @param why for people
   */
  synchronized void silent(boolean unreachable, String why) {
    if (state == State.HALF_OPEN) {
      cause = why;
      open();
    } else if (unreachable || !answeredLately()) {
      cause = why;
      silent++;
      if (state == State.CLOSED && silent >= MAX_SILENT) {
        open();
      }
    }
  }

  synchronized void unused() {
    probing = false;
  }

  /** Scheme, name and, where it is not the usual one, port. */
  String host() {
    return host;
  }

  synchronized State state() {
    return state;
  }

  /** What an operator needs to know of a circuit that is not closed. */
  synchronized String problem() {
    return "no request is sent to %s since %s, because it did not answer; last cause %s; %s"
        .formatted(host, openSince, cause, "the next request is tried at " + probeAt());
  }

  private boolean answeredLately() {
    return lastAnswer != null && running.nanos() - lastAnswer < LATELY.toNanos();
  }

  /** By the clock, for people. */
  private Instant probeAt() {
    return clock.instant().plusNanos(nextProbe - running.nanos());
  }

  private void open() {
    state = State.OPEN;
    probing = false;
    opened++;
    nextProbe = running.nanos() + TimeUnit.MILLISECONDS.toNanos(pauseMillis());
    if (openSince == null) {
      openSince = clock.instant();
      LOG.warnf(
          "circuit open host=%s cause=\"%s\" nextProbe=%s", host, OneLine.of(cause), probeAt());
    }
  }

  /** Between half of the pause and all of it, so that replicas do not probe together. */
  private long pauseMillis() {
    double doubled = Math.scalb((double) FIRST_PAUSE.toMillis(), opened - 1);
    double longest = Math.min(doubled, (double) MAX_PAUSE.toMillis());
    return Math.max(1, (long) (longest * (1 + chance.getAsDouble()) / 2));
  }

  private void close() {
    LOG.infof("circuit closed host=%s openSince=%s", host, openSince);
    state = State.CLOSED;
    probing = false;
    opened = 0;
    openSince = null;
  }
}
