package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.demo.Checks.Obstacle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

  @Test
  void missingProductIsNamedWithTheCommandThatBuildsIt(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("quarkus-run.jar");

    String message = obstacle(() -> Checks.artifact(jar));

    assertTrue(message.startsWith("The packaged product is missing: there is no file " + jar));
    assertTrue(message.contains("`mvn package -DskipTests`"));
    Files.createFile(jar);
    assertDoesNotThrow(() -> Checks.artifact(jar));
  }

  @Test
  void takenPortIsNamedWithItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String message = obstacle(() -> Checks.port("--kafka-port", taken.getLocalPort()));

      assertTrue(message.startsWith("Port " + taken.getLocalPort() + " cannot be used ("));
      assertTrue(message.contains("name another port with --kafka-port"));
    }
    assertDoesNotThrow(() -> Checks.port("--kafka-port", 0));
  }

  @Test
  void fullDiskIsNamedWithItsFolder() {
    assertEquals(
        "The demo wants 1 GiB of free disk space, and /var/x has 12.3 MB. Make room there, or name"
            + " another folder with -Djava.io.tmpdir=FOLDER.",
        obstacle(() -> Checks.disk(Path.of("/var/x"), 12_300_000)));
    assertDoesNotThrow(() -> Checks.disk(Path.of("/var/x"), 1L << 30));
  }

  @Test
  void littleMemoryIsToldWhereItIsKnown() {
    assertEquals(
        "The demo wants 1 GiB of available memory, and this machine has 524.3 MB. Close other"
            + " programs, or give the machine or container more memory.",
        obstacle(() -> Checks.memory("MemTotal:  2048000 kB\nMemAvailable:     512000 kB\n")));
    assertDoesNotThrow(() -> Checks.memory("MemAvailable:    1048576 kB\n"));
    assertDoesNotThrow(() -> Checks.memory(""));
  }

  private static String obstacle(Executable check) {
    return assertThrows(Obstacle.class, check).getMessage();
  }
}
