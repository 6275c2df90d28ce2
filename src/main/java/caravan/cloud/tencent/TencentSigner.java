package caravan.cloud.tencent;

import caravan.cloud.Hmac;
import caravan.cloud.SignedHeaders;
import caravan.cloud.SignedRequest;
import caravan.cloud.Signer;
import caravan.cloud.Timestamps;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Signs with Tencent Cloud's signature v3, TC3-HMAC-SHA256. Timestamp, token and signature always
 * come from the arguments, in place of what the request carries. There is no nonce.
 *
 * @see <a href="https://www.tencentcloud.com/document/product/267/37447">Signature v3</a>
 */
@Singleton
@Named("tencentSigner")
public final class TencentSigner implements Signer {

  /** Covers the action too, so that a captured signature cannot be used for another action. */
  public static final List<String> ACTION_SIGNED = List.of("content-type", "host", "x-tc-action");

  /** The smallest set the vendor accepts, which its own Java SDK signs. */
  public static final List<String> PLAIN = List.of("content-type", "host");

  private static final Pattern LABEL_END = Pattern.compile("[.:]");
  private static final String ALGORITHM = "TC3-HMAC-SHA256";
  private static final String TERMINATOR = "tc3_request";
  private static final String TIMESTAMP = "X-TC-Timestamp";
  private static final String TOKEN = "X-TC-Token";
  private static final String CONTENT_HASH = "X-TC-Content-SHA256";
  private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
  private static final String AUTHORIZATION = "Authorization";

  private static final List<String> KEY =
      List.of(
          "secret date = HMAC-SHA256(\"TC3\" + secret access key, UTC day)",
          "secret service = HMAC-SHA256(secret date, first label of the host)",
          "key = HMAC-SHA256(secret service, \"tc3_request\")");

  private final List<String> signedNames;

  public TencentSigner() {
    this(ACTION_SIGNED);
  }

  /** Signs {@link #ACTION_SIGNED}, {@link #PLAIN}, or other headers by lower-case name. */
  public TencentSigner(List<String> signedNames) {
    this.signedNames = List.copyOf(signedNames);
  }

  /**
   * Adds {@code X-TC-Timestamp}, {@code X-TC-Token} for temporary credentials, and {@code
   * Authorization}.
   *
   * @throws IllegalArgumentException when a header that must be signed is missing, naming it
   */
  @Override
  public SignedRequest steps(Request request, Credential credential, Instant now, String nonce) {
    String seconds = Long.toString(now.getEpochSecond());
    Request stamped = stamp(request, credential, seconds);
    SignedHeaders headers = signedHeaders(stamped);
    String canonicalRequest = canonicalRequest(stamped, headers);
    String day = Timestamps.day(now);
    String service = service(stamped);
    String scope = day + "/" + service + "/" + TERMINATOR;
    String stringToSign =
        String.join("\n", ALGORITHM, seconds, scope, Ids.sha256(canonicalRequest));
    String secret = "TC3" + credential.secretAccessKey();
    String hex = Hmac.hex(secret, day, service, TERMINATOR, stringToSign);
    return new SignedRequest(
        stamped.with(AUTHORIZATION, authorization(credential, scope, headers.names(), hex)),
        canonicalRequest,
        stringToSign,
        KEY);
  }

  private static Request stamp(Request request, Credential credential, String seconds) {
    return credential.temporary()
        ? request.with(TIMESTAMP, seconds, TOKEN, credential.securityToken())
        : request.with(TIMESTAMP, seconds);
  }

  private SignedHeaders signedHeaders(Request request) {
    SignedHeaders signed = new SignedHeaders();
    for (String name : signedNames) {
      signed.add(name, signedValue(request, name));
    }
    return signed;
  }

  private static String signedValue(Request request, String name) {
    String value = name.equals("host") ? request.host() : request.header(name);
    if (value == null) {
      throw new IllegalArgumentException(
          ALGORITHM + " signs the header " + name + ", which the request does not have");
    }
    // The action is an extra header, and the guide asks for those values in lower case. The other
    // two are signed byte for byte, as the vendor's SDK does.
    return name.equals("x-tc-action") ? value.toLowerCase(Locale.ROOT) : value;
  }

  private static String canonicalRequest(Request request, SignedHeaders headers) {
    // The query counts for GET only, and exactly as sent: neither sorted nor encoded anew.
    String query = request.method().equals("GET") ? request.query() : "";
    return headers.canonicalRequest(request.method(), "/", query, payloadHash(request));
  }

  private static String payloadHash(Request request) {
    return UNSIGNED_PAYLOAD.equals(request.header(CONTENT_HASH))
        ? Ids.sha256(UNSIGNED_PAYLOAD)
        : Ids.sha256(request.body());
  }

  /** The service is the host's first label, also when an endpoint names a region or a port. */
  private static String service(Request request) {
    return LABEL_END.split(request.host(), 2)[0];
  }

  private static String authorization(
      Credential credential, String scope, String names, String signature) {
    return (ALGORITHM + " Credential=" + credential.accessKeyId() + "/" + scope)
        + (", SignedHeaders=" + names + ", Signature=" + signature);
  }
}
