package caravan.vendor.alibaba;

import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.Request;
import caravan.sign.Hmac;
import caravan.sign.Query;
import caravan.sign.Signer;
import caravan.sign.Signing;
import caravan.sign.Stated;
import caravan.sign.Timestamps;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Signs with Alibaba Cloud's signature V2 for RPC-style APIs, HMAC-SHA1 over all parameters: the
 * fallback for an endpoint that refuses {@link AlibabaSigner}. It takes the same request, so a
 * route changes schemes by the signer's name alone.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism">V2 request
 *     structure and signature for RPC APIs</a>
 */
@Singleton
@Named("alibabaRpcSigner")
public final class AlibabaRpcSigner implements Signer {

  private static final List<String> KEY = List.of("key = secret access key + \"&\"");
  private static final String SIGNATURE = "Signature";
  private static final String FORM = "application/x-www-form-urlencoded";

  /**
   * Adds the scheme's common parameters and {@code Signature} to the query, in place of what the
   * query carries. {@code Action} and {@code Version} are taken from the headers of the newer
   * scheme where the query lacks them, and {@code Format} is JSON unless stated. The query comes
   * out percent-encoded as RFC 3986 asks.
   *
   * @throws IllegalArgumentException when the query or a form body holds a broken percent escape
   */
  @Override
  public Signing steps(Request request, Credential credential, Instant now, String nonce) {
    Query query = commonParameters(request, credential, now, nonce);
    String canonicalQuery = canonicalQuery(query.and(form(request)));
    String stringToSign = stringToSign(request, canonicalQuery);
    String signature = Hmac.base64(Hmac.sha1(credential.secretAccessKey() + "&", stringToSign));
    return new Signing(
        request.withQuery(query.with(SIGNATURE, signature).encoded()), null, stringToSign, KEY);
  }

  @Override
  public Optional<Stated> stated(String message) {
    return ServerTexts.v2(message);
  }

  private static Query commonParameters(
      Request request, Credential credential, Instant now, String nonce) {
    Query query =
        withDefaults(request)
            .with("AccessKeyId", credential.accessKeyId())
            .with("SignatureMethod", "HMAC-SHA1")
            .with("SignatureVersion", "1.0")
            .with("SignatureNonce", nonce)
            .with("Timestamp", Timestamps.extended(now));
    return credential.temporary() ? query.with("SecurityToken", credential.securityToken()) : query;
  }

  private static Query withDefaults(Request request) {
    Query query = Query.parse(request.query());
    query = withDefault(query, "Action", request.header("x-acs-action"));
    query = withDefault(query, "Version", request.header("x-acs-version"));
    // Without it the answer is XML.
    return withDefault(query, "Format", "json");
  }

  private static Query withDefault(Query query, String name, String value) {
    return query.value(name) != null || value == null ? query : query.with(name, value);
  }

  private static Query form(Request request) {
    String type = request.header("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM)
        ? Query.parse(new String(request.body(), StandardCharsets.UTF_8))
        : Query.parse("");
  }

  private static String canonicalQuery(Query all) {
    // Empty values are left out here, while the newer scheme signs them.
    return all.only(p -> !p.value().isEmpty() && !p.name().equals(SIGNATURE))
        .sortedByName()
        .encoded();
  }

  private static String stringToSign(Request request, String canonicalQuery) {
    return request.method()
        + "&"
        + Paths.percentEncode("/")
        + "&"
        + Paths.percentEncode(canonicalQuery);
  }
}
