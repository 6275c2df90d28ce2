package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.cloud.alibaba.AlibabaSigner;
import caravan.cloud.ctyun.CtyunSigner;
import caravan.cloud.huawei.HuaweiSigner;
import caravan.cloud.tencent.TencentSigner;
import caravan.event.Ids;
import caravan.model.Credential;
import caravan.model.Request;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every signer, whatever its scheme. */
class SignerContractTest {

  private static final String SECRET = "very-Secret+key/123";
  private static final String TOKEN = "session+Token/=~*456";
  private static final Credential CREDENTIAL = new Credential("ACCESSKEY", SECRET, null);
  private static final Credential TEMPORARY = new Credential("ACCESSKEY", SECRET, TOKEN);
  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59.987Z");
  private static final String NONCE = "27cfe4dc-e640-45f6-92ca-492ca73e8680";

  static List<Signer> signers() {
    return Stream.concat(withTokens().stream(), Stream.of(new CtyunSigner())).toList();
  }

  static List<Signer> withTokens() {
    return List.of(
        new TencentSigner(),
        new TencentSigner(TencentSigner.PLAIN),
        new AlibabaSigner(),
        new HuaweiSigner());
  }

  @ParameterizedTest
  @MethodSource("signers")
  void sameInputGivesTheSameRequest(Signer signer) {
    assertEquals(wire(sign(signer, CREDENTIAL)), wire(sign(signer, CREDENTIAL)));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void requestItselfStaysAsItIs(Signer signer) {
    // Given
    Request request = request();
    byte[] body = request.body().clone();
    Map<String, String> headers = new TreeMap<>(request.headers());

    // When
    Request signed = signer.sign(request, CREDENTIAL, NOW, NONCE);

    // Then
    assertEquals(headers, request.headers());
    assertEquals("InstanceId=a%20b&Limit=10", request.query());
    assertArrayEquals(body, request.body());
    assertArrayEquals(body, signed.body());
    assertTrue(signed.headers().entrySet().containsAll(headers.entrySet()));
    assertTrue(signed.query().startsWith(request.query()));
    assertEquals(request.url(), signed.url());
    assertEquals(request.method(), signed.method());
  }

  @ParameterizedTest
  @MethodSource("signers")
  void signingAgainReplacesTheOldSignature(Signer signer) {
    // Given
    Request stale =
        signer.sign(
            request(),
            new Credential("OLDKEY", "old secret", null),
            NOW.minusSeconds(86_400),
            "00000000-0000-0000-0000-000000000000");

    // When
    Request again = signer.sign(stale, CREDENTIAL, NOW, NONCE);

    // Then
    assertEquals(wire(sign(signer, CREDENTIAL)), wire(again));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void anotherSecretGivesAnotherSignature(Signer signer) {
    Credential other = new Credential(CREDENTIAL.accessKeyId(), SECRET + "4", null);
    assertNotEquals(wire(sign(signer, CREDENTIAL)), wire(sign(signer, other)));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void anotherBodyOrSecondGivesAnotherSignature(Signer signer) {
    Request other = request("InstanceId=a%20b&Limit=10", "InstanceId=c");
    assertNotEquals(
        wire(sign(signer, CREDENTIAL)), wire(signer.sign(other, CREDENTIAL, NOW, NONCE)));
    assertNotEquals(
        wire(sign(signer, CREDENTIAL)),
        wire(signer.sign(request(), CREDENTIAL, NOW.plusSeconds(1), NONCE)));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void secretNeverLeaves(Signer signer) {
    // When
    Request signed = sign(signer, CREDENTIAL);

    // Then
    assertFalse(wire(signed).contains(SECRET));
    assertEquals("Request[POST mongodb.example:8443/v5/list]", signed.toString());
    assertFalse(signer.toString().contains(SECRET));
  }

  @ParameterizedTest
  @MethodSource("withTokens")
  void tokenOfATemporaryCredentialIsSentOnceAndNotShown(Signer signer) {
    // When
    Request signed = sign(signer, TEMPORARY);

    // Then
    assertEquals(1, values(signed).filter(TOKEN::equals).count());
    assertEquals(0, values(sign(signer, CREDENTIAL)).filter(TOKEN::equals).count());
    assertFalse(signed.toString().contains(TOKEN));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void defaultLocaleAndZoneDoNotMatter(Signer signer) {
    String expected = wire(sign(signer, CREDENTIAL));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String language : List.of("tr", "ar-SA-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai")) {
        for (String region : List.of("Pacific/Kiritimati", "America/Adak", "Asia/Kathmandu")) {
          Locale.setDefault(Locale.forLanguageTag(language));
          TimeZone.setDefault(TimeZone.getTimeZone(region));
          assertEquals(expected, wire(sign(signer, CREDENTIAL)), language + " " + region);
        }
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tencentSigner, caravan.cloud.tencent.TencentSigner",
    "alibabaSigner, caravan.cloud.alibaba.AlibabaSigner",
    "huaweiSigner, caravan.cloud.huawei.HuaweiSigner"
  })
  void routesFindTheSignerByItsName(String name, Class<?> signer) {
    assertEquals(name, signer.getAnnotation(Named.class).value());
  }

  private static Request sign(Signer signer, Credential credential) {
    return signer.sign(request(), credential, NOW, NONCE);
  }

  private static Request request() {
    return request("InstanceId=a%20b&Limit=10", "InstanceId=a+b");
  }

  /** One request that every scheme accepts; upper-case I shows a Turkish lower case. */
  private static Request request(String query, String body) {
    return new Request(
        "POST",
        "https",
        "mongodb.example:8443",
        "/v5/list",
        query,
        Map.of(
            "Content-Type", "application/x-www-form-urlencoded",
            "X-TC-Action", "DescribeInstanceSSL",
            "x-acs-action", "LIST",
            "X-ACS-VERSION", "2018-03-13",
            "X-Project-ID", "p"),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String wire(Request request) {
    return request.query() + "\n" + request.headers();
  }

  private static Stream<String> values(Request request) {
    return Stream.concat(
        request.headers().values().stream(),
        Query.parse(request.query()).parameters().stream().map(Query.Parameter::value));
  }

  /** What is shown to a person is what was signed. */
  @ParameterizedTest
  @MethodSource("signers")
  void stepsLeadToTheSignature(Signer signer) {
    // When
    SignedRequest steps = signer.steps(request(), CREDENTIAL, NOW, NONCE);

    // Then
    assertEquals(wire(sign(signer, CREDENTIAL)), wire(steps.request()));
    assertFalse(steps.key().isEmpty());
    String texts = steps.canonicalRequest() + steps.stringToSign() + steps.key();
    assertFalse(texts.contains(SECRET), texts);
    if (steps.canonicalRequest() != null) {
      assertTrue(steps.stringToSign().endsWith(Ids.sha256(steps.canonicalRequest())), texts);
    }
  }

  @ParameterizedTest
  @MethodSource("withTokens")
  void stepsDoNotShowTheTokenInTheirTextForm(Signer signer) {
    assertFalse(signer.steps(request(), TEMPORARY, NOW, NONCE).toString().contains(TOKEN));
  }
}
