package caravan.redact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes private keys in PEM from a text, whatever stands around them. A key that is cut reaches
 * to the border of its text: a double quote, which no key holds, or the end.
 */
final class PrivateKeys {

  /** Searched first, because it is in hardly any text. */
  private static final String MARK = "PRIVATE";

  /** The shortest line that says that a key begins or ends. */
  private static final int MIN_LENGTH = "BEGIN PRIVATE KEY----".length();

  private static final char BORDER = '"';

  /** The kind of key, for example {@code RSA}, and spaces that may be escaped for a URL. */
  private static final String KIND =
      "(?:_[A-Z0-9]{1,16}){0,4}_PRIVATE_KEY(?:_BLOCK)?".replace("_", "(?: |\\+|%20)");

  /** Begins a key if it has the group, otherwise ends one. Dashes at an outer end may be cut. */
  private static final Pattern EDGE =
      Pattern.compile("-{0,5} ?(BEGIN)" + KIND + " ?-{4,5}|-{4,5} ?END" + KIND + "(?: ?-{1,5})?");

  private PrivateKeys() {}

  static boolean isIn(String text) {
    return mayBeIn(text) && EDGE.matcher(text).find();
  }

  private static boolean mayBeIn(String text) {
    return text.length() >= MIN_LENGTH && text.contains(MARK);
  }

  /** The text without private keys; the same instance if it has none. */
  static String removed(String text) {
    if (!mayBeIn(text)) {
      return text;
    }
    Matcher edge = EDGE.matcher(text);
    StringBuilder clean = new StringBuilder();
    int kept = 0;
    for (boolean found = edge.find(); found; ) {
      boolean begins = edge.group(1) != null;
      int start = begins ? edge.start() : afterBorder(text, kept, edge.start());
      int end = edge.end();
      found = edge.find();
      if (begins && found && edge.group(1) == null) {
        end = edge.end();
        found = edge.find();
      } else if (begins) {
        end = border(text, end, found ? edge.start() : text.length());
      }
      clean.append(text, kept, start).append(Redaction.REDACTED);
      kept = end;
    }
    return kept == 0 ? text : clean.append(text, kept, text.length()).toString();
  }

  /** The first border in a part of the text, or the end of the part. */
  private static int border(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) != BORDER) {
      at++;
    }
    return at;
  }

  /** Behind the last border in a part of the text, or the beginning of the part. */
  private static int afterBorder(String text, int from, int to) {
    int at = to;
    while (at > from && text.charAt(at - 1) != BORDER) {
      at--;
    }
    return at;
  }
}
