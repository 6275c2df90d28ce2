package caravan.event;

import caravan.json.JsonText;
import caravan.model.Scope;
import java.time.Instant;
import java.util.List;

/**
 * One connection event as the contract defines it. Null parts are absent on the wire.
 *
 * @param identity which state of which subject
 * @param times when it happened and was seen
 * @param endReason why a subject ended, or null
 * @param snapshot the poll and the place in it
 * @param scope the scope; source and resource are written from it
 * @param facts what is said of the subject; null for markers
 * @param report what the poll proved; markers only
 * @param quality doubts, possibly empty
 * @param raw vendor's record; null for markers
 */
public record Event(
    String id,
    Kind kind,
    Identity identity,
    Times times,
    String endReason,
    Snapshot snapshot,
    Scope scope,
    String requestId,
    Facts facts,
    Report report,
    List<Quality> quality,
    Raw raw)
    implements Identity.Identified {

  /** Version of the contract of whatever states nothing that a later one added. */
  public static final String SCHEMA_VERSION = "1.0.0";

  private static final String MINOR_VERSION = "1.1.0";

  /**
   * When what an event states happened and was seen.
   *
   * @param event best known time of what the event states
   * @param basis {@code vendor_start}, {@code vendor_measured}, {@code poll} or {@code window_end}
   * @param observed when the answer that carried the record had been read
   * @param window when a transition happened, or null
   */
  public record Times(Instant event, String basis, Instant observed, Window window) {}

  /** A change became visible later than {@code after} and no later than {@code until}. */
  public record Window(Instant after, Instant until) {

    /** Writes it as events have it. */
    public void write(JsonText out) {
      out.open().field("after", after).field("until", until).close();
    }
  }

  /**
   * Which poll an event belongs to, and its place there.
   *
   * @param previousPollId last complete poll of the scope, or null
   * @param scheduledAt slot of the schedule
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

  /** The least version of the contract that has all that this event states. */
  public String schemaVersion() {
    boolean minor =
        facts != null && facts.needsMinor()
            || report != null && report.skipped() > 0
            || quality.stream().anyMatch(one -> Quality.NOT_STATED.equals(one.code()));
    return minor ? MINOR_VERSION : schemaVersion(scope);
  }

  /** The least version of the contract that has what is written of a scope and its resource. */
  static String schemaVersion(Scope scope) {
    return scope.api().source().publishedEngine() == null ? SCHEMA_VERSION : MINOR_VERSION;
  }

  /** When the answer that carried the record had been read. */
  public Instant observedAt() {
    return times.observed;
  }

  /** The event as canonical JSON. */
  public String json() {
    return new EventText().write(this).toString();
  }

  /** The event as canonical JSON in UTF-8. */
  public byte[] utf8() {
    return new EventText().utf8(this);
  }
}
