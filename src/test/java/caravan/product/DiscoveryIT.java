package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.simulator.Account;
import caravan.simulator.Clouds;
import caravan.simulator.MongoInstance;
import caravan.simulator.Simulator;
import caravan.simulator.TargetsFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources that are found: they come, stop, go and come back, over restarts. */
class DiscoveryIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "found";

  @TempDir Path folder;

  private static List<JsonNode> events(Broker broker) {
    return Topic.read(broker.bootstrapServers(), PREFIX + ".events.v1").stream()
        .map(DiscoveryIT::json)
        .toList();
  }

  private static JsonNode json(Topic.Entry entry) {
    try {
      return JSON.readTree(entry.value());
    } catch (IOException e) {
      throw new AssertionError(entry.value(), e);
    }
  }

  private static Set<String> ids(List<JsonNode> events) {
    return events.stream().map(event -> event.path("id").asText()).collect(Collectors.toSet());
  }

  private static Set<String> polled(Broker broker, String operation) {
    return events(broker).stream()
        .filter(event -> event.path("kind").asText().equals("snapshot.completed"))
        .filter(event -> event.at("/source/api").asText().equals(operation))
        .map(event -> event.at("/resource/id").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, String> settings(Broker broker, Simulator clouds) throws Exception {
    Path targets = folder.resolve("targets.yaml");
    Files.writeString(
        targets, TargetsFile.finding(clouds.clouds(), clouds.endpoint(), sheet -> "1s", "10s"));
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    settings.put("caravan.targets", "file:" + targets);
    settings.put("caravan.retire-after", "2s");
    return settings;
  }

  @Test
  void nothingHasToBeTyped() throws Exception {
    try (Broker broker = Broker.start();
        Simulator simulator = Simulator.start()) {
      Clouds clouds = simulator.clouds();
      Account<MongoInstance> tencent = clouds.tencent();
      Map<String, String> settings = settings(broker, simulator);
      Map<String, String> environment = Product.credentials();

      // Everything that the account has is polled, each by the calls for it.
      try (Product product = Product.start(Broker.freePort(), settings, environment)) {
        await()
            .atMost(World.SOON)
            .until(
                () ->
                    polled(broker, "DescribeClientConnections")
                        .containsAll(tencent.resources().keySet()));
        await()
            .atMost(World.SOON)
            .until(
                () ->
                    polled(broker, "QueryP2CVPNConnections")
                        .containsAll(clouds.huawei().resources().keySet()));
        await()
            .atMost(World.SOON)
            .until(
                () ->
                    events(broker).stream()
                        .filter(event -> event.path("kind").asText().equals("connection.observed"))
                        .anyMatch(
                            event -> event.at("/client/user/name").asText().equals("lin.mei")));

        // What comes is polled, what stops stays.
        tencent.add("cmgo-new", new MongoInstance()).client("10.1.2.3", 4);
        tencent.resource(Clouds.TENCENT_INSTANCES.get(0)).runs(false);
        await()
            .atMost(World.SOON)
            .until(() -> polled(broker, "DescribeClientConnections").contains("cmgo-new"));
        product.stop();
      }

      // Nothing is lost with a restart, and what went meanwhile ends with its resource.
      tencent.remove("cmgo-new");
      Set<String> before = ids(events(broker));
      try (Product product = Product.start(Broker.freePort(), settings, environment)) {
        await()
            .atMost(World.SOON)
            .until(
                () ->
                    events(broker).stream()
                        .anyMatch(
                            event ->
                                event.path("kind").asText().equals("connection.closed")
                                    && event.at("/resource/id").asText().equals("cmgo-new")));
        product.stop();
      }
      List<JsonNode> closed =
          events(broker).stream()
              .filter(event -> event.path("kind").asText().equals("connection.closed"))
              .filter(event -> !before.contains(event.path("id").asText()))
              .toList();
      assertEquals(1, closed.size(), closed::toString);
      assertEquals("cmgo-new", closed.get(0).at("/resource/id").asText());
      assertEquals("resource_gone", closed.get(0).path("end_reason").asText());
      assertEquals(ids(events(broker)).size(), events(broker).size());
    }
  }
}
