package caravan.state;

import java.util.ArrayList;
import java.util.List;

/**
 * What the records of one scope have in common: the same members in the same order, again and
 * again. The text of a record is cut into its values and the rest, its shape, and each shape is
 * kept once. Cutting needs no understanding: whatever the text, shape and values put together again
 * give it back.
 */
final class RecordTemplates {

  private static final int MAX_TEMPLATES = 32;
  private static final int MAX_LENGTH = 2048;

  private final List<String> shapes = new ArrayList<>(1);

  /** Writes a record, or null. */
  void pack(String text, CompactWriter out) {
    TemplateMatcher cut = out.cut();
    int shape = text != null && cut.take(text) ? number(cut.shape()) : -1;
    out.unsigned(shape + 1);
    if (shape < 0) {
      out.text(text);
      return;
    }
    for (int i = 0; i < cut.values(); i++) {
      out.text(text, cut.start(i), cut.end(i));
    }
  }

  /** Reads a record, or null. */
  String unpack(CompactReader in) {
    int number = (int) in.unsigned();
    if (number == 0) {
      return in.text();
    }
    String shape = shapes.get(number - 1);
    StringBuilder text = new StringBuilder(2 * shape.length());
    for (int from = 0; ; ) {
      int value = shape.indexOf(TemplateMatcher.VALUE, from);
      if (value < 0) {
        return text.append(shape, from, shape.length()).toString();
      }
      text.append(shape, from, value).append(in.text());
      from = value + 1;
    }
  }

  /** Number of a shape; -1 when it is not worth keeping, or there are too many already. */
  private int number(CharSequence shape) {
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.get(i).contentEquals(shape)) {
        return i;
      }
    }
    if (shapes.size() == MAX_TEMPLATES || shape.length() > MAX_LENGTH) {
      return -1;
    }
    shapes.add(shape.toString());
    return shapes.size() - 1;
  }
}
