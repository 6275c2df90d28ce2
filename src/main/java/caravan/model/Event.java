package caravan.model;

import java.time.Instant;
import java.util.List;

/**
 * One connection event as the contract defines it. Null parts are absent on the wire.
 *
 * @param id deterministic id
 * @param kind what is known
 * @param subject what it is about; the scope for markers
 * @param incarnation which life of the subject; null for markers
 * @param revision material changes inside the incarnation, from 1; 0 for markers
 * @param contentHash hash of the material fields; null for markers
 * @param eventTime best known time of what the event states
 * @param eventTimeBasis {@code vendor_start}, {@code vendor_measured}, {@code poll} or {@code
 *     window_end}
 * @param observedAt when the answer that carried the record had been read
 * @param window when a transition happened, or null
 * @param endReason why a subject ended, or null
 * @param snapshot the poll and the place in it
 * @param scope the scope; source and resource are written from it
 * @param requestId vendor's request id, or null
 * @param client client, or null
 * @param connection connection, or null
 * @param traffic traffic, or null
 * @param tls transport security, or null
 * @param account database account, or null
 * @param report what the poll proved; markers only
 * @param quality doubts, possibly empty
 * @param raw vendor's record; null for markers
 */
public record Event(
    String id,
    Kind kind,
    String subject,
    Instant incarnation,
    int revision,
    String contentHash,
    Instant eventTime,
    String eventTimeBasis,
    Instant observedAt,
    Window window,
    String endReason,
    Snapshot snapshot,
    Scope scope,
    String requestId,
    Client client,
    Connection connection,
    Traffic traffic,
    Tls tls,
    DatabaseAccount account,
    Report report,
    List<Quality> quality,
    Raw raw) {

  /** Version of the event contract that {@link #json()} follows. */
  public static final String SCHEMA_VERSION = "1.0.0";

  /**
   * An event with all its parts seldom takes more, its record apart; no harm is done if it does.
   */
  private static final int USUAL_BYTES = 2560;

  /**
   * A change became visible later than {@code after} and no later than {@code until}.
   *
   * @param after exclusive start
   * @param until inclusive end
   */
  public record Window(Instant after, Instant until) {}

  /**
   * Which poll an event belongs to, and its place there.
   *
   * @param pollId id of the poll
   * @param previousPollId last complete poll of the scope, or null
   * @param scheduledAt slot of the schedule
   * @param page page of the record, or null
   * @param position position in the page, or null
   * @param sequence place among the poll's events, from 1
   * @param trigger {@code baseline}, {@code appeared}, {@code changed}, {@code disappeared}, {@code
   *     heartbeat} or {@code marker}
   */
  public record Snapshot(
      String pollId,
      String previousPollId,
      Instant scheduledAt,
      Integer page,
      Integer position,
      int sequence,
      String trigger) {}

  /** The event as canonical JSON. */
  public String json() {
    return write().toString();
  }

  /** The event as canonical JSON in UTF-8. */
  public byte[] utf8() {
    return write().utf8();
  }

  private JsonText write() {
    JsonText out =
        new JsonText(USUAL_BYTES + (raw == null ? 0 : raw.record().length() * 5 / 4)).open();
    if (account != null) {
      account.write(out.name("account"));
    }
    if (client != null) {
      client.write(out.name("client"));
    }
    if (connection != null) {
      connection.write(out.name("connection"));
    }
    out.field("content_hash", contentHash)
        .field("end_reason", endReason)
        .field("event_time", eventTime)
        .field("event_time_basis", eventTimeBasis)
        .field("id", id)
        .field("incarnation", incarnation)
        .field("kind", kind.wire())
        .field("observed_at", observedAt);
    writeQuality(out);
    if (raw != null) {
      raw.write(out.name("raw"));
    }
    if (report != null) {
      report.write(out.name("report"));
    }
    Source.writeResource(out, scope);
    if (revision > 0) {
      out.field("revision", revision);
    }
    out.field("schema_version", SCHEMA_VERSION);
    writeSnapshot(out);
    Source.writeSource(out, scope, requestId);
    out.field("subject", subject);
    if (tls != null) {
      tls.write(out.name("tls"));
    }
    if (traffic != null) {
      traffic.write(out.name("traffic"));
    }
    if (window != null) {
      out.open("window").field("after", window.after).field("until", window.until).close();
    }
    return out.close();
  }

  private void writeQuality(JsonText out) {
    if (quality.isEmpty()) {
      return;
    }
    Quality.write(quality, out.name("quality"));
  }

  private void writeSnapshot(JsonText out) {
    out.open("snapshot")
        .field("page", snapshot.page)
        .field("poll_id", snapshot.pollId)
        .field("position", snapshot.position)
        .field("previous_poll_id", snapshot.previousPollId)
        .field("scheduled_at", snapshot.scheduledAt)
        .field("scope", scope.path())
        .field("sequence", snapshot.sequence)
        .field("trigger", snapshot.trigger)
        .close();
  }
}
