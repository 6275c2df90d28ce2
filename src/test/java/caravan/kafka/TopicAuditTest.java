package caravan.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.SettingsFixture;
import caravan.event.format.FormatSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service and the doctor make of the same topics of a real broker. */
class TopicAuditTest {

  private static caravan.broker.Broker broker;
  private static KafkaClients clients;
  private static Admin admin;
  private static int runs;

  private String prefix;

  @BeforeAll
  static void startBroker() {
    broker = caravan.broker.Broker.start();
    clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    admin = clients.admin(10_000);
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @BeforeEach
  void takePrefix() {
    prefix = "audit" + ++runs;
  }

  private TopicSettings settings(String... more) {
    List<String> all = new ArrayList<>(List.of("caravan.topics.prefix", prefix));
    all.addAll(List.of(more));
    return SettingsFixture.settings(TopicSettings.class, all.toArray(String[]::new));
  }

  private Optional<String> ensure(String create) throws Exception {
    return ensure(settings("caravan.topics.create", create));
  }

  private Optional<String> ensure(TopicSettings settings) throws Exception {
    return new TopicSetup(new Topics(settings), settings).ensure(admin, Set.of("ecs"));
  }

  private List<Finding> examine(String create) throws Exception {
    return examine(settings("caravan.topics.create", create));
  }

  private List<Finding> examine(TopicSettings settings) throws Exception {
    return new KafkaDiagnostics(
            clients, new Topics(settings), settings, SettingsFixture.settings(FormatSettings.class))
        .kafka(Set.of("ecs"));
  }

  private List<String> topics(Finding.Status status, List<Finding> findings) {
    return findings.stream()
        .filter(one -> one.check().equals("topic") && one.status() == status)
        .map(one -> one.subject().substring(prefix.length() + 1) + " " + one.message())
        .toList();
  }

  private void create(String name, int partitions, Map<String, String> config) throws Exception {
    NewTopic topic = new NewTopic(prefix + "." + name + ".v1", partitions, (short) 1);
    admin.createTopics(List.of(topic.configs(config))).all().get();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> admin.listTopics().names().get().contains(topic.name()));
  }

