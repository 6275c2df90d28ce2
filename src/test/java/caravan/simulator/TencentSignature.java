package caravan.simulator;

import caravan.model.Credential;
import com.tencentcloudapi.common.Sign;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * TC3-HMAC-SHA256 with the hash and MAC code of the vendor's Java SDK. Any set of signed headers
 * that holds {@code content-type} and {@code host} is taken; all but these two may be left out.
 */
final class TencentSignature {

  static final String ALGORITHM = "TC3-HMAC-SHA256";

  private TencentSignature() {}

  /**
   * Signature a call should carry.
   *
   * @param call call as received
   * @param credential what it should be signed with
   * @param signedHeaders signed header names as stated in the call
   * @param date UTC date of the credential scope
   * @param service service of the credential scope
   */
  static String expected(
      Call call, Credential credential, List<String> signedHeaders, String date, String service) {
    try {
      StringBuilder headers = new StringBuilder();
      for (String name : signedHeaders) {
        String value = call.header(name) == null ? "" : call.header(name);
        headers.append(name).append(':');
        headers.append(value.trim().toLowerCase(Locale.ROOT)).append('\n');
      }
      String canonicalRequest =
          String.join(
              "\n",
              call.method(),
              "/",
              call.query(),
              headers.toString(),
              String.join(";", signedHeaders),
              Sign.sha256Hex(call.body()));
      String stringToSign =
          String.join(
              "\n",
              ALGORITHM,
              call.header("X-TC-Timestamp"),
              date + "/" + service + "/tc3_request",
              Sign.sha256Hex(canonicalRequest));
      byte[] key = ("TC3" + credential.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
      byte[] dated = Sign.hmac256(key, date);
      byte[] served = Sign.hmac256(dated, service);
      byte[] signing = Sign.hmac256(served, "tc3_request");
      return HexFormat.of().formatHex(Sign.hmac256(signing, stringToSign));
    } catch (TencentCloudSDKException e) {
      throw new IllegalStateException("The vendor's signing code failed", e);
    }
  }
}
