package caravan.event;

import caravan.json.JsonText;

/**
 * A network address as the vendor wrote it, and what can be said of it for certain.
 *
 * @param text vendor's text, unchanged
 * @param ip canonical address; null unless the text is a whole, valid one
 * @param masked whether the vendor hid part of it
 * @param version 4 or 6, or null when unreadable
 * @param role {@code peer}, {@code overlay} or {@code unspecified}
 * @param scope {@code private}, {@code shared}, {@code loopback}, {@code link_local}, {@code
 *     public}, {@code other}, or null when not proved
 * @param knownPrefix smallest network that the unmasked leading octets prove, or null
 * @param port port that stood behind the address, or null
 * @param zone IPv6 zone id, or null
 */
public record Address(
    String text,
    String ip,
    boolean masked,
    Integer version,
    String role,
    String scope,
    String knownPrefix,
    Integer port,
    String zone) {

  /** This address with a port that stood elsewhere. */
  public Address withPort(int other) {
    return new Address(text, ip, masked, version, role, scope, knownPrefix, other, zone);
  }

  /** Writes it as events have it. */
  public void write(JsonText out) {
    out.open()
        .field("ip", ip)
        .field("known_prefix", knownPrefix)
        .field("masked", masked)
        .field("port", port)
        .field("role", role)
        .field("scope", scope)
        .field("text", text)
        .field("version", version)
        .field("zone", zone)
        .close();
  }
}
