package caravan.state;

import java.util.ArrayList;
import java.util.List;

/**
 * Texts already written to or read from one packed value, so that a repeated text takes a number.
 * Writer and reader add the same texts in the same order.
 */
final class BackReferences {

  /** A shorter text takes no more room than its number. */
  private static final int MIN_LENGTH = 3;

  /** Searching more texts would cost more than it saves. */
  private static final int MAX_REFERENCES = 32;

  private final List<String> texts = new ArrayList<>();

  void add(String text) {
    if (texts.size() < MAX_REFERENCES && text.length() >= MIN_LENGTH) {
      texts.add(text);
    }
  }

  void clear() {
    texts.clear();
  }

  /** Number of the text, or -1. */
  int find(String text) {
    return texts.indexOf(text);
  }

  String get(int number) {
    return texts.get(number);
  }
}
