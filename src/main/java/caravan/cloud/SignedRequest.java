package caravan.cloud;

import caravan.model.Request;
import java.util.List;

/**
 * A signed request and how it came by its signature. The texts hold the session token where the
 * scheme signs it, never the secret.
 *
 * @param request the request with the signature
 * @param canonicalRequest the text whose hash is signed; null in schemes that have none
 * @param stringToSign the text that is signed
 * @param key how the key is made of the secret, step by step, in words and without values
 */
public record SignedRequest(
    Request request, String canonicalRequest, String stringToSign, List<String> key) {

  /** Shows where the request goes; the texts may hold a session token and stay out. */
  @Override
  public String toString() {
    return "Signing[" + request + "]";
  }
}
