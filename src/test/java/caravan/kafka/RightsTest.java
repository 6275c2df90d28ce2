package caravan.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.broker.DocumentedRights;
import caravan.broker.SecuredBroker;
import caravan.broker.Topic;
import caravan.event.Observation;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.model.Scope;
import caravan.poll.ClockGuard;
import caravan.poll.ClockSettings;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Snapshots;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against a broker that demands TLS, SCRAM and a right to everything: the rights that the documents
 * grant suffice, and each of them is needed, which the product says where it lacks.
 */
@Tag("broker")
class RightsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static final String NOT_YET = "not yet";
  private static final String NOTHING = "nothing";

  @TempDir static Path folder;

  private static SecuredBroker broker;
  private static int runs;

  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final Snapshots snapshots = new Snapshots();
  private final List<Replica> replicas = new ArrayList<>();
  private String prefix;

  @BeforeAll
  static void startBroker() {
    broker = SecuredBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void takePrefix() {
    prefix = "rights" + ++runs;
  }

  @AfterEach
  void stopReplicas() throws Exception {
    for (Replica replica : replicas) {
      replica.ownership.close();
      replica.clients.close();
    }
  }

  /** As docs/configuration.md says. */
  private static KafkaClients clients(String password) {
    return new KafkaClients(
        Map.of(
            "bootstrap.servers",
            broker.securedServers(),
            "security.protocol",
            "SASL_SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            broker.authority().toString(),
            "sasl.mechanism",
            "SCRAM-SHA-512",
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(SecuredBroker.USER, password)));
  }

  /** What of the product speaks to Kafka. */
  private final class Replica {

    private final KafkaClients clients;
    private final Broker watch;
    private final Ownership ownership;
    private final Publisher publisher;

    Replica(String password) {
      SmallRyeConfig config = SettingsFixture.config("caravan.topics.prefix", prefix);
      EventFormats formats = new EventFormats(config.getConfigMapping(FormatSettings.class));
      PublishSettings settings = config.getConfigMapping(PublishSettings.class);
      TopicSettings topicSettings = config.getConfigMapping(TopicSettings.class);
      Topics topics = new Topics(topicSettings);
      clients = RightsTest.clients(password);
      ClockGuard guard =
          new ClockGuard(
              Clock.systemUTC(), System::nanoTime, config.getConfigMapping(ClockSettings.class));
      watch = new Broker(clients, topics, topicSettings, guard);
      watch.publishes(Set.of("ocsf", "ecs"));
      ownership =
          new Ownership(
              clients,
              topics,
              formats,
              settings,
              config.getConfigMapping(PollSettings.class),
              KafkaPolls.INSTALLATION,
              new SimpleMeterRegistry(),
              watch::ready,
              guard,
              () -> {});
      publisher =
          new Publisher(
              ownership,
              new PollRecords(topics, formats, KafkaPolls.VIEWS, KafkaPolls.INSTALLATION),
              new Catalogues(clients, topics, settings, new SimpleMeterRegistry()),
              clients,
              guard,
              settings);
      replicas.add(this);
    }

    /** Does what the service does until it has published a poll, or gives why it cannot. */
    String obstacle() {
      ownership.retainScopes(List.of(scope));
      return await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(100))
          .until(this::attempt, result -> !result.equals(NOT_YET));
    }

    private String attempt() {
      watch.check();
      if (watch.problem().isPresent()) {
        return watch.problem().get();
      }
      ownership.join();
      ScopeState memory = ownership.memory(scope);
      if (memory != null) {
        publisher.commit(poll(memory));
        return NOTHING;
      }
      return ownership.problem().filter(problem -> problem.contains("cannot")).orElse(NOT_YET);
    }
  }

  private Poll poll(ScopeState memory) {
    Poll poll = new Poll(scope, Fixtures.SLOT, Fixtures.SLOT, memory, () -> Fixtures.READ);
    poll.walk().asked();
    poll.walk().received(Fixtures.page(0, 1L, null));
    poll.walk().countRow();
    Observation.Place place = Fixtures.place(0, 0);
    poll.walk().observe(Fixtures.connection(scope.resourceUid() + "/client/a", 1, place));
    snapshots.compare(poll);
    return poll;
  }

  private void createTopics() throws Exception {
    Set<String> names =
        Stream.of("events", "state", "checkpoints", "dlq", "ocsf", "ecs")
            .map(name -> prefix + "." + name + ".v1")
            .collect(Collectors.toSet());
    names.forEach(name -> Topic.create(broker.bootstrapServers(), 12, name));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      await().atMost(SOON).until(() -> admin.listTopics().names().get().containsAll(names));
    }
  }

  private int published(String topic) {
    return Topic.settled(broker.bootstrapServers(), prefix + "." + topic + ".v1").size();
  }

  @Test
  void documentedRightsSuffice() {
    broker.grantOnly(DocumentedRights.of(prefix));
    assertEquals(NOTHING, new Replica(SecuredBroker.PASSWORD).obstacle());
    assertEquals(2, published("events"));
    assertEquals(1, published("state"));
    assertEquals(1, published("checkpoints"));
  }

  @Test
  void wrongPasswordIsSaidWithoutIt() {
    broker.grantOnly(DocumentedRights.of(prefix));
    String obstacle = new Replica("EXAMPLE-wrong").obstacle();
    assertTrue(
        obstacle.contains("Kafka refuses this client at " + broker.securedServers()), obstacle);
    assertTrue(!obstacle.contains("EXAMPLE-wrong"), obstacle);
  }

  static Stream<AclBinding> rights() {
    return DocumentedRights.of("caravan").stream();
  }

  @ParameterizedTest
  @MethodSource("rights")
  void rightThatLacksIsNamed(AclBinding missing) throws Exception {
    // Given
    List<AclBinding> granted = new ArrayList<>(DocumentedRights.of(prefix));
    AclBinding lacking = granted.remove(DocumentedRights.of("caravan").indexOf(missing));
    broker.grantOnly(granted);
    if (lacking.entry().operation() != AclOperation.CREATE) {
      createTopics();
    }

    // When
    String obstacle = new Replica(SecuredBroker.PASSWORD).obstacle();

    // Then
    assertTrue(obstacle.contains(lacking.pattern().name()), obstacle);
    assertTrue(obstacle.contains(lacking.entry().operation().name()), obstacle);
  }
}
