package caravan.cloud.record;

import java.util.List;

/**
 * A whole IPv4 address.
 *
 * @param bits the address as an unsigned 32-bit number
 */
record Ipv4(int bits) {

  private static final int OCTETS = 4;
  private static final int MAX_OCTET = 255;
  private static final int MAX_OCTET_DIGITS = 3;

  /** The networks whose addresses are not public (IANA special-purpose registry). */
  private static final List<Network> NETWORKS =
      List.of(
          network("10.0.0.0", 8, "private"),
          network("172.16.0.0", 12, "private"),
          network("192.168.0.0", 16, "private"),
          network("100.64.0.0", 10, "shared"),
          network("127.0.0.0", 8, "loopback"),
          network("169.254.0.0", 16, "link_local"),
          network("0.0.0.0", 8, "other"),
          network("192.0.0.0", 24, "other"),
          network("192.0.2.0", 24, "other"),
          network("198.18.0.0", 15, "other"),
          network("198.51.100.0", 24, "other"),
          network("203.0.113.0", 24, "other"),
          network("224.0.0.0", 4, "other"),
          network("240.0.0.0", 4, "other"));

  /** Reads a dotted quad of decimal octets without leading zeros; null if it is not one. */
  static Ipv4 parse(String text) {
    int bits = 0;
    int from = 0;
    for (int i = 0; i < OCTETS; i++) {
      int to = i < OCTETS - 1 ? text.indexOf('.', from) : text.length();
      int octet = to < 0 ? -1 : octet(text, from, to);
      if (octet < 0) {
        return null;
      }
      bits = (bits << 8) | octet;
      from = to + 1;
    }
    return new Ipv4(bits);
  }

  /** Value of one octet, or -1. A leading zero is refused: some systems read it as octal. */
  static int octet(String text, int from, int to) {
    boolean inForm = to > from && to - from <= MAX_OCTET_DIGITS && Digits.between(text, from, to);
    if (!inForm || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    int value = Integer.parseInt(text, from, to, 10);
    return value > MAX_OCTET ? -1 : value;
  }

  /** Dotted quad. */
  String text() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }

  /** Scope class of the address. */
  String scope() {
    String scope = scope(Integer.SIZE);
    return scope == null ? "public" : scope;
  }

  /**
   * Scope class of all addresses that share the first {@code length} bits, or null if they may
   * differ. Never {@code public}: that needs a whole address.
   */
  String scope(int length) {
    return Network.scope(NETWORKS, left(bits), length);
  }

  private static Network network(String base, int length, String scope) {
    return new Network(left(parse(base).bits), length, scope);
  }

  private static long left(int bits) {
    return (long) bits << Integer.SIZE;
  }
}
