package caravan.poll.limit;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Those who wait for a token of one bucket. Next is the scope that was served longest ago, so a
 * scope of a thousand pages gets one page while each other scope gets one; among equals, first
 * come, first served.
 *
 * <p>Bucket4j's own blocking takes the token before it waits: who gives up loses it for all behind,
 * and who waits keeps the time that the rate of that moment gave. Here only the next in line looks
 * at the bucket, and a token is taken the moment it is used. So giving up costs nothing, and a
 * changed rate or pause holds from the next look.
 *
 * <p>The bucket holds one token. Requests are thus evenly spaced, and no second, wherever it
 * starts, sees more of them than the rate rounded up; a bucket of more would add what it has saved.
 */
final class FairQueue {

  /** Upper bound of the time in which a waiting poll notices that it need not wait any more. */
  static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Never: no token will come at this rate. */
  static final long NEVER = Long.MAX_VALUE;

  /** Scopes whose last service is remembered. The longest forgotten count as never served. */
  private static final int REMEMBERED = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /** How time passes while one waits. */
  public interface Pause {

    /** Waits for a signal, at most so many nanoseconds; may return early. */
    void on(Condition signal, long nanos) throws InterruptedException;
  }

  /** How fast the line moves. */
  interface Pace {

    /** Tokens per second as of now; none while it is not above 0. */
    double rate();

    /** Nanoseconds for which no token is given out whatever the rate; 0 for none. */
    long pauseLeft();
  }

  /** One who waits. */
  private record Ticket(String scope, long number) {}

  private final TimeMeter time;
  private final Pause pause;
  private final Pace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Ticket> line = new ArrayList<>();
  private final Map<String, Long> served = new LinkedHashMap<>();
  private long tickets;
  private long services;
  private Bucket bucket;
  private double followed;

  FairQueue(TimeMeter time, Pause pause, Pace pace) {
    this.time = time;
    this.pause = pause;
    this.pace = pace;
  }

  /**
   * Waits for a token and takes it.
   *
   * @param scope who is served
   * @param wanted whether the token is still wanted; asked before each look
   * @return whether the token was taken; false when it was not wanted any more
   */
  boolean pass(String scope, BooleanSupplier wanted) throws InterruptedException {
    lock.lockInterruptibly();
    Ticket ticket = new Ticket(scope, tickets++);
    try {
      line.add(ticket);
      while (wanted.getAsBoolean()) {
        long nanos = ticket.equals(next()) ? take() : LOOK_NANOS;
        if (nanos == 0) {
          serve(scope);
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

  /** How many wait. */
  int waiting() {
    lock.lock();
    try {
      return line.size();
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until somebody who comes behind so many others can have a token. */
  long nanosToToken(int others) {
    lock.lock();
    try {
      double rate = pace.rate();
      if (!(rate > 0)) {
        return NEVER;
      }
      follow(rate);
      long grown = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
      double behind = others * NANOS_PER_SECOND / rate;
      return (long) (Math.max(grown, pace.pauseLeft()) + behind);
    } finally {
      lock.unlock();
    }
  }

  private Ticket next() {
    return line.stream()
        .min(
            Comparator.comparingLong((Ticket one) -> served.getOrDefault(one.scope(), -1L))
                .thenComparingLong(Ticket::number))
        .orElseThrow();
  }

  private void serve(String scope) {
    served.remove(scope);
    served.put(scope, services++);
    if (served.size() > REMEMBERED) {
      served.remove(served.keySet().iterator().next());
    }
  }

  /** Takes a token, or says in how many nanoseconds to look again; 0 when it was taken. */
  private long take() {
    long paused = pace.pauseLeft();
    if (paused > 0) {
      return paused;
    }
    double rate = pace.rate();
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
