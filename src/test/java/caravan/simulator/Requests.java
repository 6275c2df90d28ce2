package caravan.simulator;

import caravan.model.Credential;
import com.aliyun.openapiutil.Client;
import com.aliyun.tea.TeaRequest;
import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.tencentcloudapi.common.Sign;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Requests signed by hand with the vendors' SDK code, for CTYun from its signing page; what a test
 * sends to a simulator at a base URL.
 *
 * @param base URL of the simulator, without a trailing slash
 * @param at time of signing
 */
record Requests(String base, Instant at) {

  private static final String JSON = "application/json; charset=utf-8";

  HttpRequest tencent(String action, String body) throws Exception {
    return tencent(action, body, Clouds.TENCENT_CREDENTIAL, "content-type;host");
  }

  HttpRequest tencent(String action, String body, Credential credential, String signedHeaders)
      throws Exception {
    String seconds = Long.toString(at.getEpochSecond());
    String day = LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
    String headers = "content-type:" + JSON + "\nhost:" + host() + "\n";
    if (signedHeaders.endsWith("x-tc-action")) {
      headers += "x-tc-action:" + action.toLowerCase(Locale.ROOT) + "\n";
    }
    String canonical =
        "POST\n/\n\n" + headers + "\n" + signedHeaders + "\n" + Sign.sha256Hex(utf8(body));
    String scope = day + "/mongodb/tc3_request";
    String text = "TC3-HMAC-SHA256\n" + seconds + "\n" + scope + "\n" + Sign.sha256Hex(canonical);
    byte[] key = Sign.hmac256(utf8("TC3" + credential.secretAccessKey()), day);
    byte[] signing = Sign.hmac256(Sign.hmac256(key, "mongodb"), "tc3_request");
    HttpRequest.Builder request =
        to("/")
            .POST(BodyPublishers.ofString(body))
            .header("Content-Type", JSON)
            .header("X-TC-Action", action)
            .header("X-TC-Version", "2019-07-25")
            .header("X-TC-Region", "ap-singapore")
            .header("X-TC-Timestamp", seconds)
            .header(
                "Authorization",
                "TC3-HMAC-SHA256 Credential="
                    + credential.accessKeyId()
                    + "/"
                    + scope
                    + ", SignedHeaders="
                    + signedHeaders
                    + ", Signature="
                    + HexFormat.of().formatHex(Sign.hmac256(signing, text)));
    if (credential.temporary()) {
      request.header("X-TC-Token", credential.securityToken());
    }
    return request.build();
  }

  HttpRequest alibaba(Map<String, String> parameters) throws Exception {
    return alibaba(parameters, false, Clouds.ALIBABA_CREDENTIAL, UUID.randomUUID().toString());
  }

  HttpRequest alibaba(
      Map<String, String> parameters, boolean form, Credential credential, String nonce)
      throws Exception {
    byte[] body = form ? utf8(encode(parameters)) : new byte[0];
    String hash = Client.hexEncode(Client.hash(body, "ACS3-HMAC-SHA256"));
    TeaRequest signed = TeaRequest.create();
    signed.method = "POST";
    signed.pathname = "/";
    signed.query = form ? new HashMap<>() : new HashMap<>(parameters);
    signed.headers = new HashMap<>();
    signed.headers.put("x-acs-action", "DescribeUserOnlineClients");
    signed.headers.put("x-acs-version", "2018-03-13");
    signed.headers.put("x-acs-date", at.toString().substring(0, 19) + "Z");
    signed.headers.put("x-acs-signature-nonce", nonce);
    signed.headers.put("x-acs-content-sha256", hash);
    signed.headers.put("host", host());
    if (form) {
      signed.headers.put("content-type", "application/x-www-form-urlencoded");
    }
    if (credential.temporary()) {
      signed.headers.put("x-acs-accesskey-id", credential.accessKeyId());
      signed.headers.put("x-acs-security-token", credential.securityToken());
    }
    String authorization =
        Client.getAuthorization(
            signed,
            "ACS3-HMAC-SHA256",
            hash,
            credential.accessKeyId(),
            credential.secretAccessKey());
    HttpRequest.Builder request =
        to(form ? "/" : "/?" + encode(parameters))
            .POST(BodyPublishers.ofByteArray(body))
            .header("Authorization", authorization);
    signed.headers.remove("host");
    signed.headers.forEach(request::header);
    return request.build();
  }

