package caravan.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged product, running as a child process with its output in a log file. */
final class Product implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Process process;
  private final Path log;

  private Product(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param properties system properties
   * @param launch what follows them on the command line of {@code java}
   * @param environment variables beyond the inherited ones; secrets go this way
   * @param folder working folder
   * @param log where its output goes
   */
  static Product start(
      Map<String, String> properties,
      List<String> launch,
      Map<String, String> environment,
      Path folder,
      Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(launch);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return new Product(process, log);
  }

  boolean running() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Exit code of a product that runs no more. */
  int exitCode() {
    return process.exitValue();
  }

  /** Last lines of the log. */
  String tail(int lines) {
    try {
      List<String> all =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    } catch (IOException e) {
      return "(the log cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Asks it to stop, waits, and then insists. */
  @Override
  public void close() {
    process.destroy();
    boolean interrupted = false;
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
