package caravan.state;

/**
 * The text of a record, cut into its values and the rest, its shape, in which each value is a place
 * holder. One can take text after text.
 */
final class TemplateMatcher {

  /** Stands for a value in a shape. */
  static final char VALUE = '\u0000';

  private static final int MAX_VALUES = 100;

  private final StringBuilder shape = new StringBuilder(256);
  private final int[] ends = new int[2 * MAX_VALUES];
  private int values;

  /** Cuts a text; false when it has no value or too many. */
  boolean take(String text) {
    shape.setLength(0);
    values = 0;
    if (text.indexOf(VALUE) >= 0) {
      return false;
    }
    int from = 0;
    while (from < text.length()) {
      int to = partEnd(text, from);
      if (!isValue(text, from, to)) {
        shape.append(text, from, to);
      } else if (values == MAX_VALUES) {
        return false;
      } else {
        value(text, from, to);
      }
      from = to;
    }
    return values > 0;
  }

  /** The shape of the text; it lasts until the next text is taken. */
  CharSequence shape() {
    return shape;
  }

  /** Values that were cut out. */
  int values() {
    return values;
  }

  /** Where a value starts in the text. */
  int start(int value) {
    return ends[2 * value];
  }

  /** Where a value ends in the text. */
  int end(int value) {
    return ends[2 * value + 1];
  }

  /** A string's quotes belong to the shape: what is between them may stand elsewhere, too. */
  private void value(String text, int from, int to) {
    boolean quoted = text.charAt(from) == '"';
    ends[2 * values] = quoted ? from + 1 : from;
    ends[2 * values + 1] = quoted ? to - 1 : to;
    values++;
    if (quoted) {
      shape.append('"').append(VALUE).append('"');
    } else {
      shape.append(VALUE);
    }
  }

  /** A string in quotes, unless a colon behind it makes it a name; or a number. */
  private static boolean isValue(String text, int from, int to) {
    char first = text.charAt(from);
    if (first != '"') {
      return isNumber(first);
    }
    return to - from > 1
        && text.charAt(to - 1) == '"'
        && !(to < text.length() && text.charAt(to) == ':');
  }

  private static int partEnd(String text, int from) {
    char first = text.charAt(from);
    int to = from + 1;
    if (first == '"') {
      return stringEnd(text, to);
    }
    if (isNumber(first)) {
      while (to < text.length() && isNumber(text.charAt(to))) {
        to++;
      }
    }
    return to;
  }

  private static int stringEnd(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c == '\\') {
        i++;
      }
    }
    return text.length();
  }

  private static boolean isNumber(char c) {
    return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.';
  }
}
