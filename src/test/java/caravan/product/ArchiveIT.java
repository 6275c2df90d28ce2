package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that comes with the product makes an archive that the product starts with. */
@Tag("thorough")
class ArchiveIT {

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  @Test
  void classesComeOutOfTheArchive() throws Exception {
    // Given
    copy(Path.of(System.getProperty("caravan.product")).getParent());
    assertEquals(
        0,
        run(
            "making.log",
            List.of("sh", folder.resolve("aot-cache").toString(), folder.toString())));

    // When
    Path loaded = folder.resolve("loaded.txt");
    int code =
        run(
            "version.log",
            List.of(
                JAVA_HOME.resolve("bin").resolve("java").toString(),
                "-Xlog:class+load:file=" + loaded,
                "@" + folder.resolve("fast.options"),
                "--version"));

    // Then
    assertEquals(0, code);
    assertTrue(Files.readString(folder.resolve("version.log")).contains("caravan"));
    assertFromArchive(loaded, "caravan.Main");
  }

  private static void assertFromArchive(Path loaded, String name) throws IOException {
    try (Stream<String> lines = Files.lines(loaded)) {
      assertTrue(
          lines.anyMatch(line -> line.contains(" " + name + " source: shared objects file")), name);
    }
  }

  private int run(String log, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
    builder.environment().put("TRAINING_SECONDS", "8");
    builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), log);
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private void copy(Path product) throws IOException {
    try (Stream<Path> files = Files.walk(product)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = folder.resolve(product.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
