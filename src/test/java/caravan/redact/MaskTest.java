package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.model.Account;
import caravan.model.Credential;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskTest {

  private static final Credential NOW =
      new Credential("AKID-EXAMPLE-now", "secret-EXAMPLE-now", null);
  private static final Credential USED =
      new Credential("AKID-EXAMPLE-old", "secret-EXAMPLE-old", "token/EXAMPLE+old");
  private static final Mask MASK =
      new Mask(Redaction.of(new Account("a", "ctyun", "1", null, () -> NOW), USED));

  /** Each scheme's header keeps its shape, so that one sees what was signed and with which key. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TC3-HMAC-SHA256 Credential=AKID-EXAMPLE-now/2026-03-01/mongodb/tc3_request,"
            + " SignedHeaders=content-type;host, Signature=0123456789abcdef|TC3-HMAC-SHA256"
            + " Credential=AKID****-now/2026-03-01/mongodb/tc3_request,"
            + " SignedHeaders=content-type;host, Signature=01234567…",
        "ACS3-HMAC-SHA256 Credential=AKID-EXAMPLE-now,SignedHeaders=host,Signature=0123456789abcdef"
            + "|ACS3-HMAC-SHA256 Credential=AKID****-now,SignedHeaders=host,Signature=01234567…",
        "SDK-HMAC-SHA256 Access=AKID-EXAMPLE-old, SignedHeaders=host;x-sdk-date,"
            + " Signature=0123456789abcdef|SDK-HMAC-SHA256 Access=AKID****-old,"
            + " SignedHeaders=host;x-sdk-date, Signature=01234567…",
        "AKID-EXAMPLE-now Headers=ctyun-eop-request-id;eop-date Signature=ab+/cdefghijk="
            + "|AKID****-now Headers=ctyun-eop-request-id;eop-date Signature=ab+/cdef…",
        "Bearer abc|[redacted]",
        "Basic dXNlcjpwYXNz|[redacted]"
      })
  void authorizationKeepsItsShape(String header, String shown) {
    assertEquals(shown, MASK.headers(Map.of("Authorization", header)).get("Authorization"));
    assertEquals(shown, MASK.headers(Map.of("Eop-Authorization", header)).get("Eop-Authorization"));
  }

  @Test
  void timesOfSecretsAreShown() {
    Map<String, String> headers =
        Map.of("X-Token-Expires-At", "2026-03-01T10:00:00Z", "X-Token-Expires", "hunter2");
    Map<String, String> shown = MASK.headers(headers);
    assertEquals("2026-03-01T10:00:00Z", shown.get("X-Token-Expires-At"));
    assertEquals("[redacted]", shown.get("X-Token-Expires"));
    assertEquals(
        "https://h?TokenTime=1772359200&Token=[redacted]",
        MASK.url("https://h", "TokenTime=1772359200&Token=1772359200"));
  }

  @Test
  void headersWhoseNamesSpeakOfSecretsShowNothing() {
    Map<String, String> shown =
        MASK.headers(
            Map.of("X-TC-Token", "t", "x-acs-security-token", "t", "Set-Cookie", "t", "Date", "t"));
    assertEquals("[redacted]", shown.get("x-tc-token"));
    assertEquals("[redacted]", shown.get("X-Acs-Security-Token"));
    assertEquals("[redacted]", shown.get("set-cookie"));
    assertEquals("t", shown.get("Date"));
  }

  /** The old scheme signs in the query; what is asked for there stays visible. */
  @Test
  void queryOfOursShowsWhatIsAskedFor() {
    assertEquals(
        "https://x.example/a?AccessKeyId=AKID****-old&Limit=10&SecurityToken=[redacted]&Signature=01234567…",
        MASK.url(
            "https://x.example/a",
            "AccessKeyId=AKID-EXAMPLE-old&Limit=10&SecurityToken=token%2FEXAMPLE%2Bold&Signature=0123456789abcdef%3D"));
  }

  /** Credentials may be rotated while the answer is under way. */
  @Test
  void secretsOfBothCredentialsAreTakenOut() {
    String clean = MASK.body("secret-EXAMPLE-now secret-EXAMPLE-old token%2FEXAMPLE%2Bold");
    assertFalse(clean.contains("EXAMPLE"), clean);
  }

  /** What hides nothing stays as it is, byte for byte: events are made of it. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"name\":\"al\\u0069ce\", \"n\": 1.50}",
        "{\"a\":\"\\uD83D\\uDE00\",\"b\":[ ]}",
        "<html>\\u",
        "{\"a\":\"\\u12"
      })
  void restStaysAsItIs(String body) {
    assertEquals(body, MASK.body(body));
  }
}
