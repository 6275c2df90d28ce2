package caravan.targets;

import caravan.event.Ids;
import java.util.List;

/**
 * The files with targets as they were at one moment: those that there were, and those that could
 * not be read. Content is compared and not times, so that it does not matter how a file is
 * replaced: written over, renamed into place, or behind a symbolic link that was swapped.
 */
public final class Reading {

  private static final int SHOWN_DIGITS = 12;

  private final List<Document> documents;
  private final Problems problems;
  private final String digest;

  Reading(List<Document> documents, Problems problems) {
    this.documents = List.copyOf(documents);
    this.problems = problems;
    StringBuilder seen = new StringBuilder();
    for (Document document : documents) {
      seen.append(document.name()).append('\n').append(Ids.sha256(document.content())).append('\n');
    }
    problems.sorted().forEach(problem -> seen.append(problem).append('\n'));
    this.digest = Ids.sha256(seen.toString()).substring(0, SHOWN_DIGITS);
  }

  List<Document> documents() {
    return documents;
  }

  /** A copy, so that reading the targets twice does not report everything twice. */
  Problems problems() {
    return problems.copy();
  }

  /**
   * Twelve digits that differ when anything about the files does. Replicas that read the same
   * content under the same names show the same digits.
   */
  public String digest() {
    return digest;
  }
}
