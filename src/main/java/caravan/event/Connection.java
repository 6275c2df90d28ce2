package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;

/**
 * A connection, or all connections of one client address.
 *
 * @param granularity {@code single} or {@code client_aggregate}
 * @param state {@code open} or {@code closed}
 * @param count connections the event stands for; 0 once closed
 * @param countDelta change against the previous state; null unless the event is a transition
 * @param tunnel whether it is a remote-access tunnel; null when not a VPN
 * @param startedAt vendor's start, or null
 * @param durationMinMs least duration in milliseconds, on closing
 * @param durationMaxMs greatest duration in milliseconds, on closing
 * @param database database it uses, or null
 */
public record Connection(
    String granularity,
    String state,
    long count,
    Long countDelta,
    Boolean tunnel,
    String vendorId,
    Instant startedAt,
    Long durationMinMs,
    Long durationMaxMs,
    String database) {

  /** An open connection as one record states it. */
  public static Connection open(
      String granularity,
      long count,
      Boolean tunnel,
      String vendorId,
      Instant startedAt,
      String database) {
    return new Connection(
        granularity, "open", count, null, tunnel, vendorId, startedAt, null, null, database);
  }

  /** An open connection whose database is not stated. */
  public static Connection open(
      String granularity, long count, Boolean tunnel, String vendorId, Instant startedAt) {
    return open(granularity, count, tunnel, vendorId, startedAt, null);
  }

  /** This connection without what only a transition states. */
  public Connection withoutDelta() {
    return with(state, count, null, null, null);
  }

  /** This connection with the change of its count against {@code before}. */
  public Connection changed(long before) {
    return with(state, count, count - before, null, null);
  }

  /**
   * This connection as it ended; its duration is known only when its start is. The end came later
   * than {@code after} and no later than {@code until}.
   */
  public Connection closed(Instant after, Instant until) {
    boolean timed = startedAt != null;
    return with(
        "closed",
        0,
        -count,
        timed ? between(startedAt, after) : null,
        timed ? between(startedAt, until) : null);
  }

  private Connection with(String newState, long newCount, Long delta, Long least, Long greatest) {
    return new Connection(
        granularity,
        newState,
        newCount,
        delta,
        tunnel,
        vendorId,
        startedAt,
        least,
        greatest,
        database);
  }

  private static Long between(Instant start, Instant end) {
    return Math.max(0, end.toEpochMilli() - start.toEpochMilli());
  }

  /** Writes it as events have it. */
  public void write(JsonText out) {
    out.open()
        .field("count", count)
        .field("count_delta", countDelta)
        .field("database", database)
        .field("duration_max_ms", durationMaxMs)
        .field("duration_min_ms", durationMinMs)
        .field("granularity", granularity)
        .field("started_at", startedAt)
        .field("state", state)
        .field("tunnel", tunnel)
        .field("vendor_id", vendorId)
        .close();
  }

  void writeMaterial(JsonText out) {
    out.open()
        .field("count", count)
        .field("granularity", granularity)
        .field("started_at", startedAt)
        .field("tunnel", tunnel)
        .field("vendor_id", vendorId)
        .close();
  }
}
