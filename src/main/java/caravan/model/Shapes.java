package caravan.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What the records of one scope have in common: the same members in the same order, again and
 * again. The text of a record is cut into its values and the rest, its shape, and each shape is
 * kept once. Cutting needs no understanding: whatever the text, shape and values put together again
 * give it back.
 */
final class Shapes {

  private static final char VALUE = '\u0000';
  private static final int MOST = 32;
  private static final int MOST_VALUES = 100;
  private static final int LONGEST = 2048;

  private final List<String> shapes = new ArrayList<>(1);

  /** Writes a record, or null. */
  void pack(String text, Packer out) {
    Cut cut = text == null ? null : Cut.of(text);
    int shape = cut == null ? -1 : number(cut.shape);
    out.unsigned(shape + 1);
    if (shape < 0) {
      out.text(text);
      return;
    }
    for (int i = 0; i < cut.values; i++) {
      out.text(text, cut.ends[2 * i], cut.ends[2 * i + 1]);
    }
  }

  /** Reads a record, or null. */
  String unpack(Unpacker in) {
    int number = (int) in.unsigned();
    if (number == 0) {
      return in.text();
    }
    String shape = shapes.get(number - 1);
    StringBuilder text = new StringBuilder(2 * shape.length());
    for (int from = 0; ; ) {
      int value = shape.indexOf(VALUE, from);
      if (value < 0) {
        return text.append(shape, from, shape.length()).toString();
      }
      text.append(shape, from, value).append(in.text());
      from = value + 1;
    }
  }

  /** Number of a shape; -1 when it is not worth keeping, or there are too many already. */
  private int number(StringBuilder shape) {
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.get(i).contentEquals(shape)) {
        return i;
      }
    }
    if (shapes.size() == MOST || shape.length() > LONGEST) {
      return -1;
    }
    shapes.add(shape.toString());
    return shapes.size() - 1;
  }

  /** A record in the course of being cut. */
  private static final class Cut {

    private final String text;
    private final StringBuilder shape = new StringBuilder(256);
    private final int[] ends = new int[2 * MOST_VALUES];
    private int values;

    private Cut(String text) {
      this.text = text;
    }

    /** A record that has been cut, or null when it has no part or too many. */
    static Cut of(String text) {
      return text.indexOf(VALUE) >= 0 ? null : new Cut(text).cut();
    }

    private Cut cut() {
      int from = 0;
      while (from < text.length()) {
        int to = partEnd(from);
        if (!isValue(from, to)) {
          shape.append(text, from, to);
        } else if (values == MOST_VALUES) {
          return null;
        } else {
          value(from, to);
        }
        from = to;
      }
      return values == 0 ? null : this;
    }

    /** A string's quotes belong to the shape: what is between them may stand elsewhere, too. */
    private void value(int from, int to) {
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
    private boolean isValue(int from, int to) {
      char first = text.charAt(from);
      if (first != '"') {
        return isNumber(first);
      }
      return to - from > 1
          && text.charAt(to - 1) == '"'
          && !(to < text.length() && text.charAt(to) == ':');
    }

    private int partEnd(int from) {
      char first = text.charAt(from);
      int to = from + 1;
      if (first == '"') {
        return stringEnd(to);
      }
      if (isNumber(first)) {
        while (to < text.length() && isNumber(text.charAt(to))) {
          to++;
        }
      }
      return to;
    }

    private int stringEnd(int from) {
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
}
