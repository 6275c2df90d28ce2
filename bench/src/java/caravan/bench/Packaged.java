package caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The packaged product as a process of its own, started as a user starts it. Its log goes to a
 * file.
 */
final class Packaged implements AutoCloseable {

  /** Where the build leaves the product. */
  static final Path FOLDER = Path.of("target", "quarkus-app");

  private static final Path JAR = FOLDER.resolve("quarkus-run.jar");

  private final Process process;
  private final Path log;
  private final int managementPort;

  private Packaged(Process process, Path log, int managementPort) {
    this.process = process;
    this.log = log;
    this.managementPort = managementPort;
  }

  /** How to start it: which Java, with which options, settings and environment. */
  record Start(
      Path java,
      List<String> options,
      Map<String, String> settings,
      Map<String, String> env,
      List<String> launch) {

    Start(Path java, List<String> options, Map<String, String> settings, Map<String, String> env) {
      this(java, List.of(), settings, env, jarWith(options));
    }
  }

  /** What starts it with its own options, as the documents recommend, and those given. */
  static List<String> jarWith(List<String> options) {
    List<String> launch = new ArrayList<>();
    launch.add("@" + FOLDER.resolve("jvm.options"));
    launch.addAll(options);
    launch.addAll(List.of("-jar", JAR.toString()));
    return launch;
  }

  /**
   * Starts it.
   *
   * @param start what to start
   * @param managementPort a free port for health and metrics
   * @param log file that takes what it logs
   */
  static Packaged start(Start start, int managementPort, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(start.java().toString());
    command.addAll(start.options());
    start.settings().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-Dquarkus.management.port=" + managementPort);
    command.addAll(start.launch());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                Files.createDirectories(log.getParent()).resolve(log.getFileName()).toFile());
    builder.environment().putAll(start.env());
    return new Packaged(builder.start(), log, managementPort);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  Path log() {
    return log;
  }

  int managementPort() {
    return managementPort;
  }

  Footprint footprint() throws IOException {
    return Footprint.of(pid());
  }

  /** Asks it to end, as an orchestrator does; kills it when it does not. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
