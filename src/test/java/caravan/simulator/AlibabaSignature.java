package caravan.simulator;

import caravan.model.Credential;
import com.aliyun.openapiutil.Client;
import com.aliyun.tea.TeaRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ACS3-HMAC-SHA256 by {@code com.aliyun.openapiutil}, the signing code of the vendor's SDKs. */
final class AlibabaSignature {

  static final String ALGORITHM = "ACS3-HMAC-SHA256";

  private AlibabaSignature() {}

  /**
   * Signature a call should carry.
   *
   * @param call call as received
   * @param credential what it should be signed with
   * @param signedHeaders signed header names as stated in the call
   */
  static String expected(Call call, Credential credential, List<String> signedHeaders) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : signedHeaders) {
      headers.put(name, call.header(name) == null ? "" : call.header(name));
    }
    TeaRequest request = TeaRequest.create();
    request.method = call.method();
    request.pathname = call.path();
    request.query = Call.decode(call.query());
    request.headers = headers;
    try {
      String authorization =
          Client.getAuthorization(
              request,
              ALGORITHM,
              payloadHash(call.body()),
              credential.accessKeyId(),
              credential.secretAccessKey());
      return Authorization.parse(authorization, ALGORITHM, "Signature").part("Signature");
    } catch (Exception e) {
      throw new IllegalStateException("The vendor's signing code failed", e);
    }
  }

  /** Hash of a body as the vendor's SDK writes it. */
  static String payloadHash(byte[] body) {
    try {
      return Client.hexEncode(Client.hash(body, ALGORITHM));
    } catch (Exception e) {
      throw new IllegalStateException("The vendor's hash code failed", e);
    }
  }
}
