package caravan.publish;

import caravan.model.Event;
import caravan.model.JsonText;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.Reasons;
import caravan.model.Report;

/** Writes what is kept of a scope between polls. */
final class Checkpoint {

  private Checkpoint() {}

  /** The checkpoint after a poll whose events are known. */
  static String after(Poll poll) {
    Report report = poll.report();
    JsonText out = new JsonText(512).open();
    boolean complete = report.digest() != null;
    Memory.Complete before = poll.memory().complete();
    if (complete) {
      write(
          out,
          new Memory.Complete(
              poll.id(),
              poll.scheduledAt(),
              poll.firstObservedAt(),
              poll.unique(),
              report.digest()));
    } else if (before != null) {
      write(out, before);
    }
    out.open("last_poll")
        .field("poll_id", poll.id())
        .field("scheduled_at", poll.scheduledAt())
        .field("status", report.status())
        .close();
    boolean gone = Reasons.NOT_FOUND.equals(report.reason());
    out.field("not_found", gone ? Integer.valueOf(poll.memory().notFound() + 1) : null)
        .open("pending_absent")
        .close()
        .field("schema_version", Event.SCHEMA_VERSION)
        .field("scope", poll.scope().path());
    return out.close().toString();
  }

  private static void write(JsonText out, Memory.Complete complete) {
    out.open("last_complete")
        .field("digest", complete.digest())
        .field("observed_at", complete.observedAt())
        .field("poll_id", complete.pollId())
        .field("scheduled_at", complete.scheduledAt())
        .field("unique", complete.unique())
        .close();
  }
}
