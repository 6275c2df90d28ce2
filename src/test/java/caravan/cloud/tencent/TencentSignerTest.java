package caravan.cloud.tencent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.cloud.SigningVector;
import caravan.model.Credential;
import caravan.model.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TencentSignerTest {

  private static final Credential CREDENTIAL = new Credential("AKIDTEST", "secret", null);
  private static final Instant NOW = Instant.parse("2026-01-31T12:34:56Z");

  static List<SigningVector> vectors() {
    return SigningVector.of("tencent");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    Request unsigned =
        vector.credential().temporary()
            ? vector.unsigned("X-TC-Timestamp", "X-TC-Token")
            : vector.unsigned("X-TC-Timestamp");
    TencentSigner signer =
        vector.name().endsWith("-action-signed")
            ? new TencentSigner()
            : new TencentSigner(TencentSigner.PLAIN);

    // When
    Request signed = vector.sign(signer, unsigned);

    // Then
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
    assertEquals(vector.sent().query(), signed.query());
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(16, vectors().size());
    assertEquals(2, vectors().stream().filter(v -> v.name().endsWith("-action-signed")).count());
  }

  @Test
  void scopeChangesWithTheUtcDay() {
    assertTrue(
        authorization("a.example", Instant.parse("2026-01-31T23:59:59Z"))
            .startsWith("TC3-HMAC-SHA256 Credential=AKIDTEST/2026-01-31/a/tc3_request, "));
    assertTrue(
        authorization("a.example", Instant.parse("2026-02-01T00:00:00Z"))
            .startsWith("TC3-HMAC-SHA256 Credential=AKIDTEST/2026-02-01/a/tc3_request, "));
  }

  @Test
  void serviceIsTheFirstLabelOfTheHostWithoutItsPort() {
    assertTrue(authorization("localhost:8443", NOW).contains("/2026-01-31/localhost/tc3_request,"));
  }

  @Test
  void plainSignatureIsTheSameForTwoActions() {
    TencentSigner plain = new TencentSigner(TencentSigner.PLAIN);
    assertEquals(
        signed(plain, request("DescribeClientConnections")),
        signed(plain, request("DescribeInstanceSSL")));
  }

  @Test
  void defaultSignatureCoversTheAction() {
    TencentSigner signer = new TencentSigner();
    assertNotEquals(
        signed(signer, request("DescribeClientConnections")),
        signed(signer, request("DescribeInstanceSSL")));
  }

  @Test
  void headerThatMustBeSignedIsNamedWhenMissing() {
    Request request =
        new Request("POST", "https", "h", "/", "", Map.of("X-TC-Action", "A"), new byte[0]);
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> signed(new TencentSigner(), request));
    assertEquals(
        "TC3-HMAC-SHA256 signs the header content-type, which the request does not have",
        refused.getMessage());
  }

  @Test
  void anotherContentHashDoesNotSwitchTheBodySignatureOff() {
    TencentSigner signer = new TencentSigner();
    Request request = request("DescribeInstanceSSL");
    assertEquals(
        signed(signer, request), signed(signer, request.with("X-TC-Content-SHA256", "other")));
  }

  private static String authorization(String host, Instant now) {
    Request request =
        new Request(
            "GET",
            "https",
            host,
            "/",
            "",
            Map.of("Content-Type", "application/json", "X-TC-Action", "A"),
            new byte[0]);
    return new TencentSigner().sign(request, CREDENTIAL, now, null).header("Authorization");
  }

  private static String signed(TencentSigner signer, Request request) {
    return signer.sign(request, CREDENTIAL, NOW, null).header("Authorization");
  }

  private static Request request(String action) {
    return new Request(
        "POST",
        "https",
        "mongodb.tencentcloudapi.com",
        "/",
        "",
        Map.of("Content-Type", "application/json; charset=utf-8", "X-TC-Action", action),
        "{}".getBytes(StandardCharsets.UTF_8));
  }
}
