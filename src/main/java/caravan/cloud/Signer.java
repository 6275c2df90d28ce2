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
   * Signs a request and shows how.
   *
   * @param request what will be sent; nothing in it changes
   * @param now time of signing
   * @param nonce UUID unique to this attempt; schemes without a nonce ignore it
   * @return the request with the scheme's headers added, and the steps to the signature
   */
  SignedRequest steps(Request request, Credential credential, Instant now, String nonce);

  /** The signed request of {@link #steps}. */
  default Request sign(Request request, Credential credential, Instant now, String nonce) {
    return steps(request, credential, now, nonce).request();
  }

  /**
   * What the vendor says it would have signed, read from the message of its error; empty if the
   * message does not say.
   */
  default Optional<VendorSignedText> stated(String message) {
    return Optional.empty();
  }
}
