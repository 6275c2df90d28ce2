package caravan.cloud;

import java.time.Instant;

/**
 * What a vendor says it would have signed, taken from the text of its error.
 *
 * @param canonicalRequest the vendor's canonical request; null if not stated
 * @param stringToSign the vendor's string to sign; null if not stated
 * @param at time that the request was signed at, or null if not stated
 * @param nonce nonce of the request, or null if not stated
 */
public record VendorSignedText(
    String canonicalRequest, String stringToSign, Instant at, String nonce) {

  /** The texts may hold a session token and stay out. */
  @Override
  public String toString() {
    return "VendorSignedText[" + at + "]";
  }
}
