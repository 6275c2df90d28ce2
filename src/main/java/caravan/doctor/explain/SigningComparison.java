package caravan.doctor.explain;

import caravan.cloud.SignedRequest;
import caravan.cloud.VendorSignedText;
import caravan.doctor.command.Remedies;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.redact.Mask;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Optional;

/**
 * A vendor's error compared with the request that was signed.
 *
 * @param error what the vendor states, masked; null if the text names no code
 * @param compared which text was compared; null if the vendor states none
 * @param difference the first difference, masked; null if the texts are equal
 * @param meaning what follows, in whole sentences
 */
record SigningComparison(PollError error, String compared, Difference difference, String meaning) {

  private static final String CANONICAL_REQUEST = "canonical request";
  private static final String STRING_TO_SIGN = "string to sign";

  /**
   * Compares our signature with the vendor's error.
   *
   * @param texts what the vendor would have signed; null if it does not say
   */
  static SigningComparison of(
      VendorError stated, VendorSignedText texts, SignedRequest signing, Mask mask) {
    PollError error = stated.error();
    PollError shown =
        error == null
            ? null
            : PollError.of(
                error.failure(),
                error.code(),
                error.message() == null ? null : mask.text(error.message()),
                null);
    if (texts == null) {
      return new SigningComparison(shown, null, null, usually(error, stated.message()));
    }
    boolean canonical = texts.canonicalRequest() != null && signing.canonicalRequest() != null;
    String ours = canonical ? signing.canonicalRequest() : signing.stringToSign();
    String theirs = canonical ? texts.canonicalRequest() : texts.stringToSign();
    Optional<Difference> difference =
        Difference.first(mask.secretsOnly(ours), mask.secretsOnly(theirs.stripTrailing()));
    return new SigningComparison(
        shown,
        canonical ? CANONICAL_REQUEST : STRING_TO_SIGN,
        difference.map(one -> masked(one, mask)).orElse(null),
        meaning(difference.orElse(null), canonical, signing));
  }

  private static Difference masked(Difference one, Mask mask) {
    return new Difference(
        one.line(), one.column(), mask.text(one.ours()), mask.text(one.theirs()), one.ended());
  }

  private static String meaning(Difference difference, boolean canonical, SignedRequest signing) {
    if (difference == null) {
      return "The vendor signs the same text. So the secret access key is not the one of this"
          + " access key id: copy it anew, without blanks at its ends.";
    }
    if (difference.ended()) {
      return "The vendor's text ends here, and is the same so far. It was probably cut; give the"
          + " whole answer.";
    }
    if (!canonical && signing.canonicalRequest() != null && difference.line() > 1) {
      return "The vendor states the hash of its canonical request only. It can be compared when the"
          + " request is signed with the same time and nonce: give --at and --nonce.";
    }
    return "Something between here and the vendor changed the request, or the vendor reads it"
        + " otherwise; the line says which part.";
  }

  /** What a refusal means if the vendor does not say what it signed. */
  private static String usually(PollError error, String message) {
    String silent = "The vendor does not state what it signed, so there is nothing to compare. ";
    if (error == null) {
      return silent + "The text names no error code; give the whole answer.";
    }
    if (!Reasons.AUTHENTICATION.equals(error.reason())) {
      return silent + "This is not about the signature: " + Remedies.of(error.reason());
    }
    return silent
        + (error.failure() == Failure.CLOCK ? Remedies.CLOCK : Remedies.authentication(message));
  }

  void write(PrintWriter out) {
    out.printf("%nerror%n");
    if (error != null) {
      out.printf("  %s, which is %s%n", error.code(), error.reason());
    }
    if (compared != null && difference == null) {
      out.printf("  the vendor's %s is the same%n", compared);
    }
    if (difference != null) {
      out.printf(
          "  first difference: %s, line %d, column %d%n",
          compared, difference.line(), difference.column());
      out.printf("    vendor   %s%n", difference.around(difference.theirs()));
      out.printf("    caravan  %s%n", difference.around(difference.ours()));
      out.printf("             %s^%n", " ".repeat(difference.mark()));
    }
    out.printf("  %s%n", meaning);
  }

  void write(ObjectNode out) {
    if (error != null) {
      out.put("code", error.code()).put("class", error.reason());
    }
    if (compared != null) {
      out.put("compared", compared.replace(' ', '_')).put("same", difference == null);
    }
    if (difference != null) {
      out.putObject("difference")
          .put("line", difference.line())
          .put("column", difference.column())
          .put("vendor", difference.theirs())
          .put("caravan", difference.ours());
    }
    out.put("meaning", meaning);
  }
}
