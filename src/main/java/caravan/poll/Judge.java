package caravan.poll;

import caravan.event.Observation;
import caravan.event.Verdict;
import caravan.json.Hashes;
import caravan.model.PollError;
import caravan.model.Reasons;
import java.time.Duration;
import java.util.Arrays;

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
        && poll.walk().received() == poll.walk().unique();
  }

  /**
   * Hash over the subjects seen and their content: the sorted lines of {@code subject hash}. The
   * lines of a long list take much memory, so they are never built.
   */
  public static String digest(Poll poll) {
    Observation[] sorted = poll.walk().observations().toArray(Observation[]::new);
    Arrays.sort(sorted, Judge::compareLines);
    Hashes.Sum sum = new Hashes.Sum();
    String separator = "";
    for (Observation one : sorted) {
      sum.add(separator).add(one.subject()).add(" ").add(one.contentHash());
      separator = "\n";
    }
    return Hashes.PREFIX + sum.hex();
  }

  /** Compares the lines without building them. */
  private static int compareLines(Observation one, Observation other) {
    String first = one.subject();
    String second = other.subject();
    int common = Math.min(first.length(), second.length());
    if (first.length() == second.length() || !first.regionMatches(0, second, 0, common)) {
      return first.compareTo(second);
    }
    // One subject begins with the other, whose line goes on with a blank.
    char next = (first.length() > common ? first : second).charAt(common);
    return next == ' '
        ? line(one).compareTo(line(other))
        : next > ' ' ? first.compareTo(second) : second.compareTo(first);
  }

  private static String line(Observation observation) {
    return observation.subject() + " " + observation.contentHash();
  }
}
