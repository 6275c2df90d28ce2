package caravan.state;

/**
 * Texts that were written or read before in the same packed value, to say "the same again" of. Both
 * sides add the same texts in the same order.
 */
final class BackReferences {

  /** Shorter ones take no more room than a reference to them. */
  private static final int SHORTEST = 3;

  /** Looking through more than these would cost more than it saves. */
  private static final int MAX_REFERENCES = 32;

  private final String[] sources = new String[MAX_REFERENCES];
  private final int[] starts = new int[MAX_REFERENCES];
  private final int[] lengths = new int[MAX_REFERENCES];
  private int count;

  void add(String source, int from, int to) {
    if (count < MAX_REFERENCES && to - from >= SHORTEST) {
      sources[count] = source;
      starts[count] = from;
      lengths[count] = to - from;
      count++;
    }
  }

  /** Forgets all of them. */
  void clear() {
    count = 0;
  }

  /** Number of the text, or -1. */
  int find(String source, int from, int to) {
    int length = to - from;
    for (int i = 0; i < count; i++) {
      if (lengths[i] == length && sources[i].regionMatches(starts[i], source, from, length)) {
        return i;
      }
    }
    return -1;
  }

  /** The text of a number. */
  String get(int number) {
    return sources[number].substring(starts[number], starts[number] + lengths[number]);
  }
}
