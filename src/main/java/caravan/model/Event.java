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
    return new EventText().write(this).toString();
  }

  /** The event as canonical JSON in UTF-8. */
  public byte[] utf8() {
    return new EventText().utf8(this);
  }
}
