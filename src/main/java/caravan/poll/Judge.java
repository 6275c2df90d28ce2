package caravan.poll;

import caravan.event.Ids;
import caravan.event.Observation;
import caravan.event.Verdict;
import caravan.model.PollError;
import caravan.model.Reasons;
import java.time.Duration;

/** Says what a poll proved: the rules of completeness in the event contract, section 6. */
public final class Judge {

  private static final int MAX_WALKS = 3;

  private Judge() {}

  /** How a poll ended. */
  public static Verdict verdict(Poll poll) {
    if (poll.walk().pagesReceived() == 0) {
      return Verdict.FAILED;
    }
    return reason(poll) == null ? Verdict.COMPLETE : Verdict.PARTIAL;
  }

  /** The first reason that fits an incomplete poll; null for a complete one. */
  public static String reason(Poll poll) {
    PollError error = poll.error();
    if (error != null
        && (error.reason().equals(Reasons.NOT_FOUND) || poll.walk().pagesReceived() == 0)) {
      return error.reason();
    }
    if (poll.walk().rejected() > 0) {
      return "records_rejected";
    }
    if (error != null || poll.walk().pagesReceived() < poll.walk().pagesExpected()) {
      return "pages_missing";
    }
    if (poll.walk().totalMoved()) {
      return "total_changed";
    }
    return totalFits(poll) ? null : "total_mismatch";
  }

  /** Whether the poll ended with "resource not found". */
  public static boolean notFound(Poll poll) {
    return Reasons.NOT_FOUND.equals(reason(poll));
  }

  /**
   * Reads the list again when it moved while it was read: up to twice, as long as the slot lasts.
   * The last walk is the one that is published.
   */
  public static void restartIfMoved(Poll poll) {
    Walk walk = poll.walk();
    if (walk.cursor() == null
        && walk.number() < MAX_WALKS
        && moved(poll)
        && poll.slotLasts(Duration.ZERO)) {
      poll.walkAgain();
    }
  }

  /** Whether the list moved while it was read, so that another walk may see it whole. */
  public static boolean moved(Poll poll) {
    return poll.error() == null && poll.walk().rejected() == 0 && reason(poll) != null;
  }

  private static boolean totalFits(Poll poll) {
    if (poll.scope().api().record().total().isEmpty()) {
      return true;
    }
    return poll.walk().declaredTotal() != null
        && poll.walk().declaredTotal() == poll.walk().received()
        && poll.walk().received() == poll.walk().unique() + poll.walk().skipped();
  }

  /** Hash over the subjects seen and their content. */
  public static String digest(Poll poll) {
    return Ids.digest(
        poll.walk().observations().toArray(Observation[]::new),
        Observation::subject,
        Observation::contentHash);
  }
}