  HttpRequest huawei(String gatewayId, Map<String, String> parameters) {
    return huawei(
        "/v5/" + Clouds.HUAWEI_PROJECT + "/p2c-vpn-gateways/" + gatewayId + "/connections",
        parameters,
        Clouds.HUAWEI_CREDENTIAL);
  }

  HttpRequest huawei(String path, Map<String, String> parameters, Credential credential) {
    com.huaweicloud.sdk.core.http.HttpRequest.HttpRequestBuilder unsigned =
        com.huaweicloud.sdk.core.http.HttpRequest.newBuilder()
            .withEndpoint(base)
            .withMethod(HttpMethod.GET)
            .withPath(path)
            .addHeader("X-Sdk-Date", basic(at, ZoneOffset.UTC));
    parameters.forEach((name, value) -> unsigned.addQueryParam(name, List.of(value)));
    if (credential.temporary()) {
      unsigned.addHeader("X-Security-Token", credential.securityToken());
    }
    BasicCredentials key =
        new BasicCredentials()
            .withAk(credential.accessKeyId())
            .withSk(credential.secretAccessKey());
    Map<String, String> signed = AKSKSigner.getInstance().sign(unsigned.build(), key);
    HttpRequest.Builder request =
        to(path + (parameters.isEmpty() ? "" : "?" + encode(parameters)))
            .header("Authorization", signed.get("Authorization"))
            .header("X-Sdk-Date", basic(at, ZoneOffset.UTC));
    if (credential.temporary()) {
      request.header("X-Security-Token", credential.securityToken());
    }
    return request.build();
  }

  HttpRequest ctyun(Map<String, String> parameters) throws Exception {
    return ctyun("/v1/accountsOpenApi/describeAccounts", parameters, Clouds.CTYUN_CREDENTIAL, 8);
  }

  HttpRequest ctyun(
      String path, Map<String, String> parameters, Credential credential, int clockHours)
      throws Exception {
    String query = encode(parameters);
    String date = basic(at, ZoneOffset.ofHours(clockHours));
    String requestId = UUID.randomUUID().toString();
    byte[] nothing = MessageDigest.getInstance("SHA-256").digest();
    String text =
        "ctyun-eop-request-id:"
            + requestId
            + "\neop-date:"
            + date
            + "\n\n"
            + query
            + "\n"
            + HexFormat.of().formatHex(nothing);
    byte[] key =
        mac(
            mac(mac(utf8(credential.secretAccessKey()), date), credential.accessKeyId()),
            date.substring(0, 8));
    return to(path + "?" + query)
        .header("ctyun-eop-request-id", requestId)
        .header("Eop-date", date)
        .header(
            "Eop-Authorization",
            credential.accessKeyId()
                + " Headers=ctyun-eop-request-id;eop-date Signature="
                + Base64.getEncoder().encodeToString(mac(key, text)))
        .build();
  }

  private HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(URI.create(base + target)).timeout(Duration.ofSeconds(20));
  }

  private String host() {
    return URI.create(base).getAuthority();
  }

  private static String basic(Instant at, ZoneOffset zone) {
    return DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(zone).format(at);
  }

  private static String encode(Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    for (Map.Entry<String, String> parameter : new TreeMap<>(parameters).entrySet()) {
      query
          .append(query.length() == 0 ? "" : "&")
          .append(parameter.getKey())
          .append('=')
          .append(
              URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8).replace("+", "%20"));
    }
    return query.toString();
  }

  private static byte[] mac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
