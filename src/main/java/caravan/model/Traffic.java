package caravan.model;

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

  /**
   * Four counters; each is null when not stated. "From" and "to" are seen from the client.
   *
   * @param bytesFromClient bytes the client sent
   * @param bytesToClient bytes the client received
   * @param packetsFromClient packets the client sent
   * @param packetsToClient packets the client received
   */
  public record Counters(
      Long bytesFromClient, Long bytesToClient, Long packetsFromClient, Long packetsToClient) {

    /** Whether no counter is stated. */
    public boolean isEmpty() {
      return bytesFromClient == null
          && bytesToClient == null
          && packetsFromClient == null
          && packetsToClient == null;
    }

    void write(JsonText out, Instant since) {
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

  void write(JsonText out) {
    out.open();
    if (delta != null) {
      out.name("delta");
      delta.write(out, since);
    }
    out.field("measured_at", measuredAt);
    out.name("total");
    total.write(out, null);
    out.close();
  }
}
