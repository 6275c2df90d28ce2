package caravan.cloud.record;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A whole IP address.
 *
 * @param version 4 or 6
 * @param high first 64 bits; an IPv4 address is in their upper half
 * @param low last 64 bits
 */
record Ip(int version, long high, long low) {

  private static final Pattern GROUPS = Pattern.compile("[\\p{XDigit}:]+");
  private static final int BYTES_4 = 4;
  private static final int BYTES_6 = 16;

  /** The networks whose addresses are not public (IANA special-purpose registries). */
  private static final List<Network> NETWORKS =
      """
      10.0.0.0/8 private
      172.16.0.0/12 private
      192.168.0.0/16 private
      100.64.0.0/10 shared
      127.0.0.0/8 loopback
      169.254.0.0/16 link_local
      0.0.0.0/8 other
      192.0.0.0/24 other
      192.0.2.0/24 other
      198.18.0.0/15 other
      198.51.100.0/24 other
      203.0.113.0/24 other
      224.0.0.0/4 other
      240.0.0.0/4 other
      fc00::/7 private
      fe80::/10 link_local
      100::/64 other
      2001:db8::/32 other
      ff00::/8 other
      """
          .lines()
          .map(Network::parse)
          .toList();

  private record Network(Ip base, int length, String scope) {

    static Network parse(String line) {
      String[] parts = line.split("[/ ]");
      Ip base = parts[0].indexOf(':') < 0 ? Ip.v4(parts[0]) : Ip.v6(parts[0]);
      return new Network(base, Integer.parseInt(parts[1]), parts[2]);
    }

    /** Whether this network contains all addresses that share the first bits of one. */
    boolean contains(Ip address, int bits) {
      return address.version == base.version
          && length <= bits
          && (address.high ^ base.high) >>> (Long.SIZE - length) == 0;
    }
  }

  /** Reads a dotted quad; null if it is not one. Some systems read a leading zero as octal. */
  static Ip v4(String text) {
    Ip ip =
        NetUtil.isValidIpV4Address(text)
            ? of(NetUtil.createByteArrayFromIpAddressString(text))
            : null;
    return ip != null && ip.text().equals(text) ? ip : null;
  }

  /** Reads an address in any form of RFC 4291, without brackets or zone; null if it is not one. */
  static Ip v6(String text) {
    String groups = withoutQuad(text);
    return groups != null && GROUPS.matcher(groups).matches() && NetUtil.isValidIpV6Address(groups)
        ? of(NetUtil.createByteArrayFromIpAddressString(groups))
        : null;
  }

  private static Ip of(byte[] bytes) {
    ByteBuffer halves = ByteBuffer.wrap(Arrays.copyOf(bytes, BYTES_6));
    return new Ip(bytes.length == BYTES_4 ? 4 : 6, halves.getLong(), halves.getLong());
  }

  /**
   * The text with a dotted quad at its end written as two groups; null if the dots are not a quad.
   * Netty accepts leading zeros in a quad, and {@code ::1.2.3.4} for a mapped address.
   */
  private static String withoutQuad(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int start = text.lastIndexOf(':') + 1;
    Ip quad = v4(text.substring(start));
    return quad == null
        ? null
        : text.substring(0, start)
            + (Long.toHexString(quad.high >>> 48) + ":")
            + Long.toHexString(quad.high >>> Integer.SIZE & 0xffff);
  }

  /** The IPv4 address that is written as this IPv6 one, {@code ::ffff:0:0/96}, or null. */
  Ip unmapped() {
    return version == 6 && high == 0 && low >>> Integer.SIZE == 0xffff
        ? new Ip(4, low << Integer.SIZE, 0)
        : null;
  }

  /** The lowest address that shares the first bits, 1 to 64 of them. */
  Ip network(int bits) {
    return new Ip(version, high & -1L << (Long.SIZE - bits), 0);
  }

  String scope() {
    if (version == 6 && high == 0 && (low == 0 || low == 1)) {
      return low == 1 ? "loopback" : "other";
    }
    String scope = scope(Long.SIZE);
    return scope == null ? "public" : scope;
  }

  /**
   * Scope class of all addresses that share the first bits, or null if they may differ. Never
   * {@code public}: that needs a whole address.
   */
  String scope(int bits) {
    for (Network network : NETWORKS) {
      if (network.contains(this, bits)) {
        return network.scope;
      }
    }
    return null;
  }

  /** Canonical text: a dotted quad, or the form of RFC 5952. */
  String text() {
    byte[] bytes = ByteBuffer.allocate(BYTES_6).putLong(high).putLong(low).array();
    return NetUtil.bytesToIpAddress(version == 4 ? Arrays.copyOf(bytes, BYTES_4) : bytes);
  }
}
