package caravan.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * One Kafka node, broker and controller in one, on loopback ports of this process. It can be
 * stopped and started again on the same port and data, which is how tests take Kafka away.
 *
 * <p>Topics are never made by use: with automatic creation the first batch can hit a partition
 * without a leader and stall the producer.
 */
public final class Broker implements AutoCloseable {

  private static final int LOWEST_PORT = 10_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int PORT_TRIES = 1_000;
  private static final String HOST = "127.0.0.1";

  /**
   * Kafka writes hundreds of lines per start. The loggers are held here because the log manager
   * keeps only weak references, and a collected logger forgets its level.
   */
  private static final List<Logger> QUIET =
      Stream.of("kafka", "org.apache.kafka", "state", "state.change.logger")
          .map(Logger::getLogger)
          .toList();

  private final int port;
  private final int controllerPort;
  private final Path directory;
  private final boolean temporary;
  private KafkaRaftServer server;

  private Broker(int port, Path directory, boolean temporary) {
    this.port = port == 0 ? freePort(0) : port;
    this.controllerPort = freePort(this.port);
    this.directory = directory;
    this.temporary = temporary;
  }

  /**
   * Starts a broker on a free loopback port with a temporary directory, which {@link #close}
   * deletes.
   *
   * @throws IllegalStateException when Kafka does not start
   */
  public static Broker start() {
    return start(0);
  }

  /**
   * Starts a broker on a given loopback port with a temporary directory, which {@link #close}
   * deletes.
   *
   * @param port TCP port, or 0 for a free one
   * @throws IllegalStateException when Kafka does not start
   */
  public static Broker start(int port) {
    try {
      Path directory = Files.createTempDirectory("caravan-broker-");
      return started(new Broker(port, directory, true));
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary directory for the broker", e);
    }
  }

  /**
   * Starts a broker on a given port and directory; what a former broker left there is served again.
   * {@link #close} leaves the directory alone.
   *
   * @param port TCP port on loopback, or 0 for a free one
   * @param directory where the data is or will be
   * @throws IllegalStateException when Kafka does not start
   */
  public static Broker start(int port, Path directory) {
    return started(new Broker(port, directory, false));
  }

  private static Broker started(Broker broker) {
    try {
      broker.restart();
      return broker;
    } catch (RuntimeException | Error e) {
      broker.close();
      throw e;
    }
  }

  /** Address for Kafka clients, {@code host:port}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** TCP port for Kafka clients. */
  public int port() {
    return port;
  }

  /** Where the log segments are. */
  public Path directory() {
    return directory;
  }

  /** Whether the broker serves clients now. */
  public synchronized boolean running() {
    return server != null;
  }

  /** Takes the broker away in an orderly way; data and port stay reserved for {@link #restart}. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  /**
   * Starts the broker again on its port and data; does nothing while it runs.
   *
   * @throws IllegalStateException when Kafka does not start
   */
  public synchronized void restart() {
    if (server != null) {
      return;
    }
    QUIET.forEach(logger -> logger.setLevel(Level.ERROR));
    KafkaRaftServer starting = null;
    try {
      format();
      starting = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
      starting.startup();
      server = starting;
    } catch (Exception e) {
      if (starting != null) {
        starting.shutdown();
      }
      throw new IllegalStateException("Kafka did not start at " + bootstrapServers(), e);
    }
  }

  @Override
  public void close() {
    stop();
    if (temporary) {
      delete(directory);
    }
  }

  private void format() throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    String path = directory.toString();
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .addDirectory(path)
        .setMetadataLogDirectory(path)
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .run();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A small broker for a small machine: the defaults take 128 MiB for compaction alone.
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("log.index.size.max.bytes", "1048576");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    return settings;
  }

  /**
   * A loopback port that was free a moment ago. It lies below those that systems give to outgoing
   * connections: any other test could get one of these before it is listened on.
   */
  public static int freePort() {
    return freePort(0);
  }

  private static int freePort(int other) {
    IOException taken = null;
    for (int tries = 0; tries < PORT_TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      if (port == other) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
        return socket.getLocalPort();
      } catch (IOException e) {
        taken = e;
      }
    }
    throw new UncheckedIOException("No free loopback port", taken);
  }

  private static void delete(Path tree) {
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason)
                throws IOException {
              if (reason instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw reason;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException reason)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete " + tree, e);
    }
  }
}
