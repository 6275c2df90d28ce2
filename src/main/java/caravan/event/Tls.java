package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;

/**
 * Transport security of an endpoint.
 *
 * @param enabled whether it is on; null when the vendor does not say
 * @param certificate the certificate, or null
 * @param previous what held before; null unless the event is a change
 */
public record Tls(Boolean enabled, Certificate certificate, Tls previous) implements Facts {

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

  @Override
  public Tls withoutChanges() {
    return previous == null ? this : new Tls(enabled, certificate, null);
  }

  @Override
  public void writeLeading(JsonText out) {
    // All of it comes later.
  }

  @Override
  public void writeTrailing(JsonText out) {
    out.part("tls", this, Tls::write);
  }

  @Override
  public void writeMaterial(JsonText out) {
    withoutChanges().writeTrailing(out);
  }

  private void write(JsonText out) {
    out.open()
        .part("certificate", certificate, Certificate::write)
        .field("enabled", enabled)
        .part("previous", previous, Tls::write)
        .close();
  }
}
