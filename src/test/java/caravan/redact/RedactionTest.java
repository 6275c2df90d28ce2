package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.json.JsonText;
import caravan.model.Credential;
import caravan.model.Paths;
import caravan.model.PollError;
import caravan.model.PollErrors;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final Redaction REDACTION =
      Redaction.of(Fixtures.target(Fixtures.TENCENT).build().account());
  private static final int HOSTILE_LENGTH = 128 * 1024;

  static Stream<String> formsOfTheSecrets() {
    return Stream.of(Fixtures.SECRET, Fixtures.TOKEN)
        .flatMap(
            secret -> {
              byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
              String quoted = new JsonText(64).value(secret).toString();
              String escaped = quoted.substring(1, quoted.length() - 1);
              return Stream.of(
                  secret,
                  Paths.percentEncode(secret),
                  Paths.percentEncode(Paths.percentEncode(secret)),
                  Base64.getEncoder().encodeToString(bytes),
                  Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                  escaped,
                  escaped.replace("/", "\\/"));
            });
  }

  @ParameterizedTest
  @MethodSource("formsOfTheSecrets")
  void secretOfTheAccountIsTakenOutInEveryFormItTravelsIn(String form) {
    assertEquals(
        "before [redacted] between [redacted] after",
        REDACTION.apply("before " + form + " between " + form + " after"));
  }

  /** A key as vendors give them out, with what every encoding has to escape. */
  private static final String AWKWARD = "wJalr/XUtn+FEMI=K7MDENG&bPx\"Rfi\\CYEXAMPLE<KEY>'9";

  static Stream<String> textsThatHoldAKey() {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    String once = URLEncoder.encode(AWKWARD, StandardCharsets.UTF_8);
    return Stream.of(
            Stream.of(
                AWKWARD,
                once,
                URLEncoder.encode(once, StandardCharsets.UTF_8),
                HexFormat.of().formatHex(utf8(AWKWARD)),
                HexFormat.of().withUpperCase().formatHex(utf8(AWKWARD)),
                AWKWARD.replace("\\", "\\\\").replace("\"", "\\\""),
                AWKWARD.replace("\\", "\\\\\\\\").replace("\"", "\\\\\\\""),
                AWKWARD.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"),
                AWKWARD
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("=", "\\u003d")
                    .replace("&", "\\u0026")
                    .replace("'", "\\u0027")
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")),
            Stream.of("", "u:", "me:", "user:")
                .flatMap(
                    before ->
                        Stream.of(
                            Base64.getEncoder().encodeToString(utf8(before + AWKWARD)),
                            url.encodeToString(utf8(before + AWKWARD + "!")),
                            Base64.getMimeEncoder(0, new byte[0])
                                .encodeToString(utf8(before + AWKWARD + "and more")))))
        .flatMap(texts -> texts);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Encoded inside a longer text, a key begins and ends in the middle of a group of characters. */
  @ParameterizedTest
  @MethodSource("textsThatHoldAKey")
  void keyIsTakenOutOfWhateverItWasEncodedWith(String form) {
    Redaction redaction = redaction(new Credential("an-id-EXAMPLE", AWKWARD, null));
    String clean = redaction.apply("before " + form + " after");
    assertTrue(clean.matches("before .{0,16}\\[redacted].{0,16} after"), clean);
    assertNotEquals("x" + form, redaction.applyToValue("x" + form));
  }

  private static Redaction redaction(Credential credential) {
    return Redaction.of(Fixtures.target(Fixtures.TENCENT).credential(credential).build().account());
  }

  @Test
  void keyIdIsTakenOutUnlessItMayBeAWord() {
    String text = "key AKIDEXAMPLE0 of id";
    assertEquals(
        "key [redacted] of id", redaction(new Credential("AKIDEXAMPLE0", "s-1", null)).apply(text));
    assertEquals(text, redaction(new Credential("id", "s-1", null)).apply(text));
  }

  @Test
  void valueOfARowIsTakenForASecretOnlyWhenItCannotBeAWord() {
    Redaction redaction = redaction(new Credential("id", "alice", "a-session-token"));
    assertSame("malice", redaction.applyToValue("malice"));
    assertEquals("my [redacted]", redaction.applyToValue("my a-session-token"));
    assertEquals(
        "[redacted], Signature=[redacted]",
        redaction.applyToValue("a-session-token, Signature=0123456789abcdef"));
    assertNull(redaction.applyToValue(null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TC3-HMAC-SHA256 Credential=x/y, Signature=0123456789abcdef0123 | TC3-HMAC-SHA256 Credential=x/y, Signature=[redacted]",
        "{\"signature\": \"3q2+7w==3q2+7w==\"} | {\"signature\": \"[redacted]\"}",
        "the Signature: is not matched | the Signature: is not matched"
      })
  void signatureIsTakenOut(String text, String expected) {
    assertEquals(expected, REDACTION.apply(text));
  }

  @ParameterizedTest
  @CsvSource({
    "see https://host/cert?sig=1&e=2 now, see https://host/cert now",
    "see http://user:pw@host/cert now, see http://host/cert now",
    "see HTTPS://user@host now, see HTTPS://host now",
    "see https://user:p@ss@host/a now, see https://host/a now",
    "see https://user:pw@host:8443/a/b#part now, see https://host:8443/a/b now",
    "see https://host?mail=me@home now, see https://host now",
    "'{\"u\":\"https://host/c?a=1\",\"n\":2}', '{\"u\":\"https://host/c\",\"n\":2}'",
    "'{\"u\":\"https://host/c?a=1\\u0026sig=x\"}', '{\"u\":\"https://host/c\"}'",
    "'{\"u\":\"https:\\/\\/me:pw@host\\/c?a=\\/b\"}', '{\"u\":\"https:\\/\\/host\\/c\"}'",
    "'{\\\"u\\\":\\\"https://host/c?a=1\\\"}', '{\\\"u\\\":\\\"https://host/c\\\"}'",
    "https://host/plain/path stays, https://host/plain/path stays",
    "mail me@home?now stays, mail me@home?now stays"
  })
  void urlLosesUserInfoQueryAndFragment(String text, String expected) {
    assertEquals(expected, REDACTION.apply(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "Passwd",
        "dbPassword2",
        "secretAccessKey",
        "X-Auth-Token",
        "credentials",
        "access_key",
        "accessKey",
        "access-key-id",
        "private_key",
        "privateKey"
      })
  void memberWhoseNameSaysSecretLosesItsValue(String name) {
    assertEquals(
        "{\"a\":\"kept\",\"" + name + "\" : \"[redacted]\",\"b\":1}",
        REDACTION.apply("{\"a\":\"kept\",\"" + name + "\" : \"x\\\"y,z\",\"b\":1}"));
  }

  @Test
  void memberWhoseValueIsCutOffLosesWhatIsThere() {
    assertEquals("{\"password\":\"[redacted]\"", REDACTION.apply("{\"password\":\"hunter2 and mo"));
  }

  @Test
  void memberWithALongValueLosesAllOfIt() {
    String redacted = REDACTION.apply("{\"token\":\"" + "\\\"x".repeat(40_000) + "\"}");
    assertEquals("{\"token\":\"[redacted]\"}", redacted);
  }

  @Test
  void otherTextStaysAsItIs() {
    String text = "{\"client_ip\":\"10.0.0.1\",\"name\":\"se\u00e4n\",\"note\":\"key / value\"}";
    assertEquals(text, REDACTION.apply(text));
  }

  @Test
  void nothingStaysNothing() {
    assertNull(REDACTION.apply((String) null));
    assertEquals("", REDACTION.apply(""));
  }

  @Test
  void credentialThatCannotBeReadLeavesTheGeneralRulesInForce() {
    // Given
    Redaction redaction =
        Redaction.of(Fixtures.target(Fixtures.TENCENT).credential(null).build().account());

    // When
    String text = redaction.apply("{\"password\":\"x\"} https://h/?s");

    // Then
    assertEquals("{\"password\":\"[redacted]\"} https://h/", text);
  }

  @Test
  void credentialWithoutATokenIsTakenOutToo() {
    Redaction redaction =
        Redaction.of(
            Fixtures.target(Fixtures.TENCENT)
                .credential(new Credential("id", "only-secret", null))
                .build()
                .account());
    assertEquals("x [redacted] y", redaction.apply("x only-secret y"));
  }

  @Test
  void secretThatAnErrorCutsInTwoIsTakenOut() {
    for (int kept = 1; kept < Fixtures.SECRET.length(); kept++) {
      // Given
      String message = "m".repeat(1024 - kept);
      String code = "c".repeat(256 - kept);

      // When
      PollError error =
          REDACTION.apply(
              PollErrors.of(
                  "vendor_error", code + Fixtures.SECRET, message + Fixtures.SECRET, 200, false));

      // Then
      assertEquals(message, error.message());
      assertEquals(code, error.code());
    }
  }

  @Test
  void codeAndMessageOfAnErrorAreCleanedAndTheRestIsKept() {
    // Given
    PollError error =
        PollErrors.of("vendor_error", "No " + Fixtures.TOKEN, "bad " + Fixtures.SECRET, 400, true)
            .at(3, 2);

    // When
    PollError clean = REDACTION.apply(error);

    // Then
    assertEquals(
        PollErrors.of("vendor_error", "No [redacted]", "bad [redacted]", 400, 3, 2, true), clean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://",
        "https://a",
        "https://a@",
        "http://a?",
        "https:\\/\\/",
        "\"",
        "\"password",
        "\"password\":",
        "\"password\":\"",
        "\"tokentokentokentoken",
        "\\",
        "\\u0026",
        " ",
        "@",
        "a"
      })
  void hostileTextTakesNoLongerThanItsLengthAsksFor(String part) {
    // Given
    String repeated = part.repeat(HOSTILE_LENGTH / part.length());

    // When
    String redacted =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () ->
                REDACTION.apply(repeated)
                    + REDACTION.apply("http://" + repeated)
                    + REDACTION.apply("http://h?" + repeated)
                    + REDACTION.apply("{\"password\":\"" + repeated));

    // Then
    assertFalse(redacted.contains(Fixtures.SECRET));
    assertTrue(redacted.endsWith("\"[redacted]\"") || part.contains("\""), part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"PasswordExpireTime\":\"2026-03-01 10:00:00\",\"a\":1}",
        "{\"password_changed_at\" : \"1772359200\"}",
        "{\"PasswordExpireTime\":\"\"}"
      })
  void timesOfSecretsAreShownInABody(String body) {
    assertEquals(body, REDACTION.apply(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"PasswordExpireTime\":\"hunter2\",\"a\":1} | {\"PasswordExpireTime\":\"[redacted]\",\"a\":1}",
        "{\"rootPwd\":\"hunter2\"} | {\"rootPwd\":\"[redacted]\"}",
        "{\"a\":\"-----BEGIN PRIVATE KEY-----\\nx\",\"b\":1} | {\"a\":\"[redacted]\",\"b\":1}"
      })
  void secretsThatAreMarkedAreTakenOutOfABody(String body, String clean) {
    assertEquals(clean, REDACTION.apply(body));
    assertEquals(clean, REDACTION.apply(clean));
  }

  @Test
  void plainMembersAreShownInABody() {
    String body = "{\"SecretType\":\"SM2\",\"secret\":\"[redacted]\"}";
    assertEquals(body, REDACTION.leaving(List.of("SecretType")).apply(body));
    assertEquals("{\"SecretType\":\"[redacted]\"}", REDACTION.apply("{\"SecretType\":\"SM2\"}"));
    assertSame(REDACTION, REDACTION.leaving(List.of()));
  }

  @Test
  void beginningOfAKeyThatIsCutIsTakenOut() {
    assertEquals("a [redacted]", REDACTION.applyToBeginning("a -----BEGIN PRIVATE KEY-----\nMII"));
  }
}
