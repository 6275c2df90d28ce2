package caravan.poll.limit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;

/**
 * Keeps requests from a host that cannot be reached. It opens when {@value #IN_A_ROW} requests in a
 * row got no answer, lets a single one through after a pause that grows, and closes when that one
 * is answered.
 */
final class HostCircuit {

  private static final Logger LOG = Logger.getLogger(HostCircuit.class);

  static final int IN_A_ROW = 10;
  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  /**
   * A host that has answered somebody so lately is there, and is only slow for somebody else; a
   * little more than the longest default period of a target.
   */
  static final Duration LATELY = Duration.ofMinutes(15);

  private final String host;
  private final Clock clock;
  private final DoubleSupplier chance;
  private final CircuitBreaker breaker;
  private volatile String cause = "";
  private volatile Instant openSince;
  private volatile Instant nextProbe;
  private volatile Instant lastAnswer;

  HostCircuit(String host, Clock clock, DoubleSupplier chance) {
    this.host = host;
    this.clock = clock;
    this.chance = chance;
    this.breaker =
        CircuitBreaker.of(
            host,
            CircuitBreakerConfig.custom()
                .slidingWindowSize(IN_A_ROW)
                .minimumNumberOfCalls(IN_A_ROW)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(this::pauseMillis)
                .clock(clock)
                .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(event -> moved(event.getStateTransition().getToState()));
  }

  /** Whether a request may be sent now; every one that may is told of with one of the others. */
  boolean admits() {
    return breaker.tryAcquirePermission();
  }

  /** The host answered, whatever it said. */
  void answered() {
    lastAnswer = clock.instant();
    breaker.onSuccess(0, TimeUnit.MILLISECONDS);
  }

  /**
   * No answer came.
   *
   * @param unreachable whether the host is to blame in any case; else only if nobody gets an answer
   * @param why for people
   */
  void silent(boolean unreachable, String why) {
    boolean probe = breaker.getState() == CircuitBreaker.State.HALF_OPEN;
    if (unreachable || probe || !answeredLately()) {
      cause = why;
      breaker.onError(0, TimeUnit.MILLISECONDS, null);
    } else {
      breaker.releasePermission();
    }
  }

  /** Nothing was sent after all. */
  void unused() {
    breaker.releasePermission();
  }

  /** Scheme, name and, where it is not the usual one, port. */
  String host() {
    return host;
  }

  /** 0 closed, 1 half open, 2 open; open also while a probe is due that nobody has sent yet. */
  int state() {
    return switch (breaker.getState()) {
      case OPEN -> 2;
      case HALF_OPEN -> 1;
      default -> 0;
    };
  }

  /** What an operator needs to know of a circuit that is not closed. */
  String problem() {
    return "no request is sent to "
        + host
        + " since "
        + openSince
        + ", because it did not answer; last cause "
        + cause
        + "; the next request is tried at "
        + nextProbe;
  }

  private boolean answeredLately() {
    Instant last = lastAnswer;
    return last != null && clock.instant().isBefore(last.plus(LATELY));
  }

  private Long pauseMillis(int opened) {
    double doubled = Math.scalb((double) FIRST_PAUSE.toMillis(), opened - 1);
    double longest = Math.min(doubled, (double) LONGEST_PAUSE.toMillis());
    // Between half of it and all of it, so that replicas do not probe together.
    long pause = Math.max(1, (long) (longest * (1 + chance.getAsDouble()) / 2));
    nextProbe = clock.instant().plusMillis(pause);
    return pause;
  }

  private void moved(CircuitBreaker.State state) {
    if (state == CircuitBreaker.State.OPEN && openSince == null) {
      openSince = clock.instant();
      LOG.warnf("circuit open host=%s cause=\"%s\" nextProbe=%s", host, cause, nextProbe);
    } else if (state == CircuitBreaker.State.CLOSED) {
      LOG.infof("circuit closed host=%s openSince=%s", host, openSince);
      openSince = null;
    }
  }
}
