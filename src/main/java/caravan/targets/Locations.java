package caravan.targets;

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

/** Finds and reads the files that the setting {@code caravan.targets} names. */
final class Locations {

  private static final String SETTING = "caravan.targets";
  private static final String REMEDY =
      "Write a file or folder, for example file:targets.yaml; separate several by commas.";

  private final Problems problems;

  Locations(Problems problems) {
    this.problems = problems;
  }

  /** Files by the name that problems use, in the order of the setting; folders are sorted. */
  Map<String, Path> files(String locations) {
    Map<String, Path> files = new LinkedHashMap<>();
    for (String location : locations.split(",")) {
      if (!location.isBlank()) {
        find(location.strip(), files);
      }
    }
    if (locations.replace(",", "").isBlank()) {
      problems.file(SETTING);
      problems.add(Place.of(SETTING), "the setting is empty", REMEDY);
    }
    return files;
  }

  /** Reads files; those that cannot be read leave a problem. */
  List<Document> documents(Map<String, Path> files) {
    List<Document> documents = new ArrayList<>();
    files.forEach((name, path) -> read(name, path, documents));
    return documents;
  }

  private void find(String location, Map<String, Path> files) {
    String name = location.startsWith("file:") ? location.substring(5) : location;
    name = name.startsWith("//") ? name.replaceFirst("^/+", "/") : name;
    problems.file(name);
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException invalid) {
      problems.add(Place.of(name), "this is not a path", REMEDY);
      return;
    }
    if (Files.isDirectory(path)) {
      folder(name, path, files);
    } else if (!name.startsWith("/") && name.matches("[a-z]{2,}:.*")) {
      problems.add(Place.of(name), "only files can be read", REMEDY);
    } else if (!Files.exists(path)) {
      problems.add(
          Place.of(name), "the file does not exist", "Create it, or correct " + SETTING + ".");
    } else {
      put(name, path, files);
    }
  }

  private void folder(String name, Path path, Map<String, Path> files) {
    List<Path> found;
    try (Stream<Path> entries = Files.list(path)) {
      found = entries.filter(Locations::holdsTargets).sorted().toList();
    } catch (IOException unreadable) {
      problems.add(
          Place.of(name), "the folder cannot be read", "Give this process the right to read it.");
      return;
    }
    if (found.isEmpty()) {
      problems.add(
          Place.of(name),
          "the folder holds no .yaml or .yml file",
          "Put one there, or correct " + SETTING + ".");
    }
    for (Path file : found) {
      problems.file(file.toString());
      put(file.toString(), file, files);
    }
  }

  /** Names with a leading dot are the working copies of editors and of mounted folders. */
  private static boolean holdsTargets(Path path) {
    String name = path.getFileName().toString();
    return !name.startsWith(".")
        && (name.endsWith(".yaml") || name.endsWith(".yml"))
        && Files.isRegularFile(path);
  }

  /** A file that two locations name is read once. */
  private static void put(String name, Path path, Map<String, Path> files) {
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

  private void read(String name, Path path, List<Document> documents) {
    try (InputStream in = Files.newInputStream(path)) {
      // One byte more than allowed is enough to know that there are too many.
      byte[] content = in.readNBytes(Parser.MAX_BYTES + 1);
      Path parent = path.toAbsolutePath().getParent();
      documents.add(new Document(name, parent, content));
    } catch (IOException unreadable) {
      problems.add(
          Place.of(name), "the file cannot be read", "Give this process the right to read it.");
    }
  }
}
