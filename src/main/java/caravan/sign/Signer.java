package caravan.sign;

import caravan.model.Credential;
import caravan.model.Request;
import java.time.Instant;

/**
 * One vendor's signing scheme: a pure function. It reads no clock, draws no randomness and logs
 * nothing, so the same input gives the same signature.
 */
public interface Signer {

  /**
   * Signs a request.
   *
   * @param request what will be sent; everything in it stays as it is
   * @param credential whose signature
   * @param now time of signing
   * @param nonce value unique to this attempt; schemes without one ignore it
   * @return the request with the scheme's headers (or query parameter) added
   */
  Request sign(Request request, Credential credential, Instant now, String nonce);
}