  @Test
  void missingTopicsAreCreatedAndThenFit() throws Exception {
    // Given
    assertEquals(
        List.of("events.v1", "state.v1", "checkpoints.v1", "dlq.v1", "ecs.v1").stream()
            .map(
                name ->
                    name
                        + " does not exist yet; the service creates it with 12 partitions and"
                        + " replicas: 1")
            .toList(),
        topics(Finding.Status.OK, examine("true")));

    // When
    Optional<String> problem = ensure("true");

    // Then
    assertEquals(Optional.empty(), problem);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                topics(Finding.Status.OK, examine("true")).stream()
                        .filter(one -> one.endsWith(" fits; partitions: 12"))
                        .count()
                    == 5);
  }

  /** Topics keep the replicas that they are created with, long after all brokers are up. */
  @Test
  void topicsAreNotCreatedWithFewerReplicasThanAreSet() throws Exception {
    // Given
    TopicSettings three = settings("caravan.topics.replicas", "3");
    String why = " 3 replicas (caravan.topics.replicas), but brokers that are up: 1";

    // When
    Optional<String> problem = ensure(three);

    // Then
    assertEquals(
        Optional.of(
            "topics are missing and need"
                + why
                + "; start the others, or set caravan.topics.replicas to the number of brokers"
                + " there will be"),
        problem);
    assertEquals(
        List.of("events.v1", "state.v1", "checkpoints.v1", "dlq.v1", "ecs.v1").stream()
            .map(name -> name + " does not exist and needs" + why)
            .toList(),
        topics(Finding.Status.FAIL, examine(three)));
    assertTrue(admin.listTopics().names().get().stream().noneMatch(one -> one.startsWith(prefix)));
  }

  @Test
  void topicsWithFewerReplicasThanAreSetAreReportedAndUsed() throws Exception {
    // Given
    assertEquals(Optional.empty(), ensure("true"));
    TopicSettings three = settings("caravan.topics.replicas", "3");
    String wrong = " has 1 of 3 replicas (caravan.topics.replicas)";
    List<String> names = List.of("events.v1", "state.v1", "checkpoints.v1", "dlq.v1", "ecs.v1");

    // A cluster may need a moment until it lists the topics that it created.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> topics(Finding.Status.WARN, examine(three)),
            names.stream().map(name -> name + wrong).toList()::equals);
    try (LogLines lines = LogLines.of(TopicSetup.class)) {
      assertEquals(Optional.empty(), ensure(three));
      assertEquals(
          5, lines.all().stream().filter(line -> line.contains(wrong + "; add replicas")).count());
    }
  }

  @Test
  void missingTopicsThatMayNotBeCreatedAreNamed() throws Exception {
    // Given
    create("state", 12, Map.of("cleanup.policy", "compact"));

    // Then
    assertEquals(
        Optional.of(
            String.format(
                "topics are missing and caravan.topics.create is off: create %1$s.events.v1,"
                    + " %1$s.checkpoints.v1, %1$s.dlq.v1, %1$s.ecs.v1",
                prefix)),
        ensure("false"));
    assertEquals(
        List.of("events.v1", "checkpoints.v1", "dlq.v1", "ecs.v1").stream()
            .map(name -> name + " does not exist, and caravan.topics.create is off")
            .toList(),
        topics(Finding.Status.FAIL, examine("false")));
  }

  @Test
  void otherNumberOfPartitionsKeepsFromPublishing() throws Exception {
    // Given
    create("dlq", 3, Map.of());
    String wrong = "dlq.v1 has 3 partitions, but caravan.topics.partitions is 12";

    // Then
    assertEquals(
        Optional.of(
            "topic "
                + prefix
                + "."
                + wrong
                + "; set caravan.topics.partitions to the number that the topics have, which must"
                + " be the same for all"),
        ensure("true"));
    assertTrue(topics(Finding.Status.FAIL, examine("true")).contains(wrong));
  }

  /** Every topic of an earlier version; each minute would be too often to say so. */
  @Test
  void topicThatIsSeldomCompactedIsLoggedOnce() throws Exception {
    // Given
    create(
        "checkpoints",
        12,
        Map.of(
            "cleanup.policy", "compact",
            "max.message.bytes", "8388608",
            "segment.bytes", "1073741824",
            "max.compaction.lag.ms", "1000"));
    TopicSettings settings = settings("caravan.topics.create", "true");
    TopicSetup setup = new TopicSetup(new Topics(settings), settings);

    // When
    try (LogLines lines = LogLines.of(TopicSetup.class)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> setup.ensure(admin, Set.of()), Optional.empty()::equals);
      setup.ensure(admin, Set.of());

      // Then
      List<String> warnings =
          lines.all().stream().filter(one -> one.contains("checkpoints")).toList();
      assertEquals(1, warnings.size(), warnings::toString);
      assertTrue(
          warnings
              .get(0)
              .startsWith(
                  "topic "
                      + prefix
                      + ".checkpoints.v1 has segment.bytes=1073741824, the contract asks for"
                      + " 52428800 at most: takeovers read more than they need"),
          warnings::toString);
    }
  }

  @Test
  void topicThatLosesStateIsLoggedAndUsed() throws Exception {
    // Given
    create(
        "state",
        12,
        Map.of(
            "cleanup.policy", "delete",
            "segment.bytes", "52428800",
            "max.compaction.lag.ms", "1000",
            "delete.retention.ms", "604800000"));
    String wrong =
        "state.v1 has cleanup.policy=delete, the contract asks for compact: state would be lost,"
            + " or kept for ever";

    // When
    try (LogLines lines = LogLines.of(TopicSetup.class)) {
      Optional<String> problem = ensure("true");

      // Then
      assertEquals(Optional.empty(), problem);
      assertTrue(
          lines.all().stream().anyMatch(one -> one.startsWith("topic " + prefix + "." + wrong)),
          lines.all()::toString);
    }
    // A cluster may need a moment until it lists the topics that it created.
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> topics(Finding.Status.FAIL, examine("true")), List.of(wrong)::equals);
  }
}
