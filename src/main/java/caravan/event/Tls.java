package caravan.event;

import caravan.json.JsonText;
import java.time.Instant;

/**
 * Transport security of an endpoint.
 *
 * @param enabled whether it is on; null when the vendor does not say
 * @param certificate the certificate, or null
 * @param required whether clients must use it; null when the vendor does not say
 * @param minVersion least version that is accepted, in the vendor's words, or null
 * @param previous what held before; null unless the event is a change
 */
public record Tls(
    Boolean enabled, Certificate certificate, Boolean required, String minVersion, Tls previous)
    implements Facts {

  /** Transport security of which nothing is known but whether it is on, and the certificate. */
  public Tls(Boolean enabled, Certificate certificate, Tls previous) {
    this(enabled, certificate, null, null, previous);
  }

  /**
   * The server certificate, as far as the vendor describes it.
   *
   * @param expiresAt end of validity, or null
   * @param expiresAtText vendor's text of it, or null
   * @param expiresAtZone offset applied because the text has none, or null
   * @param url download address without user info, query and fragment, or null
   * @param commonName name that it certifies, or null
   * @param issuer who issued it, or null
   * @param serialNumber its number at the issuer, or null
   */
  public record Certificate(
      Instant expiresAt,
      String expiresAtText,
      String expiresAtZone,
      String url,
      String commonName,
      String issuer,
      String serialNumber) {

    /** A certificate of which nothing is known but its end and where to get it. */
    public Certificate(Instant expiresAt, String expiresAtText, String expiresAtZone, String url) {
      this(expiresAt, expiresAtText, expiresAtZone, url, null, null, null);
    }

    private boolean needsMinor() {
      return commonName != null || issuer != null || serialNumber != null;
    }

    /** The certificate without what is not material; null if nothing is left. */
    private Certificate material() {
      boolean described = expiresAt != null || expiresAtText != null || url != null;
      return needsMinor()
          ? described ? new Certificate(expiresAt, expiresAtText, expiresAtZone, url) : null
          : this;
    }

    void write(JsonText out) {
      out.open()
          .field("common_name", commonName)
          .field("expires_at", expiresAt)
          .field("expires_at_text", expiresAtText)
          .field("expires_at_zone", expiresAtZone)
          .field("issuer", issuer)
          .field("serial_number", serialNumber)
          .field("url", url)
          .close();
    }
  }

  /** This posture with what held before. */
  public Tls after(Tls before) {
    return new Tls(enabled, certificate, required, minVersion, before);
  }

  @Override
  public Tls withoutChanges() {
    return previous == null ? this : after(null);
  }

  @Override
  public boolean needsMinor() {
    return required != null
        || minVersion != null
        || certificate != null && certificate.needsMinor()
        || previous != null && previous.needsMinor();
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
    Certificate material = certificate == null ? null : certificate.material();
    new Tls(enabled, material, required, minVersion, null).writeTrailing(out);
  }

  private void write(JsonText out) {
    out.open()
        .part("certificate", certificate, Certificate::write)
        .field("enabled", enabled)
        .field("min_version", minVersion)
        .part("previous", previous, Tls::write)
        .field("required", required)
        .close();
  }
}
