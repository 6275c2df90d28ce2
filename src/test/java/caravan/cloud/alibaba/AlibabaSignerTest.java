package caravan.cloud.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.cloud.AwkwardText;
import caravan.cloud.SigningVector;
import caravan.model.Request;
import com.aliyun.openapiutil.Client;
import com.aliyun.tea.TeaRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlibabaSignerTest {

  private static final String[] DATED = {
    "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"
  };
  private static final String[] DATED_WITH_TOKEN = {
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
    "x-acs-security-token",
    "x-acs-accesskey-id"
  };

  static List<SigningVector> vectors() {
    return SigningVector.of("alibaba");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    Request unsigned = vector.unsigned(vector.credential().temporary() ? DATED_WITH_TOKEN : DATED);

    // When
    Request signed = vector.sign(new AlibabaSigner(), unsigned);

    // Then
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
    assertEquals(vector.sent().query(), signed.query());
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(11, vectors().size());
  }

  @Test
  void wireFormOfTheQueryDoesNotMatter() {
    // Given
    SigningVector vector = awkward();
    Request asSent = vector.unsigned(DATED);
    Request canonical = withQuery(asSent, vector.query().encoded());

    // Then
    assertFalse(asSent.query().equals(canonical.query()));
    assertEquals(
        vector.sign(new AlibabaSigner(), asSent).headers(),
        vector.sign(new AlibabaSigner(), canonical).headers());
  }

  @Test
  void blanksAroundAHeaderAreNotSigned() {
    // Given
    SigningVector vector = awkward();
    Request plain = vector.unsigned(DATED).with("x-acs-trace", "a  b");
    Request padded = vector.unsigned(DATED).with("x-acs-trace", "  a  b ");

    // Then
    assertEquals(
        vector.sign(new AlibabaSigner(), plain).header("Authorization"),
        vector.sign(new AlibabaSigner(), padded).header("Authorization"));
  }

  /** Compares with the vendor's SDK over random queries, headers and bodies. */
  @Test
  void equalsTheSdkOnRandomRequests() throws Exception {
    Random random = new Random(20260131);
    SigningVector vector = awkward();
    for (int round = 0; round < 300; round++) {
      // Given
      Map<String, String> parameters = AwkwardText.parameters(random, 6);
      Request unsigned =
          withQuery(vector.unsigned(DATED), AwkwardText.query(parameters))
              .with("x-acs-trace", AwkwardText.header(random));

      // When
      Request signed = vector.sign(new AlibabaSigner(), unsigned);

      // Then
      assertEquals(sdkAuthorization(vector, signed, parameters), signed.header("Authorization"));
    }
  }

  private static SigningVector awkward() {
    return vectors().stream()
        .filter(v -> v.name().equals("v3-post-awkward-query"))
        .findFirst()
        .orElseThrow();
  }

  private static String sdkAuthorization(
      SigningVector vector, Request signed, Map<String, String> parameters) throws Exception {
    TeaRequest request = new TeaRequest();
    request.method = signed.method();
    request.pathname = signed.path();
    request.query = new HashMap<>(parameters);
    request.headers = new HashMap<>(signed.headers());
    request.headers.remove("Authorization");
    request.headers.put("host", signed.host());
    return Client.getAuthorization(
        request,
        "ACS3-HMAC-SHA256",
        signed.header("x-acs-content-sha256"),
        vector.credential().accessKeyId(),
        vector.credential().secretAccessKey());
  }

  private static Request withQuery(Request request, String query) {
    return new Request(
        request.method(),
        request.scheme(),
        request.host(),
        request.path(),
        query,
        request.headers(),
        request.body());
  }
}
