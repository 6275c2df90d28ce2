package caravan.cloud.record;

import caravan.event.Address;

/**
 * Reads address text and states only what is certain: the canonical address of a whole, valid one,
 * the leading network of a masked one, and nothing of the rest.
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

  private static final int MAX_PORT = 65_535;
  private static final int MAX_PORT_DIGITS = 5;

  private Addresses() {}

  /** Reads address text, which must not be empty. */
  static Reading read(String text, String role) {
    if (text.indexOf('*') >= 0) {
      return new Reading(masked(text, role), "masked_address");
    }
    Parts parts = parts(text);
    Ipv6 six = parts == null ? null : Ipv6.parse(parts.host);
    if (six != null) {
      return six.mapped() ? mapped(text, role, six, parts) : plain(text, role, six, parts);
    }
    Ipv4 four = parts == null || parts.zone != null ? null : Ipv4.parse(parts.host);
    return four == null
        ? new Reading(unreadable(text, role), "unparsable_address")
        : new Reading(whole(text, four.text(), 4, role, four.scope(), parts), null);
  }

  private static Reading plain(String text, String role, Ipv6 six, Parts parts) {
    return new Reading(whole(text, six.text(), 6, role, six.scope(), parts), null);
  }

  private static Reading mapped(String text, String role, Ipv6 six, Parts parts) {
    Ipv4 four = six.ipv4();
    return new Reading(whole(text, four.text(), 4, role, four.scope(), parts), "ipv4_mapped");
  }

  private static Address whole(
      String text, String ip, int version, String role, String scope, Parts parts) {
    return new Address(text, ip, false, version, role, scope, null, parts.port, parts.zone);
  }

  private static Address unreadable(String text, String role) {
    return new Address(text, null, false, null, role, null, null, null, null);
  }

  private static Address masked(String text, String role) {
    Parts parts = parts(text);
    MaskedIpv4 four = parts == null ? null : MaskedIpv4.parse(parts.host);
    if (four == null) {
      Integer version = MaskedIpv4.looksLikeIpv6(text) ? 6 : null;
      return new Address(text, null, true, version, role, null, null, null, null);
    }
    return new Address(
        text, null, true, 4, role, four.scope(), four.knownPrefix(), parts.port, null);
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
    if (!Digits.only(port) || port.length() > MAX_PORT_DIGITS) {
      return null;
    }
    int number = Integer.parseInt(port);
    return number > MAX_PORT ? null : new Parts(parts.host, parts.zone, number);
  }
}
