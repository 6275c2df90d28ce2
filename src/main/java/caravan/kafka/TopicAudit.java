package caravan.kafka;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;

/**
 * Compares topics with the contract and changes nothing. The service logs the findings, the doctor
 * prints them.
 */
final class TopicAudit {

  /** Time in which the brokers have to answer each question. */
  static final int ANSWER_WITHIN_MS = 5_000;

  private static final String CLEANUP = "cleanup.policy";

  /** A topic of the contract and what the brokers were asked; both futures are null if missing. */
  record Asked(
      Topics.Topic topic, KafkaFuture<TopicDescription> description, KafkaFuture<Config> config) {

    boolean exists() {
      return description != null;
    }

    Found answer() throws InterruptedException, ExecutionException, TimeoutException {
      return new Found(topic, get(description), readable(get(description)));
    }

    /** Without the right to read it, what is set is not known. */
    private Config readable(TopicDescription found)
        throws InterruptedException, ExecutionException, TimeoutException {
      Set<AclOperation> granted = found.authorizedOperations();
      boolean refused =
          granted != null
              && !granted.isEmpty()
              && !granted.contains(AclOperation.ALL)
              && !granted.contains(AclOperation.DESCRIBE_CONFIGS);
      return refused ? new Config(List.of()) : get(config);
    }
  }

  /** An existing topic of the contract. */
  record Found(Topics.Topic topic, TopicDescription description, Config config) {

    /** Replicas of the partition that has the fewest. */
    int replicas() {
      return description.partitions().stream()
          .mapToInt(one -> one.replicas().size())
          .min()
          .orElse(0);
    }
  }

  private final Topics topics;
  private final TopicSettings settings;

  TopicAudit(Topics topics, TopicSettings settings) {
    this.topics = topics;
    this.settings = settings;
  }

  /** Waits for an answer, a little longer than the client itself. */
  static <T> T get(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(ANSWER_WITHIN_MS + 1_000L, TimeUnit.MILLISECONDS);
  }

  /** Asks about all topics of the contract and of some views, in three requests. */
  List<Asked> ask(Admin admin, Set<String> views)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> present = get(admin.listTopics().names());
    List<Topics.Topic> wanted = topics.all(views);
    List<String> existing =
        wanted.stream().map(Topics.Topic::name).filter(present::contains).toList();
    var descriptions =
        admin
            .describeTopics(existing, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    var configs =
        admin.describeConfigs(existing.stream().map(TopicAudit::resource).toList()).values();
    return wanted.stream()
        .map(one -> new Asked(one, descriptions.get(one.name()), configs.get(resource(one.name()))))
        .toList();
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  List<Finding> all(Found found, Replication replication) {
    List<Finding> findings = new ArrayList<>();
    partitions(found).ifPresent(findings::add);
    leaders(found).ifPresent(findings::add);
    rights(found).ifPresent(findings::add);
    findings.addAll(settings(found, replication));
    return findings;
  }

  /** A number of partitions that makes publishing impossible. */
  Optional<Finding> partitions(Found found) {
    int actual = found.description.partitions().size();
    int wanted = settings.partitions();
    return failIf(
        actual != wanted,
        found,
        "has %d partitions, but caravan.topics.partitions is %d".formatted(actual, wanted),
        "Set caravan.topics.partitions to the number that the topics have, which must be the same"
            + " for all.");
  }

  private static Optional<Finding> leaders(Found found) {
    long leaderless =
        found.description.partitions().stream().filter(one -> one.leader() == null).count();
    return failIf(
        leaderless > 0,
        found,
        "partitions without a leader: " + leaderless,
        "Bring back the brokers that hold them.");
  }

  /** Rights without which nothing can be checked, read or published. */
  Optional<Finding> rights(Found found) {
    Set<AclOperation> granted = found.description.authorizedOperations();
    if (granted == null || granted.isEmpty() || granted.contains(AclOperation.ALL)) {
      // A broker without access control returns no rights.
      return Optional.empty();
    }
    Set<AclOperation> lacking = EnumSet.of(AclOperation.DESCRIBE_CONFIGS, AclOperation.WRITE);
    if (Set.of(topics.state(), topics.checkpoints()).contains(found.topic.name())) {
      lacking.add(AclOperation.READ);
    }
    lacking.removeAll(granted);
    return failIf(
        !lacking.isEmpty(),
        found,
        "this client lacks rights: " + lacking,
        "Grant them to the client's principal; docs/configuration.md lists all rights.");
  }

  /** Settings that lose or refuse data; the service uses such a topic nevertheless. */
  List<Finding> settings(Found found, Replication replication) {
    List<Finding> findings = new ArrayList<>();
    found.topic.config().forEach((name, wanted) -> setting(found, name, wanted, findings));
    inSyncReplicas(found).ifPresent(findings::add);
    replicas(found, replication).ifPresent(findings::add);
    return findings;
  }

  private static void setting(Found found, String name, String wanted, List<Finding> findings) {
    ConfigEntry entry = found.config.get(name);
    if (entry == null || fits(name, entry.value(), wanted)) {
      return;
    }
    boolean loses = name.equals(CLEANUP);
    String setting = name + "=" + entry.value() + ", the contract asks for " + wanted;
    findings.add(
        new Finding(
            loses ? Finding.Status.FAIL : Finding.Status.WARN,
            "topic",
            found.topic.name(),
            "has " + setting + consequence(name),
            "Run: kafka-configs.sh --bootstrap-server <brokers> --alter --topic %s --add-config %s=%s"
                .formatted(found.topic.name(), name, wanted),
            null));
  }

  private static String consequence(String name) {
    if (name.equals(CLEANUP)) {
      return ": state would be lost, or kept for ever";
    }
    return Topics.BOUNDS.contains(name) ? " at most: takeovers read more than they need" : "";
  }

  private static boolean fits(String name, String value, String wanted) {
    return Topics.BOUNDS.contains(name)
        ? Long.parseLong(value) <= Long.parseLong(wanted)
        : wanted.equals(value);
  }

  private static Optional<Finding> inSyncReplicas(Found found) {
    ConfigEntry inSync = found.config.get("min.insync.replicas");
    int replicas = found.replicas();
    return inSync == null
        ? Optional.empty()
        : failIf(
            Integer.parseInt(inSync.value()) > replicas,
            found,
            "has min.insync.replicas=" + inSync.value() + ", but replicas: " + replicas,
            "Lower it, or give the topic more replicas: nothing can be written to it.");
  }

  /** Too few make it lose data with a broker that another number would have survived. */
  private static Optional<Finding> replicas(Found found, Replication replication) {
    return found.replicas() >= replication.wanted()
        ? Optional.empty()
        : Optional.of(
            Finding.warn(
                "topic",
                found.topic.name(),
                "has %d of %d replicas (%s)"
                    .formatted(found.replicas(), replication.wanted(), replication.source()),
                "Add replicas with kafka-reassign-partitions.sh and set min.insync.replicas to 2, or"
                    + " set caravan.topics.replicas to what the topics have."));
  }

  private static Optional<Finding> failIf(
      boolean wrong, Found found, String message, String remedy) {
    return wrong
        ? Optional.of(Finding.fail("topic", found.topic.name(), message, remedy))
        : Optional.empty();
  }
}
