package caravan.poll.limit;

import caravan.poll.Poll;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/** What one payer may send: a full rate, the part of it in use, and the line of those who wait. */
final class Quota {

  private static final double NANOS_PER_SECOND = 1e9;

  private final TimeMeter time;
  private final DoubleSupplier fullRate;
  private final AdaptiveRate adaptive;
  private final Counter throttled;
  private final FairQueue line;

  /** When requests that are under way took their tokens; weak, so that no lost poll is kept. */
  private final Map<Poll, Long> sent = new WeakHashMap<>();

  /**
   * Of a payer.
   *
   * @param fullRate requests per second that are allowed as long as nobody throttles
   * @param throttled counts throttling answers
   */
  Quota(
      TimeMeter time,
      FairQueue.Pause pause,
      DoubleSupplier fullRate,
      AdaptiveRate adaptive,
      Counter throttled) {
    this.time = time;
    this.fullRate = fullRate;
    this.adaptive = adaptive;
    this.throttled = throttled;
    this.line =
        new FairQueue(
            time,
            pause,
            new FairQueue.Pace() {
              @Override
              public double rate() {
                return Quota.this.rate();
              }

              @Override
              public long pauseLeft() {
                return Quota.this.pauseLeft();
              }
            });
  }

  /** Waits for the turn of a poll; false when it does not want to go on any more. */
  boolean pass(Poll poll, BooleanSupplier wanted) throws InterruptedException {
    boolean passed = line.pass(poll.scope().path(), wanted);
    if (passed) {
      synchronized (this) {
        sent.put(poll, time.currentTimeNanos());
      }
    }
    return passed;
  }

  /** The request of a poll was answered, other than by throttling. */
  synchronized void answered(Poll poll) {
    Long at = sent.remove(poll);
    if (at != null) {
      adaptive.answered(at, time.currentTimeNanos());
    }
  }

  /**
   * The request of a poll was throttled.
   *
   * @param wait how long the vendor asks to wait, or null
   */
  synchronized void throttled(Poll poll, Duration wait) {
    Long at = sent.remove(poll);
    if (at != null) {
      adaptive.throttled(at, time.currentTimeNanos(), wait);
      throttled.increment();
    }
  }

  /** The request of a poll, if there was one, says nothing about the rate. */
  synchronized void forget(Poll poll) {
    sent.remove(poll);
  }

  /** Requests per second, whole or not, as of now; 0 for none. */
  double rate() {
    double part;
    synchronized (this) {
      part = adaptive.part();
    }
    return fullRate() * part;
  }

  /** Requests per second as long as nobody throttles. */
  double fullRate() {
    return fullRate.getAsDouble();
  }

  /** Seconds for which nothing is sent because the vendor throttled. */
  double pauseSeconds() {
    return pauseLeft() / NANOS_PER_SECOND;
  }

  /** Time for which nothing is sent because the vendor throttled. */
  Duration pause() {
    return Duration.ofNanos(pauseLeft());
  }

  /** Polls that wait for their turn. */
  int waiting() {
    return line.waiting();
  }

  /** Nanoseconds until a poll that comes behind so many others would have its turn. */
  long nanosToTurn(int others) {
    return line.nanosToToken(others);
  }

  private synchronized long pauseLeft() {
    return adaptive.pauseLeft(time.currentTimeNanos());
  }
}
