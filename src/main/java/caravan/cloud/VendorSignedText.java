package caravan.cloud;

import java.time.Instant;

/**
 * What a vendor says it would have signed, taken from the text of its error.
 *
 * @param canonicalRequest the vendor's canonical request; null when it does not state one
 * @param stringToSign the vendor's string to sign; null when it does not state one
 * @param at time that the request was signed at, as far as the texts say; else null
 * @param nonce nonce of the request, as far as the texts say; else null
 */
public record VendorSignedText(
    String canonicalRequest, String stringToSign, Instant at, String nonce) {

  /** The texts may hold a session token and stay out. */
  @Override
  public String toString() {
    return "Stated[" + at + "]";
  }
}
