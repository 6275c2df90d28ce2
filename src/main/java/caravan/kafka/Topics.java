package caravan.kafka;

import caravan.model.Scope;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;

/** Names, partitions and settings of the topics. */
@Singleton
public final class Topics {

  /** Settings that bound what a takeover reads; a topic may have less. */
  static final Set<String> BOUNDS = Set.of("segment.bytes", "max.compaction.lag.ms");

  /** Names the topic of catalogues among the topics on request. */
  public static final String CATALOGUE = "catalogue";

  private static final String MEBIBYTES_8 = "8388608";
  private static final int SAFE_REPLICAS = 3;

  /**
   * One topic of the contract.
   *
   * @param name full name
   * @param config broker settings it is created with and checked for
   */
  public record Topic(String name, Map<String, String> config) {}

  private final TopicSettings settings;

  public Topics(TopicSettings settings) {
    this.settings = settings;
  }

  /** Topic of the events. */
  public String events() {
    return name("events");
  }

  /** Topic of the subjects' last events. */
  public String state() {
    return name("state");
  }

  /** Topic of the checkpoints. */
  public String checkpoints() {
    return name("checkpoints");
  }

  /** Topic of the dead letters. */
  public String letters() {
    return name("dlq");
  }

  /** Topic of what catalogues prove. */
  public String catalogue() {
    return name(CATALOGUE);
  }

  /** Topic of a view, for example of {@code ocsf}. */
  public String view(String view) {
    return name(view);
  }

  /** The partition of a scope, the same number in every topic. */
  public int partition(Scope scope) {
    return partition(scope.path());
  }

  /** The partition of a scope, given by its path. */
  int partition(String path) {
    byte[] key = path.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % settings.partitions();
  }

  /**
   * Topics with the clean-up and retention of the contract.
   *
   * @param requested those of views, and that of catalogues, as far as they are needed
   */
  List<Topic> all(Set<String> requested) {
    List<Topic> all = new ArrayList<>();
    all.add(new Topic(events(), deletedAfter(14)));
    all.add(new Topic(state(), compacted("delete.retention.ms", days(7))));
    all.add(new Topic(checkpoints(), compacted("max.message.bytes", MEBIBYTES_8)));
    all.add(new Topic(letters(), deletedAfter(30)));
    for (String one : new TreeSet<>(requested)) {
      boolean catalogue = one.equals(CATALOGUE);
      all.add(
          new Topic(
              name(one),
              catalogue ? compacted("max.message.bytes", MEBIBYTES_8) : deletedAfter(14)));
    }
    return all;
  }

  /** The request that creates a topic with this number of replicas. */
  NewTopic toCreate(Topic topic, int replicas) {
    Map<String, String> config = new HashMap<>(topic.config());
    config.put("min.insync.replicas", replicas >= SAFE_REPLICAS ? "2" : "1");
    return new NewTopic(topic.name(), settings.partitions(), (short) replicas).configs(config);
  }

  /** First part of every topic name, and the id of the consumer group of all replicas. */
  String prefix() {
    return settings.prefix();
  }

  /** Partitions of each topic. */
  int partitions() {
    return settings.partitions();
  }

  private String name(String part) {
    return settings.prefix() + "." + part + ".v1";
  }

  /**
   * Kafka never compacts the segment that is written to, and a takeover reads all of it: with the
   * defaults of the brokers up to 1 GiB of each partition, or what came in a week.
   */
  private static Map<String, String> compacted(String setting, String value) {
    return Map.of(
        "cleanup.policy",
        "compact",
        "segment.bytes",
        "52428800",
        "max.compaction.lag.ms",
        Long.toString(Duration.ofHours(6).toMillis()),
        setting,
        value);
  }

  private static Map<String, String> deletedAfter(int days) {
    return Map.of("cleanup.policy", "delete", "retention.ms", days(days));
  }

  private static String days(int days) {
    return Long.toString(Duration.ofDays(days).toMillis());
  }
}
