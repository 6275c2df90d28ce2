package caravan.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/**
 * How one node of Kafka is set up.
 *
 * @param clusterId id that all nodes share
 * @param settings its settings
 * @param features levels of features that are not the latest
 * @param users SCRAM users that are there from the first start, as Kafka's storage tool takes them
 */
record Node(
    String clusterId,
    Map<String, String> settings,
    Map<String, Short> features,
    List<String> users) {

  /** The latest of everything, and no users. */
  Node(String clusterId, Map<String, String> settings) {
    this(clusterId, settings, Map.of(), List.of());
  }

  private static final String CONTROLLER = "CONTROLLER";

  /**
   * Kafka writes hundreds of lines per start. The loggers are held here because the log manager
   * keeps only weak references, and a collected logger forgets its level.
   */
  private static final List<Logger> QUIET =
      Stream.of("kafka", "org.apache.kafka", "state", "state.change.logger")
          .map(Logger::getLogger)
          .toList();

  /**
   * Settings of a small node for a small machine.
   *
   * @param id its id
   * @param roles broker, controller or both
   * @param voter the controller, as {@code id@host:port}
   * @param directory where its data is
   * @param replicas brokers that there are to hold replicas
   */
  static Map<String, String> settings(
      int id, String roles, String voter, Path directory, int replicas) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", roles);
    settings.put("node.id", Integer.toString(id));
    settings.put("controller.quorum.voters", voter);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("listener.security.protocol.map", CONTROLLER + ":PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    String all = Integer.toString(replicas);
    String inSync = Integer.toString(Math.max(1, replicas - 1));
    settings.put("default.replication.factor", all);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", all);
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", all);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", all);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    settings.put("group.initial.rebalance.delay.ms", "0");
    // The defaults take 128 MiB for compaction alone.
    settings.put("log.cleaner.dedupe.buffer.size", "4194304");
    settings.put("log.index.size.max.bytes", "1048576");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    return settings;
  }

  /** Adds the port of the controller. */
  static void listen(Map<String, String> settings, int controllerPort) {
    settings.merge(
        "listeners", CONTROLLER + "://" + Listener.HOST + ":" + controllerPort, Node::and);
  }

  /** Adds ports for clients; the brokers use the first among themselves. */
  static void listen(Map<String, String> settings, List<Listener> listeners) {
    settings.put("inter.broker.listener.name", listeners.get(0).name());
    settings.merge("listeners", join(listeners.stream().map(Listener::bound)), Node::and);
    settings.put("advertised.listeners", join(listeners.stream().map(Listener::told)));
    settings.merge(
        "listener.security.protocol.map",
        join(listeners.stream().map(one -> one.name() + ":" + one.protocol())),
        Node::and);
  }

  private static String and(String one, String other) {
    return one + "," + other;
  }

  private static String join(Stream<String> all) {
    return all.collect(Collectors.joining(","));
  }

  /** Starts in this process; what an earlier run left in its directory is served again. */
  KafkaRaftServer start() throws Exception {
    QUIET.forEach(logger -> logger.setLevel(Level.ERROR));
    format();
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (RuntimeException | Error e) {
      server.shutdown();
      throw e;
    }
  }

  private void format() throws Exception {
    String directory = settings.get("log.dirs");
    if (Files.exists(Path.of(directory, "meta.properties"))) {
      return;
    }
    Formatter formatter = new Formatter();
    features.forEach(formatter::setFeatureLevel);
    formatter
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setClusterId(clusterId)
        .setNodeId(Integer.parseInt(settings.get("node.id")))
        .addDirectory(directory)
        .setMetadataLogDirectory(directory)
        .setControllerListenerName(CONTROLLER)
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setScramArguments(users)
        .run();
  }
}
