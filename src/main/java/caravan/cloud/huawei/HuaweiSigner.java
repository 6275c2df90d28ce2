package caravan.cloud.huawei;

import caravan.cloud.Hmac;
import caravan.cloud.Query;
import caravan.cloud.SignedHeaders;
import caravan.cloud.SignedRequest;
import caravan.cloud.Signer;
import caravan.cloud.Timestamps;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.Request;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Signs with Huawei Cloud's AK/SK scheme, SDK-HMAC-SHA256. Date, token and signature always come
 * from the arguments, in place of what the request carries. There is no nonce.
 *
 * <p>Every header on the request is signed except {@code Content-Type} and names with an
 * underscore: the HTTP client must not change the others, {@code User-Agent} included.
 *
 * @see <a
 *     href="https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-002.html">API
 *     request signing guide</a>
 */
@Singleton
@Named("huaweiSigner")
public final class HuaweiSigner implements Signer {

  private static final String ALGORITHM = "SDK-HMAC-SHA256";
  private static final String DATE = "X-Sdk-Date";
  private static final String TOKEN = "X-Security-Token";
  private static final String CONTENT_HASH = "X-Sdk-Content-Sha256";
  private static final Set<String> NEVER_SIGNED = Set.of("authorization", "content-type", "host");
  private static final List<String> KEY = List.of("key = secret access key");

  /**
   * Adds {@code X-Sdk-Date}, {@code X-Security-Token} for temporary credentials, and {@code
   * Authorization}. An {@code X-Sdk-Content-Sha256} on the request stands for the body's hash.
   *
   * @throws IllegalArgumentException when path or query hold a broken percent escape
   */
  @Override
  public SignedRequest steps(Request request, Credential credential, Instant now, String nonce) {
    String date = Timestamps.basic(now, ZoneOffset.UTC);
    Request stamped =
        credential.temporary()
            ? request.with(DATE, date, TOKEN, credential.securityToken())
            : request.with(DATE, date);
    SignedHeaders headers = signedHeaders(stamped);
    String canonicalRequest = canonicalRequest(stamped, headers);
    String stringToSign = String.join("\n", ALGORITHM, date, Ids.sha256(canonicalRequest));
    String signature = Hmac.hex(credential.secretAccessKey(), stringToSign);
    // "Access" where every other scheme writes "Credential".
    String authorization =
        (ALGORITHM + " Access=" + credential.accessKeyId())
            + (", SignedHeaders=" + headers.names() + ", Signature=" + signature);
    return new SignedRequest(
        stamped.with("Authorization", authorization), canonicalRequest, stringToSign, KEY);
  }

  private static SignedHeaders signedHeaders(Request request) {
    SignedHeaders signed = new SignedHeaders();
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      // Names with an underscore may be lost on the way, so the scheme leaves them out.
      if (!NEVER_SIGNED.contains(name) && name.indexOf('_') < 0) {
        signed.add(name, header.getValue());
      }
    }
    return signed.add("host", request.host());
  }

  private static String canonicalRequest(Request request, SignedHeaders headers) {
    String query = Query.parse(request.query()).sortedBy(Paths::percentEncode).encoded();
    String given = request.header(CONTENT_HASH);
    String payload = given != null ? given : Ids.sha256(request.body());
    return headers.canonicalRequest(request.method(), canonicalUri(request.path()), query, payload);
  }

  /** Ends with a slash, which is added for signing only and never sent. */
  private static String canonicalUri(String path) {
    StringBuilder uri = new StringBuilder(path.length() + 1);
    for (String segment : path.split("/")) {
      // Unlike in a query, a plus sign in a path is a plus sign.
      String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      uri.append(Paths.percentEncode(decoded)).append('/');
    }
    return uri.isEmpty() ? "/" : uri.toString();
  }
}
