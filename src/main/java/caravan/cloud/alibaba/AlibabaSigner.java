package caravan.cloud.alibaba;

import caravan.cloud.Hmac;
import caravan.cloud.Query;
import caravan.cloud.SignedHeaders;
import caravan.cloud.SignedRequest;
import caravan.cloud.Signer;
import caravan.cloud.Timestamps;
import caravan.cloud.VendorSignedText;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Signs with Alibaba Cloud's signature V3, ACS3-HMAC-SHA256. Date, nonce, content hash, token and
 * signature always come from the arguments, in place of what the request carries.
 *
 * @see <a
 *     href="https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature">V3
 *     request structure and signature</a>
 */
@Singleton
@Named("alibabaSigner")
public final class AlibabaSigner implements Signer {

  private static final String ALGORITHM = "ACS3-HMAC-SHA256";
  private static final List<String> KEY = List.of("key = secret access key");
  private static final String DATE = "x-acs-date";
  private static final String NONCE = "x-acs-signature-nonce";
  private static final String CONTENT_HASH = "x-acs-content-sha256";
  private static final String TOKEN = "x-acs-security-token";
  private static final String ACCESS_KEY_ID = "x-acs-accesskey-id";
  private static final String AUTHORIZATION = "Authorization";

  /**
   * Adds {@code x-acs-date}, {@code x-acs-signature-nonce}, {@code x-acs-content-sha256}, for
   * temporary credentials {@code x-acs-security-token} and {@code x-acs-accesskey-id}, and {@code
   * Authorization}.
   *
   * @throws IllegalArgumentException when the query holds a broken percent escape
   */
  @Override
  public SignedRequest steps(Request request, Credential credential, Instant now, String nonce) {
    Request stamped = stamp(request, credential, now, nonce);
    SignedHeaders headers = signedHeaders(stamped);
    String canonicalRequest = canonicalRequest(stamped, headers);
    String stringToSign = ALGORITHM + "\n" + Ids.sha256(canonicalRequest);
    String hex = Hmac.hex(credential.secretAccessKey(), stringToSign);
    return new SignedRequest(
        stamped.with(AUTHORIZATION, authorization(credential, headers.names(), hex)),
        canonicalRequest,
        stringToSign,
        KEY);
  }

  @Override
  public Optional<VendorSignedText> stated(String message) {
    return VendorSignedTextParser.of(message);
  }

  private static Request stamp(Request request, Credential credential, Instant now, String nonce) {
    String date = Timestamps.extended(now);
    String contentHash = Ids.sha256(request.body());
    Request stamped = request.with(DATE, date, NONCE, nonce, CONTENT_HASH, contentHash);
    return credential.temporary()
        ? stamped.with(TOKEN, credential.securityToken(), ACCESS_KEY_ID, credential.accessKeyId())
        : stamped;
  }

  private static SignedHeaders signedHeaders(Request request) {
    SignedHeaders signed = new SignedHeaders();
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-acs-") || name.equals("content-type")) {
        // Blanks at the ends do not count, those inside do.
        signed.add(name, header.getValue().strip());
      }
    }
    return signed.add("host", request.host());
  }

  private static String canonicalRequest(Request request, SignedHeaders headers) {
    // Decoded and encoded anew: the server does the same, so "+" and "%20" are one.
    String query = Query.parse(request.query()).sortedBy(name -> name).encoded();
    return headers.canonicalRequest(
        request.method(), request.path(), query, request.header(CONTENT_HASH));
  }

  private static String authorization(Credential credential, String names, String signature) {
    // Unlike its relatives, this scheme writes no blank behind the commas.
    return (ALGORITHM + " Credential=" + credential.accessKeyId())
        + (",SignedHeaders=" + names + ",Signature=" + signature);
  }
}
