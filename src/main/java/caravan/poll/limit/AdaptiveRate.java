package caravan.poll.limit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Which part of its full rate a budget uses, and how long it pauses. A throttling answer halves the
 * part and makes a pause; success raises it again, from nothing to full in five minutes.
 *
 * <p>All times are nanoseconds of one running clock. Not safe for several threads.
 */
final class AdaptiveRate {

  /** Never nothing: only a request can find out that the vendor allows more again. */
  static final double LEAST = 1.0 / 64;

  private static final double FULL_AFTER = TimeUnit.MINUTES.toNanos(5);

  /** A success says something about the time just before it, not about a long silence. */
  private static final long PROVES = TimeUnit.MINUTES.toNanos(1);

  private static final Duration MAX_BACK_OFF = Duration.ofMinutes(1);

  /** Longer than that, a wrong hint would blind an account; asking once more costs one request. */
  private static final Duration MAX_HINT = Duration.ofMinutes(5);

  private final Duration backOff;
  private final DoubleSupplier chance;
  private double part = 1;
  private long slowedAt;
  private long raisedAt;
  private long pausedUntil;
  private int inARow;
  private boolean slowed;

  /** Starts at full rate; {@code backOff} bounds the pause after a first throttling answer. */
  AdaptiveRate(Duration backOff, DoubleSupplier chance) {
    this.backOff = backOff;
    this.chance = chance;
  }

  /** Part of the full rate that is used, from {@link #LEAST} to 1. */
  double part() {
    return part;
  }

  /** Nanoseconds until the next request may be sent as far as pauses go; 0 for now. */
  long pauseLeft(long now) {
    return slowed ? Math.max(0, pausedUntil - now) : 0;
  }

  /**
   * A request was throttled. Requests that were under way together are throttled together, which
   * says no more than one of them: only the first of them halves the rate.
   *
   * @param sentAt when its token was taken
   * @param wait how long the vendor asks to wait, or null
   */
  void throttled(long sentAt, long now, Duration wait) {
    boolean news = !slowed || sentAt - slowedAt > 0;
    if (news) {
      inARow++;
      part = Math.max(LEAST, part / 2);
      slowedAt = now;
      raisedAt = now;
    }
    if (news || wait != null) {
      long until = now + (wait == null ? backOff() : hint(wait));
      pausedUntil = slowed && pausedUntil - until > 0 ? pausedUntil : until;
    }
    slowed = true;
  }

  void answered(long sentAt, long now) {
    if (slowed && sentAt - slowedAt > 0) {
      inARow = 0;
      part = Math.min(1, part + Math.min(now - raisedAt, PROVES) / FULL_AFTER);
      raisedAt = now;
      slowed = part < 1 || pausedUntil - now > 0;
    }
  }

  /** Between half of the longest wait and all of it; the longest doubles with each in a row. */
  private long backOff() {
    double longest =
        Math.min(
            Math.scalb((double) backOff.toNanos(), inARow - 1), (double) MAX_BACK_OFF.toNanos());
    return (long) (longest * (1 + chance.getAsDouble()) / 2);
  }

  private static long hint(Duration wait) {
    // A date far away is more nanoseconds than there are numbers for.
    Duration most = wait.compareTo(MAX_HINT) < 0 ? wait : MAX_HINT;
    return Math.max(0, most.toNanos());
  }
}
