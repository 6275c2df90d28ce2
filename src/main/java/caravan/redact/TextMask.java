package caravan.redact;

import caravan.model.Credential;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes texts of a signed request fit to be shown and sent on: no secret, no session token, of the
 * access key id only so much that it can be recognized, and of the signature too little to send the
 * request with it.
 */
public final class TextMask {

  private static final int SHOWN_OF_SIGNATURE = 8;

  /** Tokens that are not the account's own, too: somebody may compare with the wrong account. */
  private static final Pattern TOKEN =
      Pattern.compile("(?i)(security-?token|tc-token)(?:(=|: ?)[^\\s&]+|(%3D)(?:(?!%26)\\S)+)");

  private static final Pattern SIGNATURE =
      Pattern.compile("(Signature=)([A-Za-z0-9+/%]{" + SHOWN_OF_SIGNATURE + "})[A-Za-z0-9+/=%]+");

  private final Redaction redaction;
  private final String keyId;

  /** For what was signed with some credentials. */
  public TextMask(Credential credential) {
    this.redaction = Redaction.keepingShape(List.of(credential));
    this.keyId = credential.accessKeyId();
  }

  /** The text as it may be shown. */
  public String text(String text) {
    String clean = redaction.apply(text).replace(keyId, Credential.shown(keyId));
    clean = TOKEN.matcher(clean).replaceAll("$1$2$3[redacted]");
    return SIGNATURE.matcher(clean).replaceAll("$1$2…");
  }

  /** The text without secrets, everything else as it is: what texts of both sides compare by. */
  public String secretsOnly(String text) {
    return redaction.apply(text);
  }
}
