package caravan.poll;

import java.time.Duration;
import java.time.Instant;

/** The time that polls go by: now, and how long they may go on. */
public interface PollTime {

  /** The instant that observations, dead letters and ends are dated with. */
  Instant now();

  /** Whether a slot that ends at an instant still lasts after a wait. */
  default boolean slotLasts(Instant end, Duration wait) {
    return isAhead(end, wait);
  }

  /** Whether a time-out is still ahead after a wait. */
  default boolean isAhead(Instant timeout, Duration wait) {
    return now().plus(wait).isBefore(timeout);
  }

  /** Whether a time-out has passed. */
  default boolean hasPassed(Instant timeout) {
    return now().isAfter(timeout);
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
