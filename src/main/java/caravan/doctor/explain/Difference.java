package caravan.doctor.explain;

import java.util.Optional;

/**
 * The first place where two texts differ.
 *
 * @param line line, from one
 * @param column character in the line, from one
 * @param ours our line
 * @param theirs the vendor's line; empty behind its last
 * @param ended whether the vendor's text ends here, and everything before is the same
 */
record Difference(int line, int column, String ours, String theirs, boolean ended) {

  private static final int SHOWN_BEFORE = 40;
  private static final int SHOWN_BEHIND = 80;

  /** Where our text and the vendor's differ first; empty when they are the same. */
  static Optional<Difference> first(String ours, String theirs) {
    if (ours.equals(theirs)) {
      return Optional.empty();
    }
    int at = 0;
    while (at < ours.length() && at < theirs.length() && ours.charAt(at) == theirs.charAt(at)) {
      at++;
    }
    int start = ours.lastIndexOf('\n', at - 1) + 1;
    int line = (int) ours.substring(0, start).chars().filter(one -> one == '\n').count() + 1;
    return Optional.of(
        new Difference(
            line,
            at - start + 1,
            lineAt(ours, start),
            lineAt(theirs, start),
            at == theirs.length()));
  }

  private static String lineAt(String text, int start) {
    if (start > text.length()) {
      return "";
    }
    int end = text.indexOf('\n', start);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  /** Part of a line around the place, short enough to be read. */
  String around(String text) {
    int from = Math.max(0, column - 1 - SHOWN_BEFORE);
    int to = Math.min(text.length(), column - 1 + SHOWN_BEHIND);
    return (from > 0 ? "…" : "")
        + (from < to ? text.substring(from, to) : "")
        + (to < text.length() ? "…" : "");
  }

  /** Where the place is in {@link #around}, from zero. */
  int mark() {
    int from = Math.max(0, column - 1 - SHOWN_BEFORE);
    return column - 1 - from + (from > 0 ? 1 : 0);
  }
}
