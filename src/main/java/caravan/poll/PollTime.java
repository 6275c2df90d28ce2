package caravan.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time that polls go by: now, and how long they may go on. */
public interface PollTime {

  /** The instant that observations, dead letters and ends are dated with. */
  Instant now();

  /**
   * Running time in nanoseconds, as {@link RunningTime} tells it; where time is only told by
   * instants, such as those of a recording, as these do.
   */
  default long nanos() {
    Instant now = now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** Whether a slot that ends at a moment of running time still lasts after a wait. */
  default boolean slotLasts(long end, Duration wait) {
    return isAhead(end, wait);
  }

  /** Whether a time-out is still ahead after a wait. */
  default boolean isAhead(long timeout, Duration wait) {
    return wait.compareTo(Duration.ofNanos(timeout - nanos())) < 0;
  }

  /** Whether a time-out has passed. */
  default boolean hasPassed(long timeout) {
    return nanos() - timeout > 0;
  }

  /** Whether the service stops: no page is asked for any more. */
  default boolean isStopping() {
    return false;
  }

  /** Whether the service stops and publishing would take too long. */
  default boolean isTooLateToPublish() {
    return false;
  }
}
