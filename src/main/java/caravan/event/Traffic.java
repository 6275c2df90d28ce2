package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;

/**
 * What a connection has carried.
 *
 * @param measuredAt vendor's time of the statistics, or null
 * @param total counters since the connection began
 * @param delta counters since {@code since}; null unless the event is an update
 * @param since start of the delta, or null
 */
public record Traffic(Instant measuredAt, Counters total, Counters delta, Instant since) {

  /** Four counters; each is null when not stated. The client sent what is "from" it. */
  public record Counters(
      Long bytesFromClient, Long bytesToClient, Long packetsFromClient, Long packetsToClient) {

    /** Whether no counter is stated. */
    public boolean isEmpty() {
      return bytesFromClient == null
          && bytesToClient == null
          && packetsFromClient == null
          && packetsToClient == null;
    }

    /** Whether a counter is lower than it was; then the difference says nothing. */
    public boolean isBelow(Counters old) {
      return isBelow(bytesFromClient, old.bytesFromClient)
          || isBelow(bytesToClient, old.bytesToClient)
          || isBelow(packetsFromClient, old.packetsFromClient)
          || isBelow(packetsToClient, old.packetsToClient);
    }

    private static boolean isBelow(Long now, Long old) {
      return old != null && now != null && now < old;
    }

    /** The difference of the counters that both sides state. */
    public Counters minus(Counters old) {
      return new Counters(
          minus(bytesFromClient, old.bytesFromClient),
          minus(bytesToClient, old.bytesToClient),
          minus(packetsFromClient, old.packetsFromClient),
          minus(packetsToClient, old.packetsToClient));
    }

    private static Long minus(Long now, Long old) {
      return now == null || old == null ? null : Long.valueOf(now - old);
    }

    void write(JsonText out) {
      write(out, null);
    }

    private void write(JsonText out, Instant since) {
      out.open()
          .field("bytes_from_client", bytesFromClient)
          .field("bytes_to_client", bytesToClient)
          .field("packets_from_client", packetsFromClient)
          .field("packets_to_client", packetsToClient)
          .field("since", since)
          .close();
    }
  }

  /** This traffic without differences. */
  public Traffic withoutDelta() {
    return delta == null ? this : new Traffic(measuredAt, total, null, null);
  }

  /** Writes the difference of the counters, which must be there. */
  public void writeDelta(JsonText out) {
    delta.write(out, since);
  }

  void write(JsonText out) {
    out.open()
        .part("delta", delta, (counters, to) -> writeDelta(to))
        .field("measured_at", measuredAt)
        .part("total", total, Counters::write)
        .close();
  }
}
