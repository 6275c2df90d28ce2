package caravan.cloud.record;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A whole IPv6 address.
 *
 * @param high first 64 bits
 * @param low last 64 bits
 */
record Ipv6(long high, long low) {

  private static final int BYTES = 16;

  /** The networks whose addresses are not public (IANA special-purpose registry). */
  private static final List<Network> NETWORKS =
      List.of(
          new Network(0xfc00_0000_0000_0000L, 7, "private"),
          new Network(0xfe80_0000_0000_0000L, 10, "link_local"),
          new Network(0x0100_0000_0000_0000L, 64, "other"),
          new Network(0x2001_0db8_0000_0000L, 32, "other"),
          new Network(0xff00_0000_0000_0000L, 8, "other"));

  /** Reads an address in any form of RFC 4291, without brackets or zone; null when it is none. */
  static Ipv6 parse(String text) {
    String groups = withoutQuad(text);
    if (groups == null || !groups.chars().allMatch(c -> c == ':' || hexDigit((char) c))) {
      return null;
    }
    byte[] bytes =
        NetUtil.isValidIpV6Address(groups)
            ? NetUtil.createByteArrayFromIpAddressString(groups)
            : null;
    if (bytes == null) {
      return null;
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new Ipv6(halves.getLong(), halves.getLong());
  }

  /**
   * The text with a dotted quad at its end written as two groups; null when the dots are no quad.
   * Netty takes leading zeros in a quad, and {@code ::1.2.3.4} for a mapped address.
   */
  private static String withoutQuad(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int start = text.lastIndexOf(':') + 1;
    Ipv4 quad = Ipv4.parse(text.substring(start));
    return quad == null
        ? null
        : text.substring(0, start)
            + Integer.toHexString(quad.bits() >>> 16)
            + ":"
            + Integer.toHexString(quad.bits() & 0xffff);
  }

  /** Whether a character is an ASCII hexadecimal digit. */
  static boolean hexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** Whether this is an IPv4 address written as IPv6, {@code ::ffff:0:0/96}. */
  boolean mapped() {
    return high == 0 && low >>> Integer.SIZE == 0xffff;
  }

  /** The last 32 bits, which are the address when it is {@link #mapped()}. */
  Ipv4 ipv4() {
    return new Ipv4((int) low);
  }

  /** Scope class of the address. */
  String scope() {
    if (high == 0 && (low == 0 || low == 1)) {
      return low == 1 ? "loopback" : "other";
    }
    String scope = Network.scope(NETWORKS, high, Long.SIZE);
    return scope == null ? "public" : scope;
  }

  /** RFC 5952: lower case, no leading zeros, the first longest run of zero groups as {@code ::}. */
  String text() {
    return NetUtil.bytesToIpAddress(ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array());
  }
}
