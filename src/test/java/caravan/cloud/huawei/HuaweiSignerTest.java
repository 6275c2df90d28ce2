package caravan.cloud.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.cloud.AwkwardText;
import caravan.cloud.SigningVector;
import caravan.model.Credential;
import caravan.model.Request;
import com.huaweicloud.sdk.core.auth.AKSKSigner;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HuaweiSignerTest {

  private static final Credential CREDENTIAL = new Credential("HWAKTEST", "secret", null);
  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59Z");

  static List<SigningVector> vectors() {
    return SigningVector.of("huawei");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    Request unsigned =
        vector.credential().temporary()
            ? vector.unsigned("X-Sdk-Date", "X-Security-Token")
            : vector.unsigned("X-Sdk-Date");

    // When
    Request signed = vector.sign(new HuaweiSigner(), unsigned);

    // Then
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
    assertEquals(vector.sent().query(), signed.query());
    assertEquals(vector.sent().path(), signed.path());
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(15, vectors().size());
  }

  @Test
  void plusInAPathIsNotASpace() {
    assertEquals(authorization("/v5/a+b"), authorization("/v5/a%2Bb"));
    assertNotEquals(authorization("/v5/a+b"), authorization("/v5/a%20b"));
  }

  /**
   * Compares with the vendor's SDK over random query values and headers. Names stay plain: the SDK
   * puts them into its URL unencoded, and then signs an awkward one twice.
   */
  @Test
  void equalsTheSdkOnRandomRequests() {
    Random random = new Random(20260131);
    for (int round = 0; round < 300; round++) {
      // Given
      Map<String, String> parameters = AwkwardText.plainlyNamed(random, 6);
      Request unsigned =
          new Request(
              "GET",
              "https",
              "vpn.cn-north-4.myhuaweicloud.com",
              "/v5/p/p2c-vpn-gateways/g/connections",
              AwkwardText.query(parameters),
              Map.of("X-Project-Id", "p", "X-Trace", "t" + AwkwardText.header(random)),
              new byte[0]);

      // When
      Request signed = new HuaweiSigner().sign(unsigned, CREDENTIAL, NOW, null);

      // Then
      assertEquals(sdkAuthorization(signed, parameters), signed.header("Authorization"));
    }
  }

  private static String authorization(String path) {
    Request request = new Request("GET", "https", "vpn.example", path, "", Map.of(), new byte[0]);
    return new HuaweiSigner().sign(request, CREDENTIAL, NOW, null).header("Authorization");
  }

  private static String sdkAuthorization(Request signed, Map<String, String> parameters) {
    HttpRequest.HttpRequestBuilder request =
        HttpRequest.newBuilder()
            .withMethod(HttpMethod.GET)
            .withEndpoint("https://" + signed.host())
            .withPath(signed.path());
    parameters.forEach((name, value) -> request.addQueryParam(name, List.of(value)));
    signed.headers().forEach(request::addHeader);
    HttpRequest built = request.build();
    built.getHeaders().remove("Authorization");
    return AKSKSigner.getInstance()
        .sign(
            built,
            new BasicCredentials()
                .withAk(CREDENTIAL.accessKeyId())
                .withSk(CREDENTIAL.secretAccessKey()))
        .get("Authorization");
  }
}
