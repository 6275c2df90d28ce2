package caravan.bench;

import caravan.broker.Broker;
import caravan.simulator.Clouds;
import caravan.simulator.Sheet;
import caravan.simulator.Simulator;
import caravan.simulator.TargetsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A small installation: one list of five APIs, a broker and a simulator in this process. */
final class FiveScopes implements AutoCloseable {

  static final int PARTITIONS = 12;

  private static final int SCOPES = 5;

  private static final String MEBIBYTES_8 = "8388608";
  private static final String DAYS_7 = "604800000";
  private static final String DAYS_14 = "1209600000";
  private static final String DAYS_30 = "2592000000";

  private final Broker broker;
  private final Simulator simulator;
  private final Path targets;

  FiveScopes() throws IOException {
    broker = Broker.start();
    Clouds clouds = new Clouds();
    Instant now = Instant.now();
    clouds.sheets().forEach(sheet -> clouds.serve(sheet, now));
    simulator = Simulator.start(clouds);
    targets = Files.createTempFile("caravan-bench-", ".yaml");
    Files.writeString(targets, targets(simulator));
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The settings that an installation with this prefix has. */
  Map<String, String> settings(String prefix) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.targets", "file:" + targets);
    settings.put("caravan.topics.prefix", prefix);
    settings.put("quarkus.management.host", "127.0.0.1");
    return settings;
  }

  /** The simulator's credentials. */
  static Map<String, String> environment() {
    return TargetsFile.environment(new Clouds());
  }

  /** Makes the topics as the product does, so that a start finds them. */
  void createTopics(String prefix) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  topic(prefix + ".events.v1", "delete", "retention.ms", DAYS_14),
                  topic(prefix + ".dlq.v1", "delete", "retention.ms", DAYS_30),
                  topic(prefix + ".state.v1", "compact", "delete.retention.ms", DAYS_7),
                  topic(prefix + ".checkpoints.v1", "compact", "max.message.bytes", MEBIBYTES_8)))
          .all()
          .get();
    }
  }

  private static NewTopic topic(String name, String cleanUp, String setting, String value) {
    return new NewTopic(name, PARTITIONS, (short) 1)
        .configs(Map.of("cleanup.policy", cleanUp, setting, value));
  }

  /** The first APIs, one list of each, of the clouds in turn. */
  private static String targets(Simulator simulator) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Integer, List<Sheet>> turns = new TreeMap<>();
    for (Sheet sheet : simulator.clouds().sheets()) {
      int turn = seen.merge(sheet.api().source().vendor(), 1, Integer::sum);
      turns.computeIfAbsent(turn, unused -> new ArrayList<>()).add(sheet);
    }
    Set<Sheet> polled =
        turns.values().stream().flatMap(List::stream).limit(SCOPES).collect(Collectors.toSet());
    return TargetsFile.text(
        simulator.clouds(), simulator.endpoint(), sheet -> polled.contains(sheet) ? "60s" : null);
  }

  @Override
  public void close() throws IOException {
    simulator.close();
    broker.close();
    Files.deleteIfExists(targets);
  }
}
