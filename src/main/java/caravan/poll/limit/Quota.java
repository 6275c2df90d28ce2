package caravan.poll.limit;

import caravan.model.Failure;
import caravan.model.PollError;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** What one quota key may send: a full rate, the part of it in use, and the queue for turns. */
final class Quota implements FairQueue.Pace {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int SERVER_ERROR = 500;

  private final LongSupplier nanoTime;
  private final DoubleSupplier fullRate;
  private final AdaptiveRate adaptive;
  private final Runnable throttled;
  private final FairQueue queue;

  /**
   * Creates a quota of {@code fullRate} requests per second as long as nobody throttles; {@code
   * throttled} runs when the vendor does.
   */
  Quota(
      LongSupplier nanoTime,
      FairQueue.Pause pause,
      DoubleSupplier fullRate,
      AdaptiveRate adaptive,
      Runnable throttled) {
    this.nanoTime = nanoTime;
    this.fullRate = fullRate;
    this.adaptive = adaptive;
    this.throttled = throttled;
    this.queue = new FairQueue(nanoTime, pause, this);
  }

  /** Waits for the turn of a scope; false when it does not want to go on any more. */
  boolean pass(String scope, BooleanSupplier wanted) throws InterruptedException {
    return queue.pass(scope, wanted);
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /** A request sent at that time was answered, other than by throttling. */
  synchronized void answered(long sentAt) {
    adaptive.answered(sentAt, now());
  }

  /** A request sent at that time failed. Only the vendor's own words count here. */
  synchronized void failed(long sentAt, PollError error) {
    if (error.httpStatus() == null) {
      return;
    }
    if (error.failure() == Failure.THROTTLED) {
      adaptive.throttled(sentAt, now(), error.hint());
      throttled.run();
    } else if (error.httpStatus() < SERVER_ERROR) {
      adaptive.answered(sentAt, now());
    }
  }

  /** Requests per second, whole or not, as of now; 0 for none. */
  @Override
  public double rate() {
    double part;
    synchronized (this) {
      part = adaptive.part();
    }
    return fullRate() * part;
  }

  double fullRate() {
    return fullRate.getAsDouble();
  }

  @Override
  public synchronized long pauseLeft() {
    return adaptive.pauseLeft(now());
  }

  /** Seconds for which nothing is sent because the vendor throttled. */
  double pauseSeconds() {
    return pauseLeft() / NANOS_PER_SECOND;
  }

  /** Time for which nothing is sent because the vendor throttled. */
  Duration pause() {
    return Duration.ofNanos(pauseLeft());
  }

  int waiting() {
    return queue.waiting();
  }

  /** Nanoseconds until a poll that comes behind so many others would have its turn. */
  long nanosToTurn(int others) {
    return queue.nanosToTurn(others);
  }
}
