package caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Java installations that are compared: the one that runs this, and a JDK 25 if there is one.
 */
final class Javas {

  /**
   * One of them.
   *
   * @param name as it stands in tables
   * @param home its folder
   */
  record Installation(String name, Path home) {

    Path tool(String tool) {
      return home.resolve("bin").resolve(tool);
    }
  }

  private static final Path USUAL = Path.of("/usr/lib/jvm");

  private Javas() {}

  static List<Installation> present() throws IOException {
    List<Installation> present = new ArrayList<>();
    int feature = Runtime.version().feature();
    present.add(new Installation("Java " + feature, Path.of(System.getProperty("java.home"))));
    Path second = feature == 25 ? null : twentyFive();
    if (second != null) {
      present.add(new Installation("Java 25", second));
    }
    return present;
  }

  private static Path twentyFive() throws IOException {
    String named = System.getenv("JAVA25_HOME");
    if (named != null) {
      return Path.of(named);
    }
    if (!Files.isDirectory(USUAL)) {
      return null;
    }
    try (Stream<Path> all = Files.list(USUAL)) {
      return all.filter(home -> home.getFileName().toString().contains("25"))
          .filter(home -> Files.isExecutable(home.resolve("bin").resolve("java")))
          .sorted()
          .findFirst()
          .orElse(null);
    }
  }
}
