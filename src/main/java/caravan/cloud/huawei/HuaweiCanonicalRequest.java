package caravan.cloud.huawei;

import caravan.cloud.Query;
import caravan.cloud.SignedHeaders;
import caravan.cloud.Timestamps;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;

/**
 * The canonical request of Huawei Cloud's signing scheme.
 *
 * @param text the canonical request itself; holds the session token, if any
 * @param hash SHA-256 of the canonical request, lower-case hex
 * @param signedHeaders names of the signed headers, joined by semicolons
 * @see <a
 *     href="https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-002.html">Constructing
 *     a standard request</a>
 */
record HuaweiCanonicalRequest(String text, String hash, String signedHeaders) {

  /** Carries the signature. */
  static final String AUTHORIZATION = "Authorization";

  private static final String DATE = "X-Sdk-Date";
  private static final String TOKEN = "X-Security-Token";
  private static final String CONTENT_HASH = "X-Sdk-Content-Sha256";
  private static final Set<String> NEVER_SIGNED = Set.of("authorization", "content-type", "host");

  /** Time text of the scheme, always UTC, for example {@code 20260131T235959Z}. */
  static String date(Instant now) {
    return Timestamps.basic(now, ZoneOffset.UTC);
  }

  /** Sets the headers that the signature must cover: the date and, if temporary, the token. */
  static Request stamp(Request request, Credential credential, String date) {
    return credential.temporary()
        ? request.with(DATE, date, TOKEN, credential.securityToken())
        : request.with(DATE, date);
  }

  /** Canonical request of a request that has its date. */
  static HuaweiCanonicalRequest of(Request request) {
    SignedHeaders headers = signedHeaders(request);
    String query = Query.parse(request.query()).sortedByEncodedName().encoded();
    String text =
        headers.canonicalRequest(
            request.method(), canonicalUri(request.path()), query, payloadHash(request));
    return new HuaweiCanonicalRequest(text, Ids.sha256(text), headers.names());
  }

  /** The hash only: the text may hold a session token. */
  @Override
  public String toString() {
    return hash;
  }

  /** Ends with a slash, which is added for signing only and never sent. */
  private static String canonicalUri(String path) {
    StringBuilder uri = new StringBuilder(path.length() + 1);
    for (String segment : path.split("/")) {
      uri.append(Paths.percentEncode(decode(segment))).append('/');
    }
    return uri.isEmpty() ? "/" : uri.toString();
  }

  private static String decode(String segment) {
    // Unlike in a query, a plus sign in a path is a plus sign.
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static SignedHeaders signedHeaders(Request request) {
    SignedHeaders signed = new SignedHeaders();
    request
        .headers()
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              // Names with an underscore may be lost on the way, so the scheme leaves them out.
              if (!NEVER_SIGNED.contains(lower) && lower.indexOf('_') < 0) {
                signed.add(name, value);
              }
            });
    return signed.add("host", request.host());
  }

  private static String payloadHash(Request request) {
    String given = request.header(CONTENT_HASH);
    return given != null ? given : Ids.sha256(request.body());
  }
}
