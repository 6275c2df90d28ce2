package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {

  private static final String CERTIFICATE =
      "-----BEGIN CERTIFICATE-----\nMIIBplain\n-----END CERTIFICATE-----";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK"
      })
  void keyOfAnyKindIsTakenOutAndWhatIsAroundItStays(String kind) {
    String key = "-----BEGIN " + kind + "-----\nMIIsecret\n-----END " + kind + "-----";
    assertEquals("[redacted]", PrivateKeys.removed(key));
    assertEquals(
        CERTIFICATE + "\n[redacted]\n" + CERTIFICATE + "\n[redacted]",
        PrivateKeys.removed(CERTIFICATE + "\n" + key + "\n" + CERTIFICATE + "\n" + key));
    String escaped = key.replace("\n", "\\n");
    assertEquals(
        "{\"a\":\"[redacted]\",\"b\":1}",
        PrivateKeys.removed("{\"a\":\"" + escaped + "\",\"b\":1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-----BEGIN PRIVATE KEY-----\\nMIIsecret | [redacted]",
        "-----BEGIN PRIVATE KEY-----\\nMIIsecret\\n-----END PRIV | [redacted]",
        "-----BEGIN RSA PRIVATE KEY-----MIIsecret-----END RSA PRIVATE KEY | [redacted]",
        "BEGIN RSA PRIVATE KEY-----MIIsecret | [redacted]",
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----secret | [redacted]",
        "-----BEGIN+EC+PRIVATE+KEY-----secret-----END+EC+PRIVATE+KEY-----&x | [redacted]&x",
        "-----BEGIN%20PRIVATE%20KEY-----secret | [redacted]",
        "see -----BEGIN PRIVATE KEY-----secret | see [redacted]",
        "secret\\n-----END PRIVATE KEY----- left | [redacted] left",
        "{\"a\":\"b\",\"c\":\"secret-----END PRIVATE KEY-----\"} | {\"a\":\"b\",\"c\":\"[redacted]\"}",
        "{\"a\":\"-----BEGIN PRIVATE KEY-----secret\",\"b\":1} | {\"a\":\"[redacted]\",\"b\":1}"
      })
  void keyThatIsCutReachesToTheBorderOfItsText(String text, String clean) {
    assertEquals(clean, PrivateKeys.removed(text));
    assertTrue(PrivateKeys.isIn(text));
  }

  @Test
  void keyThatIsCutDoesNotHideWhatFollowsInAnotherMember() {
    String cut = "-----BEGIN PRIVATE KEY-----\\nsecret";
    String whole = cut + "\\n-----END PRIVATE KEY-----";
    assertEquals(
        "[{\"k\":\"[redacted]\",\"a\":1},{\"k\":\"[redacted]\",\"a\":2}]",
        PrivateKeys.removed("[{\"k\":\"" + cut + "\",\"a\":1},{\"k\":\"" + whole + "\",\"a\":2}]"));
    assertEquals("[redacted][redacted]", PrivateKeys.removed(cut + cut));
  }

  @Test
  void keyInLinesOfAListGoesAsAWhole() {
    assertEquals(
        "[\"[redacted]\",2]",
        PrivateKeys.removed(
            "[\"-----BEGIN PRIVATE KEY-----\",\"secret\",\"-----END PRIVATE KEY-----\",2]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PRIVATE",
        "A PRIVATE KEY is not shown here",
        "-----BEGIN PUBLIC KEY-----\nMII\n-----END PUBLIC KEY-----"
      })
  void otherTextIsReturnedItself(String text) {
    assertSame(text, PrivateKeys.removed(text));
    assertFalse(PrivateKeys.isIn(text));
    assertSame(CERTIFICATE, PrivateKeys.removed(CERTIFICATE));
  }

  @Test
  void keyIsNoUrl() {
    assertNull(Urls.read("-----BEGIN+PRIVATE+KEY-----secret"));
  }

  @Test
  void hostileTextIsReadOnce() {
    for (String part :
        new String[] {
          "-----BEGIN A B C D PRIVATE ", "-----BEGIN PRIVATE KEY-----", "PRIVATE-----END", "----- "
        }) {
      String text = part.repeat(100_000) + "PRIVATE";
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> PrivateKeys.removed(text));
    }
  }
}
