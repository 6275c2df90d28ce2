package caravan.targets;

import caravan.redact.OneLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Collects the problems of all files, one per place, and keeps secrets out of them. */
final class Problems {

  /** Shorter texts occur in ordinary words: masking them would garble messages. */
  private static final int MIN_SECRET = 6;

  private final List<String> files = new ArrayList<>();
  private final List<Problem> found = new ArrayList<>();
  private final Set<Place> faulty = new HashSet<>();
  // Longest first, so that masking a secret inside another does not reveal the other's rest.
  private final Set<String> secrets =
      new TreeSet<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(Function.identity()));

  /** The same problems, to which others may be added. */
  Problems copy() {
    Problems copy = new Problems();
    copy.files.addAll(files);
    copy.found.addAll(found);
    copy.faulty.addAll(faulty);
    copy.secrets.addAll(secrets);
    return copy;
  }

  /** Names the next file; problems are reported in the order in which files were named. */
  void file(String name) {
    files.add(name);
  }

  /** Adds a problem, unless its place already has one: the first is the cause of the others. */
  void add(Place place, String message, String remedy) {
    if (faulty.add(place)) {
      found.add(
          new Problem(place.file(), place.line(), place.column(), place.key(), message, remedy));
    }
  }

  /** Marks a place whose mistakes follow from the problem of another. */
  void cover(Place place) {
    faulty.add(place);
  }

  boolean at(Place place) {
    return faulty.contains(place);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Masks a secret in all problems. */
  void hide(String secret) {
    if (secret.length() >= MIN_SECRET) {
      secrets.add(secret);
    }
  }

  List<Problem> sorted() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((Problem problem) -> files.indexOf(problem.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .map(this::masked)
        .toList();
  }

  private Problem masked(Problem problem) {
    return new Problem(
        problem.file(),
        problem.line(),
        problem.column(),
        mask(problem.key()),
        mask(problem.message()),
        mask(problem.remedy()));
  }

  private String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "***");
    }
    return OneLine.withQuotes(masked);
  }
}
