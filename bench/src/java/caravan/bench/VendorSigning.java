package caravan.bench;

import caravan.model.Credential;
import caravan.model.Request;
import com.aliyun.openapiutil.Client;
import com.aliyun.tea.TeaRequest;
import com.aliyun.teautil.Common;
import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import com.tencentcloudapi.common.AbstractClient;
import com.tencentcloudapi.common.profile.ClientProfile;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the clients of the vendors' SDKs do between a request and its signed headers, by the SDKs'
 * own code. Each takes the time from the machine as its client does, and everything that can be
 * prepared once for a client or an operation is prepared once.
 */
abstract class VendorSigning {

  /** The headers of the request with those of the signature, names as the SDK spells them. */
  abstract Map<String, String> headers() throws Throwable;

  /**
   * Tencent: the header map that the SDK's client makes, and the {@code Authorization} that it
   * computes from it. Both methods are private in the SDK and called through method handles, which
   * cost as much as a call. The client has the same code twice, here for bodies it is given as
   * bytes and once within the method that sends; this is the one that can be called alone.
   */
  static VendorSigning tencent(Request request, Credential credential) throws Exception {
    ClientProfile profile = new ClientProfile();
    profile.getHttpProfile().setEndpoint(request.host());
    AbstractClient client =
        new AbstractClient(
            request.host(),
            request.header("X-TC-Version"),
            new com.tencentcloudapi.common.Credential(
                credential.accessKeyId(), credential.secretAccessKey()),
            request.header("X-TC-Region"),
            profile) {};
    MethodHandles.Lookup lookup =
        MethodHandles.privateLookupIn(AbstractClient.class, MethodHandles.lookup());
    MethodHandle common =
        lookup.findVirtual(
            AbstractClient.class, "getHeaders", MethodType.methodType(HashMap.class));
    MethodHandle authorization =
        lookup.findVirtual(
            AbstractClient.class,
            "getAuthorization",
            MethodType.methodType(String.class, HashMap.class, byte[].class));
    String action = request.header("X-TC-Action");
    String contentType = request.header("Content-Type");
    byte[] body = request.body();
    return new VendorSigning() {
      @Override
      @SuppressWarnings("unchecked")
      Map<String, String> headers() throws Throwable {
        HashMap<String, String> headers =
            (HashMap<String, String>) (HashMap<?, ?>) common.invokeExact(client);
        headers.put("X-TC-Action", action);
        headers.put("Content-Type", contentType);
        headers.put("Authorization", (String) authorization.invokeExact(client, headers, body));
        return headers;
      }
    };
  }

  /**
   * Alibaba: date, nonce and hash of the body as headers, and the {@code Authorization} of {@code
   * openapiutil}, as {@code doRequest} of {@code tea-openapi} does it.
   */
  static VendorSigning alibaba(Request request, Credential credential) {
    Map<String, String> query = decoded(request.query());
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("host", request.host());
    byte[] body = request.body();
    return new VendorSigning() {
      @Override
      Map<String, String> headers() throws Exception {
        TeaRequest call = TeaRequest.create();
        call.method = request.method();
        call.pathname = request.path();
        call.query = query;
        call.headers = new HashMap<>(headers);
        call.headers.put("x-acs-date", Client.getTimestamp());
        call.headers.put("x-acs-signature-nonce", Common.getNonce());
        String hash = Client.hexEncode(Client.hash(body, "ACS3-HMAC-SHA256"));
        call.headers.put("x-acs-content-sha256", hash);
        call.headers.put(
            "Authorization",
            Client.getAuthorization(
                call,
                "ACS3-HMAC-SHA256",
                hash,
                credential.accessKeyId(),
                credential.secretAccessKey()));
        return call.headers;
      }
    };
  }

  /** Huawei: {@code sign} of the SDK's signer, which dates the request by itself. */
  static VendorSigning huawei(Request request, Credential credential) {
    HttpRequest.HttpRequestBuilder builder =
        HttpRequest.newBuilder()
            .withMethod(HttpMethod.valueOf(request.method()))
            .withEndpoint("https://" + request.host())
            .withPath(request.path());
    decoded(request.query()).forEach((name, value) -> builder.addQueryParam(name, List.of(value)));
    request.headers().forEach(builder::addHeader);
    HttpRequest call = builder.build();
    BasicCredentials key =
        new BasicCredentials()
            .withAk(credential.accessKeyId())
            .withSk(credential.secretAccessKey());
    return new VendorSigning() {
      @Override
      Map<String, String> headers() {
        return AKSKSigner.getInstance().sign(call, key);
      }
    };
  }

  private static Map<String, String> decoded(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }
}
