package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Credential;
import caravan.model.Paths;
import org.junit.jupiter.api.Test;

/** What a mask leaves of the texts of signing. */
class SigningTextMaskTest {

  private static final String ID = "LTAIEXAMPLE0000000000001";
  private static final String SECRET = "EXAMPLEsecret/with+signs=";
  private static final String TOKEN = "EXAMPLEtoken/with+signs=";
  private static final Credential CREDENTIAL = new Credential(ID, SECRET, TOKEN);
  private static final Mask MASK = new Mask(Redaction.of(CREDENTIAL));

  @Test
  void secretsAreNotShownInAnyForm() {
    String text =
        String.join(
            " ",
            SECRET,
            Paths.percentEncode(SECRET),
            "x-acs-security-token:" + TOKEN,
            "SecurityToken%3D" + Paths.percentEncode(Paths.percentEncode(TOKEN)));
    String shown = MASK.text(text);
    assertFalse(shown.contains("EXAMPLEsecret"), shown);
    assertFalse(shown.contains("EXAMPLEtoken"), shown);
  }

  /** Somebody may hand in the text of another account. */
  @Test
  void tokensOfOthersAreNotShown() {
    for (String line :
        new String[] {
          "x-acs-security-token:others-token",
          "X-Security-Token: others-token",
          "X-TC-Token: others-token",
          "a=b&SecurityToken=others-token&c=d",
          "SecurityToken%3Dx%252Fothers%26c%3Dd",
          "a%3Db%26SecurityToken%3Dothers-token%26c%3Dd"
        }) {
      assertFalse(MASK.text(line).contains("others"), MASK.text(line));
    }
  }

  @Test
  void keyIdAndSignatureAreRecognizableOnly() {
    assertEquals(
        "Credential=LTAI****0001,Signature=01234567…",
        MASK.text("Credential=" + ID + ",Signature=0123456789abcdef0123456789abcdef"));
    assertEquals("****", Credential.shown("short"));
  }

  @Test
  void everythingElseStays() {
    String text = "POST\n/\nRegionId=cn-shanghai\nhost;x-acs-security-token\n";
    assertEquals(text, MASK.text(text));
    assertTrue(MASK.secretsOnly("id " + ID).contains(ID));
  }
}
