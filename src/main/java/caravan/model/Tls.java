package caravan.model;

import java.time.Instant;

/**
 * Transport security of an endpoint.
 *
 * @param enabled whether it is on; null when the vendor does not say
 * @param certificate the certificate, or null
 * @param previous what held before; null unless the event is a change
 */
public record Tls(Boolean enabled, Certificate certificate, Tls previous) {

  /**
   * The server certificate, as far as the vendor describes it.
   *
   * @param expiresAt end of validity, or null
   * @param expiresAtText vendor's text of it, or null
   * @param expiresAtZone offset applied because the text has none, or null
   * @param url download address without user info, query and fragment, or null
   */
  public record Certificate(
      Instant expiresAt, String expiresAtText, String expiresAtZone, String url) {

    void write(JsonText out) {
      out.open()
          .field("expires_at", expiresAt)
          .field("expires_at_text", expiresAtText)
          .field("expires_at_zone", expiresAtZone)
          .field("url", url)
          .close();
    }
  }

  /** This posture without what held before. */
  public Tls withoutPrevious() {
    return previous == null ? this : new Tls(enabled, certificate, null);
  }

  void write(JsonText out) {
    out.open();
    if (certificate != null) {
      out.name("certificate");
      certificate.write(out);
    }
    out.field("enabled", enabled);
    if (previous != null) {
      out.name("previous");
      previous.write(out);
    }
    out.close();
  }

  void writeMaterial(JsonText out) {
    withoutPrevious().write(out);
  }
}
