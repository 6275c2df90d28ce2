package caravan.normalize;

/** A dotted quad in which the vendor hid some digits behind asterisks. */
final class MaskedIpv4 {

  private static final int OCTETS = 4;
  private static final int OCTET_BITS = 8;

  private final Ipv4 network;
  private final int known;

  private MaskedIpv4(Ipv4 network, int known) {
    this.network = network;
    this.known = known;
  }

  /** Reads four octets, each whole or with asterisks; null when the text is anything else. */
  static MaskedIpv4 parse(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != OCTETS) {
      return null;
    }
    int bits = 0;
    int known = 0;
    boolean leading = true;
    for (String octet : octets) {
      int value = Ipv4.octet(octet, 0, octet.length());
      if (value < 0 && !maskedOctet(octet)) {
        return null;
      }
      leading = leading && value >= 0;
      bits = bits << OCTET_BITS | (leading ? value : 0);
      known += leading ? 1 : 0;
    }
    // Without a hidden octet the asterisk stood elsewhere, for example in a zone id.
    return known == OCTETS ? null : new MaskedIpv4(new Ipv4(bits), known);
  }

  private static boolean maskedOctet(String octet) {
    boolean asterisk = false;
    for (int i = 0; i < octet.length(); i++) {
      boolean hidden = octet.charAt(i) == '*';
      if (!hidden && !Digits.between(octet, i, i + 1)) {
        return false;
      }
      asterisk = asterisk || hidden;
    }
    return asterisk;
  }

  /** Whether masked text can only be the rest of an IPv6 address. */
  static boolean looksLikeIpv6(String text) {
    int colons = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        colons++;
      } else if (c != '*' && !Ipv6.hexDigit(c)) {
        return false;
      }
    }
    return colons >= 2;
  }

  /**
   * Smallest network that the leading whole octets prove, or null. Trailing octets prove nothing
   * contiguous.
   */
  String knownPrefix() {
    return known == 0 ? null : network.text() + "/" + known * OCTET_BITS;
  }

  /** Scope class that holds for all of the known network; never {@code public}, often null. */
  String scope() {
    return known == 0 ? null : network.scope(known * OCTET_BITS);
  }
}
