package caravan.simulator;

import caravan.model.Credential;
import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** SDK-HMAC-SHA256 by the signer of {@code huaweicloud-sdk-core}. */
final class HuaweiSignature {

  static final String ALGORITHM = "SDK-HMAC-SHA256";

  private HuaweiSignature() {}

  /**
   * Signature a call should carry.
   *
   * @param call call as received
   * @param credential what it should be signed with
   * @param signedHeaders signed header names as stated in the call
   */
  static String expected(Call call, Credential credential, List<String> signedHeaders) {
    HttpRequest.HttpRequestBuilder request =
        HttpRequest.newBuilder()
            .withEndpoint("https://" + call.header("Host"))
            .withMethod(HttpMethod.valueOf(call.method()))
            .withPath(URLDecoder.decode(call.path(), StandardCharsets.UTF_8));
    for (Map.Entry<String, String> parameter : Call.decode(call.query()).entrySet()) {
      request.addQueryParam(parameter.getKey(), List.of(parameter.getValue()));
    }
    for (String name : signedHeaders) {
      String value = call.header(name) == null ? "" : call.header(name);
      request.addHeader(spelling(name), value);
    }
    if (call.body().length > 0) {
      request.withBodyAsString(call.text());
    }
    BasicCredentials key =
        new BasicCredentials()
            .withAk(credential.accessKeyId())
            .withSk(credential.secretAccessKey());
    Map<String, String> signed = AKSKSigner.getInstance().sign(request.build(), key);
    return Authorization.parse(signed.get("Authorization"), ALGORITHM, "Signature")
        .part("Signature");
  }

  /** The vendor's signer looks these two up by their exact spelling. */
  private static String spelling(String name) {
    return switch (name) {
      case "host" -> "Host";
      case "x-sdk-date" -> "X-Sdk-Date";
      case "x-sdk-content-sha256" -> "X-Sdk-Content-Sha256";
      default -> name;
    };
  }
}
