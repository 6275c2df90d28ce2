package caravan.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaRaftServer;

/**
 * A broker in a process of its own, so that it can be killed as a machine dies, or stand still as a
 * machine hangs. It ends when the process that started it ends, whatever ended that.
 */
final class BrokerProcess {

  private static final Duration START_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final String CLUSTER_ID = "cluster.id";

  private final Path folder;
  private Process process;

  /**
   * Prepares a broker.
   *
   * @param folder what it is told, what it logs and whether it has started stand here
   */
  BrokerProcess(Path folder, Node node) {
    this.folder = folder;
    Properties all = new Properties();
    all.putAll(node.settings());
    all.put(CLUSTER_ID, node.clusterId());
    try (OutputStream out = Files.newOutputStream(settings())) {
      all.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path settings() {
    return folder.resolve("broker.properties");
  }

  private Path started() {
    return folder.resolve("started");
  }

  private Path log() {
    return folder.resolve("broker.log");
  }

  /** Begins to start; {@link #awaitStart} waits for the end of that. */
  void start() {
    try {
      Files.deleteIfExists(started());
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xms32m",
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
              "-classpath",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              BrokerProcess.class.getName(),
              settings().toString(),
              started().toString());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it serves clients.
   *
   * @throws IllegalStateException when it does not, with what it logged
   */
  void awaitStart() {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    try {
      while (!Files.exists(started())) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IllegalStateException("A broker did not start: " + Files.readString(log()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean alive() {
    return process != null && process.isAlive();
  }

  /** Ends in good order: its leaders move before it goes. */
  void stop() {
    signal("-CONT");
    process.destroy();
    if (!ended(STOP_WITHIN)) {
      kill();
    }
  }

  /** Ends at once. */
  void kill() {
    process.destroyForcibly();
    if (!ended(STOP_WITHIN)) {
      throw new IllegalStateException("A broker is still there after kill -9");
    }
  }

  private boolean ended(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Sends it a signal; does nothing when it has ended. */
  void signal(String signal) {
    run("kill", signal, Long.toString(pid()));
  }

  /** Bounds the size of its files, in bytes, from now on; does nothing when it has ended. */
  void limitFiles(String bytes) {
    run("prlimit", "--pid", Long.toString(pid()), "--fsize=" + bytes + ":");
  }

  private long pid() {
    return process == null ? 0 : process.pid();
  }

  private void run(String... command) {
    if (!alive()) {
      return;
    }
    try {
      int code = new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
      if (code != 0 && alive()) {
        throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs the broker.
   *
   * @param arguments the file with its settings, and the file that says that it has started
   */
  public static void main(String[] arguments) throws Exception {
    Properties all = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
      all.load(in);
    }
    Map<String, String> settings = new HashMap<>();
    all.stringPropertyNames().forEach(name -> settings.put(name, all.getProperty(name)));
    Node node = new Node(settings.remove(CLUSTER_ID), settings);
    endWithParent();
    KafkaRaftServer server = node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-stop"));
    Files.createFile(Path.of(arguments[1]));
    server.awaitShutdown();
  }

  /** The parent holds the other end of this pipe for as long as it lives. */
  private static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nothing is ever sent.
                }
              } catch (IOException gone) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(1);
            },
            "parent-watch");
    watch.setDaemon(true);
    watch.start();
  }
}
