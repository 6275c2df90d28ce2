package caravan.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka node, broker and controller in one, on loopback ports of this process. It can be
 * stopped and started again on the same port and data, which is how tests take Kafka away.
 *
 * <p>Topics are never made by use: with automatic creation the first batch can hit a partition
 * without a leader and stall the producer.
 */
public final class Broker implements Kafka {

  private static final int LOWEST_PORT = 10_000;
  private static final int HIGHEST_PORT = 32_000;
  private static final int PORT_TRIES = 1_000;

  /** A port is not listened on at once; the next who asks must not get it as well. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private static final String HOST = Listener.HOST;
  private static final int ID = 1;

  private final int port;
  private final Path directory;
  private final boolean temporary;
  private final Node node;
  private KafkaRaftServer server;

  private Broker(int port, Path directory, boolean temporary) {
    this(port == 0 ? freePort() : port, directory, temporary, Special.NOTHING);
  }

  private Broker(int port, Path directory, boolean temporary, Special special) {
    this.port = port;
    this.directory = directory;
    this.temporary = temporary;
    GIVEN.add(port);
    int controllerPort = freePort();
    Map<String, String> settings =
        Node.settings(
            ID, "broker,controller", ID + "@" + HOST + ":" + controllerPort, directory, 1);
    settings.putAll(special.settings());
    Node.listen(settings, controllerPort);
    List<Listener> listeners = new ArrayList<>(List.of(Listener.direct(port)));
    listeners.addAll(special.listeners());
    Node.listen(settings, listeners);
    this.node =
        new Node(Uuid.randomUuid().toString(), settings, special.features(), special.users());
  }

  /**
   * What a broker has beside the usual.
   *
   * @param listeners further ports
   * @param settings further settings
   * @param features levels of features that are not the latest
   * @param users SCRAM users
   */
  record Special(
      List<Listener> listeners,
      Map<String, String> settings,
      Map<String, Short> features,
      List<String> users) {

    static final Special NOTHING = new Special(List.of(), Map.of(), Map.of(), List.of());

    static Special behind(KafkaProxy[] proxies, Map<String, Short> features) {
      return new Special(Listener.behind(ID, proxies), Map.of(), features, List.of());
    }
  }

  static Broker start(Special special) {
    return started(new Broker(freePort(), temporary(), true, special));
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
    return started(new Broker(port, temporary(), true));
  }

  /**
   * Starts a broker on a free loopback port with a temporary directory, which {@link #close}
   * deletes.
   *
   * @param proxies what stands in front of it; each gives an address of its own
   * @throws IllegalStateException when Kafka does not start
   */
  public static Broker start(KafkaProxy... proxies) {
    return start(Special.behind(proxies, Map.of()));
  }

  /**
   * Like {@link #start(KafkaProxy...)}, with the transactions that Kafka had before 4.0: producers
   * name the partitions of each in a request of its own.
   */
  public static Broker withOlderTransactions(KafkaProxy... proxies) {
    return start(Special.behind(proxies, Map.of("transaction.version", (short) 0)));
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("caravan-broker-");
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

  @Override
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
    try {
      server = node.start();
    } catch (Exception e) {
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

  /**
   * A loopback port that was free a moment ago and that nobody else in this process got. It lies
   * below those that systems give to outgoing connections: any other test could get one of these
   * before it is listened on.
   */
  public static int freePort() {
    IOException taken = null;
    for (int tries = 0; tries < PORT_TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      if (!GIVEN.add(port)) {
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

  /** Deletes a folder that somebody may still be deleting from. */
  static void delete(Path tree) {
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
