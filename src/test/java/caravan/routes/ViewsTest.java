package caravan.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.SettingsFixture;
import caravan.app.ServiceSettings;
import caravan.app.TargetsWatch;
import caravan.kafka.Broker;
import caravan.kafka.Catalogues;
import caravan.kafka.KafkaClients;
import caravan.kafka.TopicSettings;
import caravan.kafka.Topics;
import caravan.model.Api;
import caravan.model.Examples;
import caravan.model.RoleSources;
import caravan.model.Scope;
import caravan.poll.ClockGuard;
import caravan.poll.fetch.HttpSettings;
import caravan.poll.schedule.Schedule;
import caravan.simulator.Answer;
import caravan.state.ScopeState;
import caravan.targets.PlaceholderSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The views of the contract's examples, end to end: the vendor's sample answer goes in over HTTP,
 * and exactly the expected documents come out of the topics of the views that the target names.
 */
@QuarkusTest
class ViewsTest extends PollingTest {

  private static final String ECS_SCHEMA = "https://caravan.internal/schema/ecs/9.4.0";

  @Inject KafkaClients clients;
  @Inject ClockGuard guard;
  @Inject Catalogues catalogues;

  private Set<String> views;

  @Override
  protected Set<String> views() {
    return views;
  }

  @BeforeEach
  void createTopics() {
    brokerWatch.publishes(Set.of("ocsf", "ecs"));
    await().atMost(Duration.ofSeconds(40)).until(brokerWatch::ready);
  }

  /** What one poll left in the topics of the events and of both views. */
  private record Told(
      Scope scope,
      List<Published.Entry> events,
      List<Published.Entry> ocsf,
      List<Published.Entry> ecs) {}

  private Told poll(Examples.Example example, Set<String> wanted) {
    views = wanted;
    JsonNode config = example.document().at("/input/config");
    Api api = api(example.scope().api().id());
    Scope scope =
        scope(
            api,
            config.path("account_id").asText(null),
            config.path("region").asText(),
            config.path("project_id").asText(null),
            config.path("resource_id").asText(),
            config.path("user_name").asText(null));
    String answer = example.document().at("/input/poll/pages/0/response").toString();
    simulator.answer(call -> true, Answer.of(200, answer));
    try (Tail ocsf = new Tail(bootstrap, "caravan.ocsf.v1", scope.path());
        Tail ecs = new Tail(bootstrap, "caravan.ecs.v1", scope.path())) {
      Published published =
          poll(scope, example.scheduledAt(), example.observedAt(), new ScopeState());
      return new Told(scope, published.events(), ocsf.added(), ecs.added());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "01-tencent-client-connections, network_activity",
    "02-tencent-instance-ssl, cloud_resources_inventory_info",
    "03-alibaba-sag-online-clients, tunnel_activity",
    "04-huawei-p2c-vpn-connections, tunnel_activity",
    "05-ctyun-accounts, user_inventory",
  })
  void vendorsSampleAnswerBecomesExactlyTheExpectedDocuments(String name, String ocsfClass)
      throws IOException {
    // Given
    Examples.Example example = Examples.read(name);

    // When
    Told told = poll(example, Set.of("ocsf", "ecs"));

    // Then
    assertEquals(expected(example, "ocsf"), documents(told.ocsf));
    assertEquals(expected(example, "ecs"), documents(told.ecs));
    assertSentLikeEvents(told, told.ocsf, "https://schema.ocsf.io/1.8.0/classes/" + ocsfClass);
    assertSentLikeEvents(told, told.ecs, ECS_SCHEMA);
  }

  /** Same key, partition and headers as the event, which the schema of the value sets apart. */
  private static void assertSentLikeEvents(
      Told told, List<Published.Entry> documents, String dataschema) {
    assertEquals(told.events.size() - 1, documents.size(), "the marker has no view");
    for (int i = 0; i < documents.size(); i++) {
      Published.Entry event = told.events.get(i);
      Map<String, String> headers = new TreeMap<>(event.headers());
      headers.put("ce_dataschema", dataschema);
      assertEquals(headers, documents.get(i).headers());
      assertEquals(event.key(), documents.get(i).key());
      assertEquals(event.partition(), documents.get(i).partition());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"0, 0, ''", "2, 0, ocsf", "0, 2, ecs"})
  void onlyTheViewsThatATargetNamesArePublished(int ocsf, int ecs, String wanted) {
    // When
    Told told =
        poll(
            Examples.read("04-huawei-p2c-vpn-connections"),
            wanted.isEmpty() ? Set.of() : Set.of(wanted));

    // Then
    assertEquals(3, told.events.size());
    assertEquals(ocsf, told.ocsf.size());
    assertEquals(ecs, told.ecs.size());
  }

  @Test
  void topicsAreCreatedForTheViewsThatEnabledTargetsName() throws Exception {
    // Given
    SmallRyeConfig settings =
        SettingsFixture.config(
            "caravan.topics.prefix", "views",
            "caravan.targets", "file:src/test/resources/views/targets.yaml");
    TopicSettings topics = settings.getConfigMapping(TopicSettings.class);
    Broker broker = new Broker(clients, new Topics(topics), topics, guard);
    Schedule unused = new Schedule(deadlines, ownership);

    // When
    new TargetsWatch(
            settings.getConfigMapping(ServiceSettings.class),
            settings.getConfigMapping(HttpSettings.class),
            settings.getConfigMapping(PlaceholderSettings.class),
            RoleSources.NONE,
            context,
            unused,
            broker,
            ownership,
            catalogues,
            List.of(),
            new SimpleMeterRegistry(),
            clock)
        .check();
    awaitReady(broker);

    // Then
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> names(admin),
              Set.of(
                      "views.events.v1",
                      "views.state.v1",
                      "views.checkpoints.v1",
                      "views.dlq.v1",
                      "views.ocsf.v1")
                  ::equals);
    }
  }

  private static Set<String> names(Admin admin) throws Exception {
    Set<String> names = new TreeSet<>(admin.listTopics().names().get());
    names.removeIf(name -> !name.startsWith("views."));
    return names;
  }

  @Test
  void pollingWaitsForTheTopicsOfViews() {
    // Given
    TopicSettings topics =
        SettingsFixture.settings(TopicSettings.class, "caravan.topics.prefix", "waiting");
    Broker broker = new Broker(clients, new Topics(topics), topics, guard);
    awaitReady(broker);

    // When
    broker.publishes(Set.of("ecs"));

    // Then
    assertFalse(broker.ready());
    awaitReady(broker);
  }

  /** As the timer does: a cluster may need a moment until it lists the topics it has created. */
  private static void awaitReady(Broker broker) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              broker.check();
              return broker.ready();
            });
  }

  /** What the contract's example expects of a view. */
  private static JsonNode expected(Examples.Example example, String view) {
    return example.document().at("/expected/" + view);
  }

  private static JsonNode documents(List<Published.Entry> entries) {
    ArrayNode documents = JSON.createArrayNode();
    entries.forEach(entry -> documents.add(json(entry)));
    return documents;
  }
}
