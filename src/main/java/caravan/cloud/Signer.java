package caravan.cloud;

import caravan.model.Credential;
import caravan.model.Request;
import java.time.Instant;
import java.util.Optional;

/**
 * One vendor's signing scheme: a pure function. It reads no clock, draws no randomness and logs
 * nothing, so the same input gives the same signature.
 */
public interface Signer {

  /**
   * Signs a request and tells how.
   *
   * @param request what will be sent; everything in it stays as it is
   * @param credential whose signature
   * @param now time of signing
   * @param nonce UUID unique to this attempt; schemes without a nonce ignore it
   * @return the request with the scheme's headers (or query parameter) added, and the steps there
   */
  SignedRequest steps(Request request, Credential credential, Instant now, String nonce);

  /** The signed request of {@link #steps}. */
  default Request sign(Request request, Credential credential, Instant now, String nonce) {
    return steps(request, credential, now, nonce).request();
  }

  /**
   * What the vendor says it would have signed.
   *
   * @param message message of the vendor's error
   * @return empty when the message does not say, and for vendors that never do
   */
  default Optional<VendorSignedText> stated(String message) {
    return Optional.empty();
  }
}
