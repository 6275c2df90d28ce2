package caravan.doctor.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.cloud.SignedRequest;
import caravan.cloud.VendorSignedText;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SigningComparisonTest {

  private static final String CANONICAL = "POST\n/\n\nhost:example.org\n\nhost\nabc";
  private static final String TO_SIGN = "SCHEME\n2026-01-31\n0123";

  private final Credential credential =
      new Credential("key-id", Fixtures.SECRET, "session-token-of-a-test");
  private final Mask mask = new Mask(Redaction.of(credential));

  private static SignedRequest signed(String canonical) {
    Request request = Request.to(Fixtures.scope(Fixtures.TENCENT), "POST", "/", "", Map.of(), "{}");
    return new SignedRequest(request, canonical, TO_SIGN, List.of("secret"));
  }

  private static VendorError refused(Failure failure, String message) {
    return new VendorError(PollError.of(failure, "SignatureFailure", message, null), message);
  }

  private SigningComparison compared(String canonical, String toSign) {
    return SigningComparison.of(
        refused(Failure.AUTHENTICATION, "no"),
        new VendorSignedText(canonical, toSign, null, null),
        signed(CANONICAL),
        mask);
  }

  private static String written(SigningComparison comparison) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    comparison.write(out);
    out.flush();
    return text.toString();
  }

  @Test
  void equalTextsMeanAWrongSecret() {
    SigningComparison same = compared(CANONICAL + "\n", null);
    assertEquals("canonical request", same.compared());
    assertNull(same.difference());
    assertTrue(same.meaning().contains("secret access key"));
    assertTrue(written(same).contains("the vendor's canonical request is the same"));
  }

  @Test
  void firstDifferenceIsShownInBothTexts() {
    SigningComparison other = compared(CANONICAL.replace("example.org", "example.com"), null);
    assertEquals(4, other.difference().line());
    assertEquals(14, other.difference().column());
    assertTrue(other.meaning().contains("changed the request"));
    String text = written(other);
    assertTrue(text.contains("    vendor   host:example.com"), text);
    assertTrue(text.contains("    caravan  host:example.org"), text);
  }

  @Test
  void textThatEndsEarlyWasCut() {
    SigningComparison cut = compared(CANONICAL.substring(0, 12), null);
    assertTrue(cut.difference().ended());
    assertTrue(cut.meaning().contains("probably cut"));
  }

  /** A vendor that states only the hash of its canonical request. */
  @Test
  void hashAloneAsksForTimeAndNonce() {
    SigningComparison hash = compared(null, TO_SIGN.replace("0123", "4567"));
    assertEquals("string to sign", hash.compared());
    assertTrue(hash.meaning().contains("--at and --nonce"));
  }

  @Test
  void nothingIsComparedWithAVendorThatStatesNothing() {
    SigningComparison clock =
        SigningComparison.of(refused(Failure.CLOCK, "late"), null, signed(CANONICAL), mask);
    assertNull(clock.compared());
    assertTrue(clock.meaning().contains("clock"));
    SigningComparison permission =
        SigningComparison.of(refused(Failure.PERMISSION, "no"), null, signed(CANONICAL), mask);
    assertTrue(permission.meaning().contains("not about the signature"));
    SigningComparison unknown =
        SigningComparison.of(new VendorError(null, "?"), null, signed(CANONICAL), mask);
    assertNull(unknown.error());
    assertTrue(unknown.meaning().contains("names no error code"));
  }

  @Test
  void tokenIsMaskedInWhatIsShown() {
    String theirs = CANONICAL.replace("abc", "x-token:" + credential.securityToken());
    SigningComparison shown = compared(theirs, null);
    assertFalse(written(shown).contains(credential.securityToken()));
  }
}
