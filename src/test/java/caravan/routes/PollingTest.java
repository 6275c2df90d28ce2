package caravan.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.EventSchema;
import caravan.SettableClock;
import caravan.broker.BrokerResource;
import caravan.kafka.Broker;
import caravan.kafka.Ownership;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.poll.limit.Circuits;
import caravan.poll.limit.Fresh;
import caravan.poll.limit.QuotaSettings;
import caravan.poll.limit.RateLimiter;
import caravan.poll.limit.RowLimiter;
import caravan.poll.schedule.Deadlines;
import caravan.simulator.Simulator;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * Polls through the real routes: the simulator answers over HTTP under the vendors' own host names,
 * and what was published is read back from a real broker. Every event is validated.
 */
@Tag("application")
@WithTestResource(BrokerResource.class)
@WithTestResource(VendorProxy.class)
public abstract class PollingTest {

  /** Parses what was published. */
  protected static final ObjectMapper JSON = new ObjectMapper();

  @Inject CamelContext context;
  @Inject RowLimiter room;
  @Inject ProducerTemplate template;
  @Inject Clock clock;
  @Inject Broker brokerWatch;
  @Inject Ownership ownership;
  @Inject QuotaSettings quota;
  @Inject Deadlines deadlines;
  @Inject RateLimiter allBudgets;
  @Inject Circuits allCircuits;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "caravan.http.proxy-port")
  int proxyPort;

  private static final Map<Integer, Simulator> SIMULATORS = new ConcurrentHashMap<>();

  /**
   * The clouds, as the application's proxy; started once, because the application keeps
   * connections.
   */
  protected Simulator simulator;

  /** What one poll left in the topics. */
  public record Published(List<Entry> events, List<Entry> letters, JsonNode checkpoint) {

    /** One record of a topic. */
    public record Entry(
        String topic, int partition, String key, Map<String, String> headers, String value) {}

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
    simulator = SIMULATORS.computeIfAbsent(proxyPort, Simulator::start);
    simulator.forget();
    Fresh.start(allBudgets, allCircuits);
    await().atMost(Duration.ofSeconds(40)).until(brokerWatch::ready);
    // There are no targets here, and without any a replica does not join by itself.
    ownership.join();
  }

  /** Whatever a test did, no vendor was asked more often than the budget allows. */
  @AfterEach
  protected void budgetsHold() {
    simulator.assertWithin(
        id -> {
          double documented = api(id).limits().requestsPerSecond();
          return documented > 0 ? documented * quota.share() : quota.unpublished();
        },
        1);
  }

  /** However a poll ends, nobody waits for the room that it had. */
  @AfterEach
  protected void roomIsGivenBack() {
    await().atMost(Duration.ofSeconds(30)).until(() -> room.free() == room.size());
  }

  /** The data sheet of an API, as its route file states it. */
  protected Api api(String id) {
    return context.getRegistry().lookupByNameAndType(id, Api.class);
  }

  /** A scope whose requests go to the API's usual host, over plain HTTP. */
  protected Scope scope(
      Api api, String accountId, String region, String project, String resource, String user) {
    return scope(api, accountId, region, project, resource, user, api.paging().pageSize());
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
    String usual = api.request().endpoint().replace("https:", "http:").replace("{region}", region);
    return scope(api, accountId, region, project, resource, user, pageSize, usual);
  }

  /** A scope whose requests go to an endpoint of the test's choice. */
  protected Scope scope(
      Api api,
      String accountId,
      String region,
      String project,
      String resource,
      String user,
      int pageSize,
      String endpoint) {
    // A key of its own: what one test has refused must not suspend the others. For the simulator it
    // is one account all the same, up to the slash.
    String key = "test-key-" + accountId + "/" + resource;
    Credential credential = new Credential(key, "test-secret-key", null);
    Account account = new Account("test", api.source().vendor(), accountId, null, () -> credential);
    return scope(api, account, region, project, resource, user, pageSize, endpoint);
  }

  /** A scope of an account with credentials of its own. */
  protected Scope scope(
      Api api,
      Account account,
      String region,
      String project,
      String resource,
      String user,
      int pageSize) {
    String usual = api.request().endpoint().replace("https:", "http:").replace("{region}", region);
    return scope(api, account, region, project, resource, user, pageSize, usual);
  }

  private Scope scope(
      Api api,
      Account account,
      String region,
      String project,
      String resource,
      String user,
      int pageSize,
      String endpoint) {
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
            views(),
            ZoneOffset.ofHours(8),
            null,
            3,
            Duration.ofMinutes(5),
            endpoint,
            true);
    return new Scope(target, resource, user);
  }

  /** Views that the targets of the scopes name; none unless a test says otherwise. */
  protected Set<String> views() {
    return Set.of();
  }

  /** Polls a scope at an instant and reads back what the poll published. */
  protected Published poll(Scope scope, Instant slot, Instant now, ScopeState memory) {
    ((SettableClock) clock).set(now);
    await().atMost(Duration.ofSeconds(40)).until(() -> ownership.memory(scope) != null);
    Poll poll = new Poll(scope, slot, now, memory, deadlines);
    try (Tail events = new Tail(bootstrap, "caravan.events.v1", scope.path());
        Tail letters = new Tail(bootstrap, "caravan.dlq.v1", scope.path());
        Tail checkpoints = new Tail(bootstrap, "caravan.checkpoints.v1", scope.path())) {
      template.requestBody("direct:poll-" + scope.api().id(), poll);
      Published published =
          new Published(events.added(), letters.added(), json(checkpoints.added().get(0)));
      assertFalse(published.events().isEmpty(), "a poll leaves a marker");
      sample(published.events()).forEach(PollingTest::assertValid);
      return published;
    }
  }

  /** Polls a scope for the first time, in a slot of its own. */
  protected Published poll(Scope scope) {
    Instant slot = Instant.parse("2026-03-01T12:00:00Z");
    return poll(scope, slot, slot.plusMillis(250), new ScopeState());
  }

  /** All events of a usual poll; of a huge one the first, the last and some between. */
  private static List<Published.Entry> sample(List<Published.Entry> events) {
    int step = Math.max(1, events.size() / 500);
    return IntStream.iterate(0, i -> i < events.size(), i -> i + step)
        .mapToObj(events::get)
        .toList();
  }

  private static void assertValid(Published.Entry entry) {
    assertEquals(Set.of(), EventSchema.problems(json(entry)), () -> entry.value());
  }

  /** Value of a record as JSON. */
  protected static JsonNode json(Published.Entry entry) {
    try {
      return JSON.readTree(entry.value());
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
