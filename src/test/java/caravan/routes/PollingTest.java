package caravan.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.SettableClock;
import caravan.broker.BrokerResource;
import caravan.broker.Topic;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.publish.Broker;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Polls through the real routes: the simulator answers over HTTP under the vendors' own host names,
 * and what was published is read back from a real broker. Every event is validated.
 */
@WithTestResource(BrokerResource.class)
@WithTestResource(VendorProxy.class)
public abstract class PollingTest {

  /** Parses what was published. */
  protected static final ObjectMapper JSON = new ObjectMapper();

  private static final JsonSchema EVENT_SCHEMA = schema();

  @Inject CamelContext context;
  @Inject ProducerTemplate template;
  @Inject Clock clock;
  @Inject Broker brokerWatch;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "caravan.http.proxy-port")
  int proxyPort;

  /** The clouds, as the application's proxy. */
  protected Simulator simulator;

  /** What one poll left in the topics. */
  public record Published(
      List<Topic.Entry> events, List<Topic.Entry> letters, JsonNode checkpoint) {

    /** The marker's report. */
    public JsonNode report() {
      return json(events.get(events.size() - 1)).get("report");
    }

    /** Kind of the marker. */
    public String marker() {
      return json(events.get(events.size() - 1)).get("kind").textValue();
    }
  }

  @BeforeEach
  void startClouds() {
    simulator = Simulator.start(proxyPort);
    await().atMost(Duration.ofSeconds(40)).until(brokerWatch::ready);
  }

  @AfterEach
  void stopClouds() {
    simulator.close();
  }

  /** The data sheet of an API, as its route file states it. */
  protected Api api(String id) {
    return context.getRegistry().lookupByNameAndType(id, Api.class);
  }

  /** A scope whose requests go to the API's usual host, over plain HTTP. */
  protected Scope scope(
      Api api, String accountId, String region, String project, String resource, String user) {
    return scope(api, accountId, region, project, resource, user, api.pageSize());
  }

  /** A scope with a page size of its own. */
  protected Scope scope(
      Api api,
      String accountId,
      String region,
      String project,
      String resource,
      String user,
      int pageSize) {
    Credential credential = new Credential("test-key-id", "test-secret-key", null);
    Account account = new Account("test", api.vendor(), accountId, null, () -> credential);
    Target target =
        new Target(
            api,
            account,
            region,
            project,
            List.of(resource),
            user == null ? List.of() : List.of(user),
            Duration.ofMinutes(1),
            pageSize,
            null,
            Set.of(),
            ZoneOffset.ofHours(8),
            null,
            3,
            Duration.ofMinutes(5),
            api.endpoint().replace("https:", "http:").replace("{region}", region),
            true);
    return new Scope(target, resource, user);
  }

  /** Polls a scope at an instant and reads back what the poll published. */
  protected Published poll(Scope scope, Instant slot, Instant now, Memory memory) {
    ((SettableClock) clock).set(now);
    Poll poll = new Poll(scope, slot, now, memory);
    template.requestBody("direct:poll-" + scope.api().id(), poll);
    return new Published(
        published("caravan.events.v1", scope, poll),
        published("caravan.dlq.v1", scope, poll),
        checkpoint(scope));
  }

  private List<Topic.Entry> published(String topic, Scope scope, Poll poll) {
    List<Topic.Entry> entries =
        Topic.read(bootstrap, topic).stream()
            .filter(entry -> entry.key().equals(scope.path()))
            .filter(entry -> json(entry).at("/snapshot/poll_id").textValue().equals(poll.id()))
            .toList();
    if (topic.contains("events")) {
      assertFalse(entries.isEmpty(), "a poll leaves a marker");
      entries.forEach(PollingTest::assertValid);
    }
    return entries;
  }

  private JsonNode checkpoint(Scope scope) {
    return Topic.read(bootstrap, "caravan.checkpoints.v1").stream()
        .filter(entry -> entry.key().equals(scope.path()))
        .reduce((earlier, later) -> later)
        .map(PollingTest::json)
        .orElseThrow();
  }

  private static void assertValid(Topic.Entry entry) {
    assertEquals(Set.of(), EVENT_SCHEMA.validate(json(entry)), () -> entry.value());
  }

  /** Value of a record as JSON. */
  protected static JsonNode json(Topic.Entry entry) {
    try {
      return JSON.readTree(entry.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonSchema schema() {
    try (InputStream in =
        PollingTest.class.getResourceAsStream("/caravan/schema/connection-event.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a poll saw everything. */
  protected static void assertComplete(Published published) {
    assertEquals("snapshot.completed", published.marker());
    assertNull(published.report().get("reason"));
  }
}
