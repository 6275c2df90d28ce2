package caravan.normalize;

/**
 * Finds ASCII digits. The methods of {@link Character} and {@link Integer} also take the digits of
 * other scripts, which no vendor documents and no reader expects.
 */
final class Digits {

  private Digits() {}

  /** Whether the text is one or more digits and nothing else. */
  static boolean only(String text) {
    return !text.isEmpty() && end(text, 0) == text.length();
  }

  /** Whether all characters from {@code from} up to, not including, {@code to} are digits. */
  static boolean between(String text, int from, int to) {
    return end(text, from) >= to;
  }

  /** Index of the first character at or after {@code from} that is no digit. */
  static int end(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
