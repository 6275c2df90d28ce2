package caravan.cloud.record;

import caravan.event.Address;
import java.util.regex.Pattern;

/**
 * Reads address text and states only what is certain: the canonical form of a whole, valid address
 * and the leading network of a masked one.
 */
final class Addresses {

  /**
   * An address that was read.
   *
   * @param address what is certain
   * @param doubt quality code that belongs to it, or null
   */
  record Reading(Address address, String doubt) {}

  /**
   * Address text in its parts.
   *
   * @param host address without port, brackets and zone
   * @param zone IPv6 zone id, or null
   * @param port port, or null
   */
  private record Parts(String host, String zone, Integer port) {}

  static final int MAX_PORT = 65_535;
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern MASKED_IPV6 =
      Pattern.compile("(?:[\\p{XDigit}*]*:){2}[\\p{XDigit}*:]*");

  private Addresses() {}

  /** Reads address text, which must not be empty. */
  static Reading read(String text, String role) {
    if (text.indexOf('*') >= 0) {
      return new Reading(masked(text, role), "masked_address");
    }
    Parts parts = parts(text);
    Ip ip = parts == null ? null : ip(parts);
    if (ip == null) {
      Address unreadable = new Address(text, null, false, null, role, null, null, null, null);
      return new Reading(unreadable, "unparsable_address");
    }
    Ip mapped = ip.unmapped();
    return mapped == null
        ? new Reading(whole(text, role, ip, parts), null)
        : new Reading(whole(text, role, mapped, parts), "ipv4_mapped");
  }

  private static Ip ip(Parts parts) {
    boolean four = parts.zone == null && parts.host.indexOf(':') < 0;
    return four ? Ip.v4(parts.host) : Ip.v6(parts.host);
  }

  private static Address whole(String text, String role, Ip ip, Parts parts) {
    return new Address(
        text, ip.text(), false, ip.version(), role, ip.scope(), null, parts.port, parts.zone);
  }

  private static Address masked(String text, String role) {
    Parts parts = parts(text);
    int star = parts == null ? -1 : parts.host.indexOf('*');
    Ip zeroed = star < 0 ? null : Ip.v4(zeroed(parts.host));
    if (zeroed == null) {
      Integer version = MASKED_IPV6.matcher(text).matches() ? 6 : null;
      return new Address(text, null, true, version, role, null, null, null, null);
    }
    // Octets after a hidden one do not narrow the network.
    int known = 8 * (int) parts.host.substring(0, star).chars().filter(c -> c == '.').count();
    Ip network = known == 0 ? null : zeroed.network(known);
    String prefix = network == null ? null : network.text() + "/" + known;
    String scope = network == null ? null : network.scope(known);
    return new Address(text, null, true, 4, role, scope, prefix, parts.port, null);
  }

  /** The text with a zero in place of each octet that is hidden, in part or whole. */
  private static String zeroed(String host) {
    StringBuilder zeroed = new StringBuilder(host);
    int end = host.length();
    for (int at = end - 1; at >= -1; at--) {
      char c = at < 0 ? '.' : host.charAt(at);
      if (c == '.') {
        int star = host.indexOf('*', at + 1);
        if (star >= 0 && star < end) {
          zeroed.replace(at + 1, end, "0");
        }
        end = at;
      } else if (c != '*' && (c < '0' || c > '9')) {
        return host;
      }
    }
    return zeroed.toString();
  }

  private static Parts parts(String text) {
    if (text.startsWith("[")) {
      return bracketed(text);
    }
    int colon = text.indexOf(':');
    boolean single = colon >= 0 && text.indexOf(':', colon + 1) < 0;
    return single && text.indexOf('.') >= 0
        ? withPort(new Parts(text.substring(0, colon), null, null), text.substring(colon + 1))
        : withZone(text);
  }

  private static Parts bracketed(String text) {
    int end = text.indexOf(']');
    Parts inside = end < 0 ? null : withZone(text.substring(1, end));
    // Brackets are for IPv6 only, which has a colon.
    if (inside == null || inside.host.indexOf(':') < 0) {
      return null;
    }
    String rest = text.substring(end + 1);
    if (rest.isEmpty()) {
      return inside;
    }
    return rest.charAt(0) == ':' ? withPort(inside, rest.substring(1)) : null;
  }

  private static Parts withZone(String text) {
    int percent = text.indexOf('%');
    if (percent < 0) {
      return new Parts(text, null, null);
    }
    String zone = text.substring(percent + 1);
    return zone.isEmpty() ? null : new Parts(text.substring(0, percent), zone, null);
  }

  private static Parts withPort(Parts parts, String port) {
    if (!PORT.matcher(port).matches()) {
      return null;
    }
    int number = Integer.parseInt(port);
    return number > MAX_PORT ? null : new Parts(parts.host, parts.zone, number);
  }
}
