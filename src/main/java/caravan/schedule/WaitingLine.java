package caravan.schedule;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Those who wait for a token of one bucket, strictly first come, first served.
 *
 * <p>Bucket4j's own blocking has the same order, but it takes the token before it waits: who gives
 * up loses it for all behind, and who waits keeps the time that the rate of that moment gave. Here
 * only the first in line looks at the bucket, and a token is taken the moment it is used. So giving
 * up costs nothing, and a changed rate holds from the next look.
 *
 * <p>The bucket holds one token. Requests are thus evenly spaced, and no second, wherever it
 * starts, sees more of them than the rate rounded up; a bucket of more would add what it has saved.
 */
final class WaitingLine {

  /** Upper bound of the time in which a waiting poll notices that it need not wait any more. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final double NANOS_PER_SECOND = 1e9;

  /** How time passes while one waits. */
  interface Pause {

    /** Waits for a signal, at most so many nanoseconds; may return early. */
    void on(Condition signal, long nanos) throws InterruptedException;
  }

  private final TimeMeter time;
  private final Pause pause;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Deque<Object> line = new ArrayDeque<>();
  private Bucket bucket;
  private double followed;

  WaitingLine(TimeMeter time, Pause pause) {
    this.time = time;
    this.pause = pause;
  }

  /**
   * Waits for a token and takes it.
   *
   * @param rate tokens per second as of now; none while it is not above 0
   * @param wanted whether the token is still wanted; asked before each look
   * @return whether the token was taken; false when it was not wanted any more
   */
  boolean pass(DoubleSupplier rate, BooleanSupplier wanted) throws InterruptedException {
    Object ticket = new Object();
    lock.lockInterruptibly();
    try {
      line.addLast(ticket);
      while (wanted.getAsBoolean()) {
        long nanos = ticket == line.peekFirst() ? take(rate.getAsDouble()) : LOOK_NANOS;
        if (nanos == 0) {
          return true;
        }
        pause.on(moved, Math.min(nanos, LOOK_NANOS));
      }
      return false;
    } finally {
      line.remove(ticket);
      moved.signalAll();
      lock.unlock();
    }
  }

  /** Takes a token, or says in how many nanoseconds to look again; 0 when it was taken. */
  private long take(double rate) {
    if (!(rate > 0)) {
      return LOOK_NANOS;
    }
    follow(rate);
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
  }

  private void follow(double rate) {
    if (bucket == null) {
      bucket = Bucket.builder().withCustomTimePrecision(time).addLimit(oneTokenPer(rate)).build();
    } else if (rate != followed) {
      // What has grown of the next token is kept, as the same part of it; the other ways of
      // Bucket4j drop it, or fill the bucket.
      bucket.replaceConfiguration(
          BucketConfiguration.builder().addLimit(oneTokenPer(rate)).build(),
          TokensInheritanceStrategy.PROPORTIONALLY);
    }
    followed = rate;
  }

  private static Bandwidth oneTokenPer(double rate) {
    long nanos = Math.max(1, (long) Math.ceil(NANOS_PER_SECOND / rate));
    return Bandwidth.builder().capacity(1).refillGreedy(1, Duration.ofNanos(nanos)).build();
  }
}
