package caravan.cloud.ctyun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.cloud.SigningVector;
import caravan.model.Credential;
import caravan.model.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CtyunSignerTest {

  private static final Credential CREDENTIAL = new Credential("ak", "secret", null);
  private static final Instant NOW = Instant.parse("2026-01-31T12:34:56Z");
  private static final String NONCE = "27cfe4dc-e640-45f6-92ca-492ca73e8680";

  static List<SigningVector> vectors() {
    return SigningVector.of("ctyun");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signsAsTheVendorDoes(SigningVector vector) {
    // Given
    Request unsigned = vector.unsigned("ctyun-eop-request-id", "Eop-date");
    CtyunSigner signer =
        vector.clock().equals("UTC") ? new CtyunSigner(ZoneOffset.UTC) : new CtyunSigner();

    // When
    Request signed = vector.sign(signer, unsigned);

    // Then
    assertEquals(vector.signedHeaders(), List.copyOf(signed.headers().entrySet()));
    assertEquals(vector.sent().query(), signed.query());
  }

  @Test
  void everyVectorIsRun() {
    assertEquals(14, vectors().size());
  }

  @Test
  void dayChangesAtMidnightInShanghai() {
    assertEquals("20260131T235959Z", date(Instant.parse("2026-01-31T15:59:59Z")));
    assertEquals("20260201T000000Z", date(Instant.parse("2026-01-31T16:00:00Z")));
  }

  @Test
  void signatureDependsOnTheZone() {
    Request request = request("a=1");
    assertNotEquals(
        authorization(new CtyunSigner(), request),
        authorization(new CtyunSigner(ZoneOffset.UTC), request));
  }

  @Test
  void orderOfTheQueryDoesNotMatter() {
    assertEquals(
        authorization(new CtyunSigner(), request("prodInstId=x&pageSize=10&pageNow=1&tag=b&tag=a")),
        authorization(
            new CtyunSigner(), request("tag=b&pageNow=1&tag=a&pageSize=10&prodInstId=x")));
    assertNotEquals(
        authorization(new CtyunSigner(), request("tag=a&tag=b")),
        authorization(new CtyunSigner(), request("tag=b&tag=a")));
  }

  @Test
  void nameThatIsAPrefixOfAnotherSortsFirst() {
    // '-' stands before '=', so whole pairs would sort the other way round.
    assertEquals(
        authorization(new CtyunSigner(), request("a=1&a-b=2")),
        authorization(new CtyunSigner(), request("a-b=2&a=1")));
  }

  @Test
  void bareNonceGetsTheDashesOfAUuid() {
    assertEquals(NONCE, requestId("27cfe4dce64045f692ca492ca73e8680"));
    assertEquals(NONCE, requestId(NONCE));
    assertEquals("other", requestId("other"));
    assertEquals(
        "27cfe4dce64045f692ca492ca73e86800", requestId("27cfe4dce64045f692ca492ca73e86800"));
  }

  @Test
  void temporaryCredentialIsRefused() {
    Credential temporary = new Credential("ak", "secret", "token");
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new CtyunSigner().sign(request(""), temporary, NOW, NONCE));
    assertEquals(
        "CTYun's EOP signature has no security token: use a permanent access key",
        refused.getMessage());
  }

  private static String date(Instant now) {
    return new CtyunSigner().sign(request(""), CREDENTIAL, now, NONCE).header("Eop-date");
  }

  private static String requestId(String nonce) {
    return new CtyunSigner()
        .sign(request(""), CREDENTIAL, NOW, nonce)
        .header("ctyun-eop-request-id");
  }

  private static String authorization(CtyunSigner signer, Request request) {
    return signer.sign(request, CREDENTIAL, NOW, NONCE).header("Eop-Authorization");
  }

  private static Request request(String query) {
    return new Request(
        "GET",
        "https",
        "mongodb-global.ctapi.ctyun.cn",
        "/v1/accountsOpenApi/describeAccounts",
        query,
        Map.of(),
        new byte[0]);
  }
}
