package caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the routes without the rates that the vendors document. */
final class RoutesWithoutLimits {

  private RoutesWithoutLimits() {}

  /**
   * Writes the copy.
   *
   * @param folder where to
   * @return value of {@code caravan.routes}
   */
  static String in(Path folder) throws IOException {
    Path from = Path.of("routes");
    Files.createDirectories(folder.resolve("shared"));
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String text = Files.readString(one);
        Files.writeString(
            folder.resolve(from.relativize(one).toString()),
            text.replaceAll("requestsPerSecond: \\d+", "requestsPerSecond: 1000000"));
      }
    }
    return "file:" + folder + "/*.yaml,file:" + folder + "/shared/*.yaml";
  }
}
