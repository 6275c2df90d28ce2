package caravan.targets;

import caravan.event.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files that {@code caravan.targets} names, as they were at one moment: those that existed, and
 * those that could not be read. Content is compared and not times, so that it does not matter how a
 * file is replaced: written over, renamed into place, or behind a symbolic link that was swapped.
 */
public final class Reading {

  private static final String SETTING = "caravan.targets";
  private static final String REMEDY =
      "Write a file or folder, for example file:targets.yaml; separate several by commas.";
  private static final String NO_RIGHT = "Give this process the right to read it.";
  private static final int SHOWN_DIGITS = 12;

  /** One file; relative paths in it start from the folder. */
  record Document(String name, Path folder, byte[] content) {}

  private final Problems problems = new Problems();
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<Document> documents = new ArrayList<>();

  /** Documents read elsewhere. */
  Reading(List<Document> documents) {
    documents.forEach(document -> problems.file(document.name()));
    this.documents.addAll(documents);
  }

  /** Reads what the value of {@code caravan.targets} names, without checking what it says. */
  public Reading(String locations) {
    for (String location : locations.split(",")) {
      if (!location.isBlank()) {
        find(location.strip());
      }
    }
    if (locations.replace(",", "").isBlank()) {
      problems.file(SETTING);
      problem(SETTING, "the setting is empty", REMEDY);
    }
    files.forEach(this::read);
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
    StringBuilder seen = new StringBuilder();
    for (Document document : documents) {
      seen.append(document.name()).append('\n').append(Ids.sha256(document.content())).append('\n');
    }
    problems.sorted().forEach(problem -> seen.append(problem).append('\n'));
    return Ids.sha256(seen.toString()).substring(0, SHOWN_DIGITS);
  }

  private void problem(String name, String message, String remedy) {
    problems.add(Place.of(name), message, remedy);
  }

  private void find(String location) {
    String name = location.startsWith("file:") ? location.substring(5) : location;
    name = name.startsWith("//") ? name.replaceFirst("^/+", "/") : name;
    problems.file(name);
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException invalid) {
      problem(name, "this is not a path", REMEDY);
      return;
    }
    if (Files.isDirectory(path)) {
      folder(name, path);
    } else if (!name.startsWith("/") && name.matches("[a-z]{2,}:.*")) {
      problem(name, "only files can be read", REMEDY);
    } else if (!Files.exists(path)) {
      problem(name, "the file does not exist", "Create it, or correct " + SETTING + ".");
    } else {
      put(name, path);
    }
  }

  private void folder(String name, Path path) {
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> found = entries.filter(Reading::holdsTargets).sorted().toList();
      if (found.isEmpty()) {
        String remedy = "Put one there, or correct " + SETTING + ".";
        problem(name, "the folder holds no .yaml or .yml file", remedy);
      }
      for (Path file : found) {
        problems.file(file.toString());
        put(file.toString(), file);
      }
    } catch (IOException unreadable) {
      problem(name, "the folder cannot be read", NO_RIGHT);
    }
  }

  /** Names with a leading dot are the working copies of editors and of mounted folders. */
  private static boolean holdsTargets(Path path) {
    return path.getFileName().toString().matches("(?s)[^.].*\\.ya?ml") && Files.isRegularFile(path);
  }

  /** A file that two locations name is read once. */
  private void put(String name, Path path) {
    if (files.values().stream().noneMatch(known -> same(known, path))) {
      files.put(name, path);
    }
  }

  private static boolean same(Path known, Path path) {
    try {
      return Files.isSameFile(known, path);
    } catch (IOException vanished) {
      return false;
    }
  }

  private void read(String name, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      // One byte more than allowed is enough to know that there are too many.
      byte[] content = in.readNBytes(Parser.MAX_BYTES + 1);
      documents.add(new Document(name, path.toAbsolutePath().getParent(), content));
    } catch (IOException unreadable) {
      problem(name, "the file cannot be read", NO_RIGHT);
    }
  }
}
