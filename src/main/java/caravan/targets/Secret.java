package caravan.targets;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A secret as the operator composed it. Two secrets are equal when they come from the same texts
 * and files, so that a reloaded account equals the one before.
 *
 * @param parts its parts, in order
 */
record Secret(List<Part> parts) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Part of a secret. */
  sealed interface Part permits Fixed, SecretFile {

    /** Current text. */
    String read() throws UnreadableSecret;
  }

  /**
   * A part that does not change.
   *
   * @param text literal text, or the value of a variable
   */
  record Fixed(String text) implements Part {

    @Override
    public String read() {
      return text;
    }

    @Override
    public String toString() {
      return "Fixed[***]";
    }
  }

  /**
   * Current text of the secret, which may be empty.
   *
   * @throws UnreadableSecret when a file is unreadable, or when the text cannot be a key: a line
   *     break in a header would only fail later, and further from its cause
   */
  String read() throws UnreadableSecret {
    String secret = text();
    if (CONTROL.matcher(secret).find()) {
      throw new UnreadableSecret(
          "the value holds a line break or control character",
          "Remove it where the value comes from.");
    }
    if (!secret.equals(secret.strip())) {
      throw new UnreadableSecret(
          "the value starts or ends with a space", "Remove it where the value comes from.");
    }
    return secret;
  }

  private String text() throws UnreadableSecret {
    if (parts.size() == 1) {
      // The very same text each time, unless it is a file's: signers know it without a look inside.
      return parts.get(0).read();
    }
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.read());
    }
    return text.toString();
  }
}
