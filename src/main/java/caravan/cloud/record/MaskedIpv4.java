package caravan.cloud.record;

/**
 * A dotted quad in which the vendor hid some digits behind asterisks.
 *
 * @param network its leading whole octets, then zeros
 * @param known number of those octets
 */
record MaskedIpv4(Ipv4 network, int known) {

  private static final int OCTETS = 4;
  private static final int OCTET_BITS = 8;

  /** Reads four octets, each whole or with asterisks; null if the text is anything else. */
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
    // Without a hidden octet, the asterisk is elsewhere, for example in a zone id.
    return known == OCTETS ? null : new MaskedIpv4(new Ipv4(bits), known);
  }

  private static boolean maskedOctet(String octet) {
    String digits = octet.replace("*", "");
    return digits.length() < octet.length() && Digits.between(digits, 0, digits.length());
  }

  /** Whether masked text can only be part of an IPv6 address. */
  static boolean looksLikeIpv6(String text) {
    return text.chars().allMatch(c -> c == ':' || c == '*' || Ipv6.hexDigit((char) c))
        && text.chars().filter(c -> c == ':').count() >= 2;
  }

  /**
   * Smallest network known from the leading whole octets, or null. Octets after a hidden one do not
   * narrow it.
   */
  String knownPrefix() {
    return known == 0 ? null : network.text() + "/" + known * OCTET_BITS;
  }

  /** Scope class of the whole known network; never {@code public}, often null. */
  String scope() {
    return known == 0 ? null : network.scope(known * OCTET_BITS);
  }
}
