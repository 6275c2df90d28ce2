package caravan.vendor.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Request;
import caravan.sign.AwkwardText;
import caravan.sign.Query;
import caravan.sign.SigningVector;
import com.aliyun.openapiutil.Client;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlibabaRpcSignerTest {

  private static final Set<String> SET_BY_SIGNER =
      Set.of(
          "AccessKeyId",
          "SecurityToken",
          "Signature",
          "SignatureMethod",
          "SignatureNonce",
          "SignatureVersion",
          "Timestamp");

  static List<SigningVector> vectors() {
    return SigningVector.of("alibaba", "RPC-HMAC-SHA1");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    Request unsigned = vector.unsigned().withQuery(without(vector.sent().query(), SET_BY_SIGNER));

    // When
    Request signed = vector.sign(new AlibabaRpcSigner(), unsigned);

    // Then
    assertEquals(expectedParameters(vector), parameters(signed));
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(5, vectors().size());
  }

  @Test
  void actionVersionAndFormatComeFromTheNewerSchemesHeaders() {
    // Given
    SigningVector vector = vectors().get(0);
    Request unsigned =
        vector
            .unsigned()
            .withQuery("UserName=doctest&RegionId=cn-shanghai&SmartAGId=sag-wfjgn0000000000");

    // When
    Request signed = vector.sign(new AlibabaRpcSigner(), unsigned);

    // Then
    assertEquals(expectedParameters(vector), parameters(signed));
  }

  @Test
  void statedFormatIsKept() {
    SigningVector vector = vectors().get(0);
    Request signed = vector.sign(new AlibabaRpcSigner(), vector.unsigned().withQuery("Format=XML"));
    assertEquals("XML", parameters(signed).get("Format"));
  }

  /** Compares with the vendor's SDK over random queries, empty values included. */
  @Test
  void equalsTheSdkOnRandomRequests() throws Exception {
    Random random = new Random(20260131);
    SigningVector vector = vectors().get(0);
    for (int round = 0; round < 300; round++) {
      // Given
      Request unsigned =
          vector.unsigned().withQuery(AwkwardText.query(AwkwardText.parameters(random, 6)));

      // When
      Map<String, String> signed = parameters(vector.sign(new AlibabaRpcSigner(), unsigned));

      // Then
      Map<String, String> rest = new HashMap<>(signed);
      String signature = rest.remove("Signature");
      assertEquals(
          Client.getRPCSignature(rest, "GET", vector.credential().secretAccessKey()), signature);
    }
  }

  private static Map<String, String> expectedParameters(SigningVector vector) {
    Map<String, String> expected = map(vector.query());
    expected.putAll(vector.expectedQuery());
    return expected;
  }

  private static Map<String, String> parameters(Request request) {
    return map(Query.parse(request.query()));
  }

  private static Map<String, String> map(Query query) {
    Map<String, String> values = new TreeMap<>();
    query.parameters().forEach(p -> assertEquals(null, values.put(p.name(), p.value()), p.name()));
    return values;
  }

  private static String without(String query, Set<String> names) {
    return Query.parse(query).only(p -> !names.contains(p.name())).encoded();
  }
}
