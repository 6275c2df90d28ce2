package caravan.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A page of a vendor's list that was written beforehand. One row in a hundred holds a figure that
 * is set anew for each answer, without writing the rest again.
 */
final class WrittenList {

  /** Of so many rows one changes. */
  static final int OF_ROWS_ONE_CHANGES = 100;

  /** Figures that change have as many digits as this, so that they take the same place. */
  private static final long TEN_DIGITS = 1_000_000_000L;

  private static final long THREE_DIGITS = 100;
  private static final long MOST_OF_THREE = 900;

  /** Connections of Alibaba begin then, and this is ten digits, too. */
  private static final long LONG_AGO = 1_700_000_000L;

  private final Vendor vendor;
  private final byte[] bytes;
  private final List<Integer> places = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();

  /**
   * A page of a list.
   *
   * @param vendor whose form it has
   * @param total rows of the whole list
   * @param from number of its first row
   * @param to number of the row behind its last
   */
  WrittenList(Vendor vendor, int total, int from, int to) {
    this.vendor = vendor;
    StringBuilder text = new StringBuilder(Math.max(0, to - from) * 450 + 200);
    text.append(
        switch (vendor) {
          case HUAWEI -> "{\"connections\":[";
          case TENCENT -> "{\"Response\":{\"TotalCount\":" + total + ",\"Clients\":[";
          case ALIBABA ->
              "{\"RequestId\":\"7108A98F-C47D-45F7-A4D8-C2E3022735DA\",\"Users\":{\"User\":[";
        });
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ",");
      row(text, i);
    }
    text.append(
        switch (vendor) {
          case HUAWEI ->
              "],\"total_count\":"
                  + total
                  + ",\"request_id\":\"9a7d8bd5-3f0c-4b3b-8a0f-2f3f2b8f3c11\"}";
          case TENCENT -> "],\"RequestId\":\"1df930fb-eb7e-4e3f-bcab-15a1aa5fede0\"}}";
          case ALIBABA -> "]}}";
        });
    bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The page after so many changes. */
  byte[] after(long changes) {
    byte[] answer = bytes.clone();
    for (int i = 0; i < places.size(); i++) {
      byte[] figure =
          Long.toString(figure(numbers.get(i), changes)).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(figure, 0, answer, places.get(i), figure.length);
    }
    return answer;
  }

  /** What changes: a counter that grows, a number of connections, or the start of a new one. */
  private long figure(int row, long changes) {
    return switch (vendor) {
      case HUAWEI -> TEN_DIGITS + row * 7L + changes;
      case TENCENT -> THREE_DIGITS + (row + changes) % MOST_OF_THREE;
      case ALIBABA -> LONG_AGO + row * 7L + changes;
    };
  }

  private void row(StringBuilder text, int i) {
    String address = "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
    switch (vendor) {
      case HUAWEI -> {
        text.append("{\"connection_id\":\"")
            .append(
                UUID.nameUUIDFromBytes(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i}))
            .append("\",\"client_ip\":\"100.***.***.")
            .append(i % 256)
            .append("\",\"client_virtual_ip\":\"36.***.***.")
            .append(i / 256 % 256)
            .append("\",\"client_user_name\":\"user-")
            .append(i)
            .append("\",\"inbound_packets\":")
            .append(13 + i)
            .append(",\"outbound_packets\":")
            .append(24 + i)
            .append(",\"inbound_bytes\":");
        figure(text, i);
        text.append(",\"outbound_bytes\":")
            .append(10480 + i * 3L)
            .append(",\"connection_established_time\":\"2024-06-17T02:58:27.213Z\"")
            .append(",\"timestamp\":\"2024-06-17T02:58:48.000Z\"}");
      }
      case TENCENT -> {
        text.append("{\"Count\":");
        figure(text, i);
        text.append(",\"IP\":\"").append(address).append("\",\"InternalService\":false}");
      }
      case ALIBABA -> {
        text.append("{\"ClientIp\":\"").append(address).append("\",\"OnlineTime\":\"");
        figure(text, i);
        text.append("\"}");
      }
    }
  }

  private void figure(StringBuilder text, int row) {
    if (row % OF_ROWS_ONE_CHANGES == 0) {
      places.add(text.length());
      numbers.add(row);
    }
    text.append(figure(row, 0));
  }
}
