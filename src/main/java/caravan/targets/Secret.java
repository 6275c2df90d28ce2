package caravan.targets;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A secret as the operator composed it. Two secrets are equal when they come from the same texts
 * and files, so that a reloaded account equals the one before.
 */
record Secret(List<Part> parts) {

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Part of a secret. */
  sealed interface Part permits Fixed, SecretFile {

    /** Current text. */
    String read() throws Unreadable;
  }

  /** A part that does not change: literal text, or the value of a variable. */
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

  /** A secret cannot be used; the message says why and never what it is. */
  static final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    Unreadable(String message, String remedy) {
      super(message, null, false, false);
      this.remedy = remedy;
    }

    /** What to do about it, a whole sentence. */
    String remedy() {
      return remedy;
    }
  }

  /**
   * Current text of the secret, which may be empty.
   *
   * @throws Unreadable when a file is unreadable, or when the text cannot be a key: a line break in
   *     a header would only fail later, and further from its cause
   */
  String read() throws Unreadable {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.read());
    }
    String secret = text.toString();
    String remedy = "Remove it where the value comes from.";
    if (CONTROL.matcher(secret).find()) {
      throw new Unreadable("the value holds a line break or control character", remedy);
    }
    if (!secret.equals(secret.strip())) {
      throw new Unreadable("the value starts or ends with a space", remedy);
    }
    return secret;
  }
}
