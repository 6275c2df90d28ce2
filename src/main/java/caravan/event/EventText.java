package caravan.event;

import caravan.json.JsonText;
import caravan.model.Scope;
import java.util.Objects;

/**
 * Writes events as canonical JSON, one after the other. What events of one poll have in common is
 * laid out once, and so is the room they are written in. For one thread.
 */
public final class EventText {

  /**
   * An event with all its parts seldom takes more, its record apart; no harm is done if it does.
   */
  private static final int USUAL_BYTES = 2560;

  /** Room that is kept for the next event; a larger one is given back. */
  private static final int MAX_KEPT = 64 * 1024;

  private JsonText out;
  private Scope scope;
  private String requestId;
  private byte[] resource;
  private byte[] source;
  private Event.Snapshot poll;
  private byte[] pollId;
  private byte[] slot;

  /** The event in UTF-8. */
  public byte[] utf8(Event event) {
    byte[] utf8 = write(event).utf8();
    if (utf8.length > MAX_KEPT) {
      out = null;
    }
    return utf8;
  }

  /** The event in room that the next one takes over. */
  JsonText write(Event event) {
    follow(event);
    begin(event).open();
    if (event.facts() != null) {
      event.facts().writeLeading(out);
    }
    Event.Times times = event.times();
    out.field("content_hash", event.contentHash())
        .field("end_reason", event.endReason())
        .field("event_time", times.event())
        .field("event_time_basis", times.basis())
        .field("id", event.id())
        .field("incarnation", event.incarnation())
        .field("kind", event.kind().wire())
        .field("observed_at", times.observed());
    if (!event.quality().isEmpty()) {
      out.list("quality", event.quality(), Quality::write);
    }
    out.part("raw", event.raw(), Raw::write)
        .part("report", event.report(), Report::write)
        .members(resource)
        .field("returned_after", event.returnedAfter())
        .field("revision", event.revision() > 0 ? Integer.valueOf(event.revision()) : null)
        .field("schema_version", event.schemaVersion());
    snapshot(event.snapshot());
    out.members(source).field("subject", event.subject());
    if (event.facts() != null) {
      event.facts().writeTrailing(out);
    }
    return out.part("window", times.window(), Event.Window::write).close();
  }

  private JsonText begin(Event event) {
    if (out == null) {
      Raw raw = event.raw();
      out = new JsonText(USUAL_BYTES + (raw == null ? 0 : raw.record().length() * 5 / 4));
    }
    return out.clear();
  }

  private void snapshot(Event.Snapshot snapshot) {
    out.open("snapshot")
        .field("page", snapshot.page())
        .members(pollId)
        .field("position", snapshot.position())
        .members(slot)
        .field("sequence", snapshot.sequence())
        .field("trigger", snapshot.trigger())
        .close();
  }

  /** Lays out again what differs from the event before. */
  @SuppressWarnings("ReferenceEquality") // One that is merely equal is laid out once more.
  private void follow(Event event) {
    boolean moved = event.scope() != scope;
    scope = event.scope();
    if (moved) {
      JsonText members = new JsonText(256);
      Source.writeResource(members, scope);
      resource = members.utf8();
    }
    if (moved || !Objects.equals(event.requestId(), requestId)) {
      requestId = event.requestId();
      JsonText members = new JsonText(512);
      Source.writeSource(members, scope, requestId);
      source = members.utf8();
    }
    if (moved || !isSamePoll(event.snapshot())) {
      poll = event.snapshot();
      pollId = new JsonText(256).field("poll_id", poll.pollId()).utf8();
      slot =
          new JsonText(512)
              .field("previous_poll_id", poll.previousPollId())
              .field("scheduled_at", poll.scheduledAt())
              .field("scope", scope.path())
              .utf8();
    }
  }

  private boolean isSamePoll(Event.Snapshot snapshot) {
    return snapshot.pollId().equals(poll.pollId())
        && Objects.equals(snapshot.previousPollId(), poll.previousPollId())
        && snapshot.scheduledAt().equals(poll.scheduledAt());
  }
}
