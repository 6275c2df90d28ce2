package caravan.targets;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a person probably meant to write. */
public final class DidYouMean {

  private DidYouMean() {}

  /** A sentence that proposes the nearest name, or else lists all there are under a heading. */
  public static String remedy(String text, Collection<String> names, String heading) {
    return find(text, names)
        .map(name -> "Did you mean \"" + name + "\"?")
        .orElseGet(() -> heading + ": " + list(names) + ".");
  }

  /** The name nearest to a text, if any is near: a third of its letters may differ. */
  static Optional<String> find(String text, Collection<String> names) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return names.stream()
        .filter(name -> distance(wanted, name.toLowerCase(Locale.ROOT)) <= allowed(name))
        .min(
            Comparator.comparingInt(
                    (String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int allowed(String name) {
    return Math.max(1, name.length() / 3);
  }

  private static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  /** Number of letters to insert, delete, replace or swap to turn one text into the other. */
  private static int distance(String from, String to) {
    int[] beforeLast = new int[to.length() + 1];
    int[] last = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      last[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int changed = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(last[column - 1] + changed, Math.min(last[column], current[column - 1]) + 1);
        if (swapped(from, row, to, column)) {
          current[column] = Math.min(current[column], beforeLast[column - 2] + 1);
        }
      }
      beforeLast = last;
      last = current;
    }
    return last[to.length()];
  }

  private static boolean swapped(String from, int row, String to, int column) {
    return row > 1
        && column > 1
        && from.charAt(row - 1) == to.charAt(column - 2)
        && from.charAt(row - 2) == to.charAt(column - 1);
  }
}
