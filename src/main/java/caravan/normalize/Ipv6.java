package caravan.normalize;

import java.util.Arrays;
import java.util.List;

/** A whole IPv6 address. */
final class Ipv6 {

  private static final int GROUPS = 8;
  private static final int MOST_GROUP_DIGITS = 4;
  private static final int NOT_HEX = -1;

  /** The networks whose addresses are not public (IANA special-purpose registry). */
  private static final List<Network> NETWORKS =
      List.of(
          new Network(0xfc00_0000_0000_0000L, 7, "private"),
          new Network(0xfe80_0000_0000_0000L, 10, "link_local"),
          new Network(0x0100_0000_0000_0000L, 64, "other"),
          new Network(0x2001_0db8_0000_0000L, 32, "other"),
          new Network(0xff00_0000_0000_0000L, 8, "other"));

  private final int[] groups;

  private Ipv6(int[] groups) {
    this.groups = groups;
  }

  /** Reads an address in any form of RFC 4291, without zone; null when it is none. */
  static Ipv6 parse(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] all = groups(text, true);
      return all != null && all.length == GROUPS ? new Ipv6(all) : null;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    int[] head = groups(text.substring(0, gap), false);
    int[] tail = groups(text.substring(gap + 2), true);
    if (head == null || tail == null || head.length + tail.length >= GROUPS) {
      return null;
    }
    int[] all = Arrays.copyOf(head, GROUPS);
    System.arraycopy(tail, 0, all, GROUPS - tail.length, tail.length);
    return new Ipv6(all);
  }

  /** The groups of a run of text; the last may be a dotted quad where the address ends with it. */
  private static int[] groups(String text, boolean last) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > GROUPS) {
      return null;
    }
    int[] groups = new int[parts.length + 1];
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        return withQuad(groups, i, Ipv4.parse(parts[i]));
      }
      groups[i] = group(parts[i]);
      if (groups[i] == NOT_HEX) {
        return null;
      }
    }
    return Arrays.copyOf(groups, parts.length);
  }

  private static int[] withQuad(int[] groups, int at, Ipv4 quad) {
    if (quad == null) {
      return null;
    }
    groups[at] = quad.bits() >>> 16;
    groups[at + 1] = quad.bits() & 0xffff;
    return groups;
  }

  private static int group(String text) {
    if (text.isEmpty() || text.length() > MOST_GROUP_DIGITS) {
      return NOT_HEX;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!hexDigit(text.charAt(i))) {
        return NOT_HEX;
      }
      value = value << 4 | Character.digit(text.charAt(i), 16);
    }
    return value;
  }

  /** Whether a character is an ASCII hexadecimal digit. */
  static boolean hexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** Whether this is an IPv4 address in IPv6 clothes, {@code ::ffff:0:0/96}. */
  boolean mapped() {
    return zeros(0, 5) && groups[5] == 0xffff;
  }

  /** The last 32 bits, which are the address when it is {@link #mapped()}. */
  Ipv4 ipv4() {
    return new Ipv4(groups[6] << 16 | groups[7]);
  }

  /** Scope class of the address. */
  String scope() {
    if (zeros(0, GROUPS - 1) && groups[GROUPS - 1] <= 1) {
      return groups[GROUPS - 1] == 1 ? "loopback" : "other";
    }
    String scope = Network.scope(NETWORKS, first64(), Long.SIZE);
    return scope == null ? "public" : scope;
  }

  private long first64() {
    return (long) groups[0] << 48 | (long) groups[1] << 32 | (long) groups[2] << 16 | groups[3];
  }

  private boolean zeros(int from, int to) {
    for (int i = from; i < to; i++) {
      if (groups[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** RFC 5952: lower case, no leading zeros, the first longest run of zero groups as {@code ::}. */
  String text() {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int run = run(i);
      if (run > length) {
        start = i;
        length = run;
      }
    }
    return start < 0 ? join(0, GROUPS) : join(0, start) + "::" + join(start + length, GROUPS);
  }

  private int run(int from) {
    int to = from;
    while (to < GROUPS && groups[to] == 0) {
      to++;
    }
    return to - from;
  }

  private String join(int from, int to) {
    StringBuilder text = new StringBuilder(40);
    for (int i = from; i < to; i++) {
      if (i > from) {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
