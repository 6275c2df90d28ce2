package caravan.cloud;

import caravan.model.Request;
import java.util.List;

/**
 * A signed request and the steps to its signature. The texts hold the session token where the
 * scheme signs it, never the secret.
 *
 * @param request the request with the signature
 * @param canonicalRequest the text whose hash is signed; null if the scheme has none
 * @param stringToSign the text that is signed
 * @param key how the key is derived from the secret, one step each, in words and without values
 */
public record SignedRequest(
    Request request, String canonicalRequest, String stringToSign, List<String> key) {

  /** Shows where the request goes; the texts may hold a session token and stay out. */
  @Override
  public String toString() {
    return "SignedRequest[" + request + "]";
  }
}
