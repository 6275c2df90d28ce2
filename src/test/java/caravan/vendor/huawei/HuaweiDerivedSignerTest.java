package caravan.vendor.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Request;
import caravan.sign.SigningVector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HuaweiDerivedSignerTest {

  static List<SigningVector> vectors() {
    return SigningVector.of("huawei", "V11-HMAC-SHA256");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    HuaweiDerivedSigner signer = new HuaweiDerivedSigner(vector.region(), vector.service());

    // When
    Request signed = vector.sign(signer, vector.unsigned("X-Sdk-Date"));

    // Then
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(2, vectors().size());
  }
}
