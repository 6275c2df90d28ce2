package caravan.poll;

import java.time.Duration;
import java.time.Instant;

/** The time that polls go by: now, and how long they may go on. */
public interface PollTime {

  /** The instant that observations, dead letters and ends are dated with. */
  Instant now();

  /** Whether the slot of a poll still lasts after a wait. */
  default boolean slotLasts(Poll poll, Duration wait) {
    Instant slotEnd = poll.scheduledAt().plus(poll.scope().target().every());
    return now().plus(wait).isBefore(slotEnd);
  }

  /** Whether the time-out of a poll is still ahead after a wait. */
  default boolean beforeTimeout(Poll poll, Duration wait) {
    return now().plus(wait).isBefore(timeout(poll));
  }

  /** Whether the time-out of a poll has passed. */
  default boolean isTimedOut(Poll poll) {
    return now().isAfter(timeout(poll));
  }

  private static Instant timeout(Poll poll) {
    return poll.startedAt().plus(poll.scope().target().timeout());
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
