package caravan.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold before anything is started. */
final class Checks {

  private static final long GIBIBYTE = 1L << 30;
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private Checks() {}

  /** A reason not to start, with the remedy; the message is a paragraph for a person. */
  static final class Obstacle extends Exception {

    private static final long serialVersionUID = 1L;

    Obstacle(String message) {
      super(message);
    }
  }

  /**
   * The packaged product must be there.
   *
   * @param artifact runnable jar
   */
  static void artifact(Path artifact) throws Obstacle {
    if (!Files.isRegularFile(artifact)) {
      throw new Obstacle(
          "The packaged product is missing: there is no file "
              + artifact
              + ". Build it first with `mvn package -DskipTests`, then start the demo from the"
              + " project's folder again.");
    }
  }

  /**
   * A port named on the command line must be free.
   *
   * @param option option that names it
   * @param port TCP port, 0 for any
   */
  static void port(String option, int port) throws Obstacle {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new Obstacle(
          "Port "
              + port
              + " cannot be used ("
              + e.getMessage()
              + "). Stop the program that listens there, name another port with "
              + option
              + ", or leave the option out and let the demo find a free one.");
    }
  }

  /**
   * Kafka needs room for its segments.
   *
   * @param folder where they will be
   * @param usableBytes bytes usable there
   */
  static void disk(Path folder, long usableBytes) throws Obstacle {
    if (usableBytes < GIBIBYTE) {
      throw new Obstacle(
          "The demo wants 1 GiB of free disk space, and "
              + folder
              + " has "
              + Units.bytes(usableBytes)
              + ". Make room there, or name another folder with -Djava.io.tmpdir=FOLDER.");
    }
  }

  /**
   * Broker, simulator and product need memory.
   *
   * @param memoryReport text of {@code /proc/meminfo}; anything without the figure passes
   */
  static void memory(String memoryReport) throws Obstacle {
    Matcher available = AVAILABLE.matcher(memoryReport);
    if (available.find() && Long.parseLong(available.group(1)) * 1024 < GIBIBYTE) {
      throw new Obstacle(
          "The demo wants 1 GiB of available memory, and this machine has "
              + Units.bytes(Long.parseLong(available.group(1)) * 1024)
              + ". Close other programs, or give the machine or container more memory.");
    }
  }

  /** All checks, in the order in which their remedies make sense. */
  static void all(Options options, Path artifact) throws Obstacle {
    artifact(artifact);
    port("--simulator-port", options.simulatorPort());
    port("--kafka-port", options.kafkaPort());
    port("--management-port", options.managementPort());
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    disk(folder, usable(folder));
    memory(memoryReport());
  }

  private static long usable(Path folder) throws Obstacle {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new Obstacle(
          "The folder for temporary files cannot be read: "
              + e.getMessage()
              + ". Name another with -Djava.io.tmpdir=FOLDER.");
    }
  }

  private static String memoryReport() {
    try {
      return Files.readString(Path.of("/proc/meminfo"));
    } catch (IOException e) {
      // Only Linux has it; elsewhere the check is left out.
      return "";
    }
  }
}
