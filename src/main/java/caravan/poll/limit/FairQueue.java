package caravan.poll.limit;

import caravan.poll.Poll;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Those who wait for a turn at one rate. Next is the scope that was served longest ago, so a scope
 * of a thousand pages gets one page while each other scope gets one; among equals, first come,
 * first served.
 *
 * <p>Only the next in line looks at the time, so giving up costs nothing, and a changed rate or
 * pause holds at once. Turns do not add up: no second sees more requests than the rate rounded up.
 */
final class FairQueue {

  /** Never: no turn will come at this rate. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long LOOK_NANOS = Poll.MAX_WAIT_UNNOTICED.toNanos();

  /** Scopes whose last service is remembered. The longest forgotten count as never served. */
  private static final int MAX_REMEMBERED = 10_000;

  private static final double NANOS_PER_SECOND = 1e9;

  /** How time passes while one waits. */
  interface Pause {

    /** Waits for a signal, at most so many nanoseconds; may return early. */
    void on(Condition signal, long nanos) throws InterruptedException;
  }

  /** How fast the line moves. */
  interface Pace {

    /** Turns per second as of now; none while it is not above 0. */
    double rate();

    /** Nanoseconds for which there is no turn whatever the rate; 0 for none. */
    long pauseLeft();
  }

  /** One who waits. */
  private record Ticket(String scope, long number) {}

  private final LongSupplier nanoTime;
  private final Pause pause;
  private final Pace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Ticket> line = new ArrayList<>();
  private final Map<String, Long> served = new LinkedHashMap<>();
  private long tickets;
  private long services;
  private double followed;
  private double grown = 1;
  private long grownAt;

  FairQueue(LongSupplier nanoTime, Pause pause, Pace pace) {
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.pace = pace;
  }

  /**
   * Waits for the turn of a scope.
   *
   * @param scope whose turn it is
   * @param wanted whether to go on waiting; asked every {@link Poll#MAX_WAIT_UNNOTICED} at least
   * @return whether the turn was taken; false when it is not wanted any more
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

  int waiting() {
    lock.lock();
    try {
      return line.size();
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds until somebody who comes behind so many others can have a turn. */
  long nanosToTurn(int others) {
    lock.lock();
    try {
      double rate = pace.rate();
      if (!(rate > 0)) {
        return NEVER;
      }
      grow(rate);
      double behind = others * NANOS_PER_SECOND / rate;
      return (long) (Math.max(nanosToGrow(), pace.pauseLeft()) + behind);
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
    if (served.size() > MAX_REMEMBERED) {
      served.remove(served.keySet().iterator().next());
    }
  }

  /** Takes a turn, or says in how many nanoseconds to look again; 0 when it was taken. */
  private long take() {
    long paused = pace.pauseLeft();
    if (paused > 0) {
      return paused;
    }
    double rate = pace.rate();
    if (!(rate > 0)) {
      return LOOK_NANOS;
    }
    grow(rate);
    long left = nanosToGrow();
    if (left == 0) {
      grown = 0;
    }
    return left;
  }

  /** What has grown of the next turn at the old rate is kept when the rate changes. */
  private void grow(double rate) {
    long now = nanoTime.getAsLong();
    if (followed > 0) {
      grown = Math.min(1, grown + (now - grownAt) * followed / NANOS_PER_SECOND);
    }
    grownAt = now;
    followed = rate;
  }

  private long nanosToGrow() {
    // A part of a nanosecond is left to rounding.
    double left = (1 - grown) * NANOS_PER_SECOND / followed;
    return left < 0.5 ? 0 : (long) Math.ceil(left);
  }
}
