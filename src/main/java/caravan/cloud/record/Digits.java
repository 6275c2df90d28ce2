package caravan.cloud.record;

/** ASCII digits only: {@link Character} and {@link Integer} also accept those of other scripts. */
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

  /** Index of the first character at or after {@code from} that is not a digit. */
  static int end(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
