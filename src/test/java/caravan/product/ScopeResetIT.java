package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scopes of the packaged product that cannot be polled as they are, and an operator who begins them
 * anew while a replica runs. Nothing changes at the vendor, so nothing may be opened or closed.
 */
class ScopeResetIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "anew";
  private static final String BLIND = Clouds.CTYUN_INSTANCES.get(0);
  private static final String SCOPE = "ctyun/dds/ct-000001/-/instance/" + BLIND;

  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(Product.credentials());
  private Broker broker;
  private Simulator clouds;
  private int port;

  @BeforeEach
  void start() throws IOException {
    broker = Broker.start();
    clouds = Simulator.start();
    port = Broker.freePort();
    String targets = Product.targets(clouds.endpoint(), "1s", Simulator.CTYUN_ACCOUNTS::equals);
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    settings.put(
        "caravan.targets", "file:" + Files.writeString(folder.resolve("targets.yaml"), targets));
    environment.put("JAVA_TOOL_OPTIONS", World.QUICK_START);
  }

  @AfterEach
  void stop() {
    clouds.close();
    broker.close();
  }

  private Product product() {
    return Product.start(port, settings, environment);
  }

  private List<Topic.Entry> entries(String topic) {
    return Topic.settled(broker.bootstrapServers(), PREFIX + "." + topic + ".v1");
  }

  private List<JsonNode> events() {
    return entries("events").stream()
        .filter(entry -> entry.key().startsWith(SCOPE))
        .map(entry -> json(entry.value()))
        .toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<JsonNode> markers() {
    return events().stream().filter(event -> event.has("report")).toList();
  }

  private Topic.Entry checkpoint() {
    return entries("checkpoints").stream()
        .filter(entry -> entry.key().startsWith(SCOPE))
        .reduce((one, later) -> later)
        .orElseThrow();
  }

  private void awaitMarkers(int count) {
    await().atMost(World.SOON).until(() -> markers().size() >= count);
  }

  private void write(ProducerRecord<String, String> record) throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Producer<String, String> producer =
        new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
      producer.send(record).get();
    }
  }

  private Run run(String... arguments) throws Exception {
    Run run = Run.of(folder, settings, environment, arguments);
    run.assertWithout(Product.secrets());
    return run;
  }

  /** Polls until the scope has some history, and ends. Returns its number of markers. */
  private int poll() throws Exception {
    try (Product before = product()) {
      awaitMarkers(3);
      before.stop();
    }
    return markers().size();
  }

  /** The replica goes on by itself; the scope begins with a baseline, and nothing is invented. */
  private void assertGoesOn(int before) {
    awaitMarkers(before + 3);
    List<JsonNode> markers = markers();
    List<JsonNode> later = markers.subList(before, markers.size());
    assertTrue(later.get(0).at("/report/baseline").booleanValue(), later::toString);
    assertEquals("complete", later.get(0).at("/report/status").textValue());
    assertFalse(later.get(1).at("/report/baseline").booleanValue(), later::toString);
    Set<String> kinds =
        events().stream().map(event -> event.get("kind").textValue()).collect(Collectors.toSet());
    assertEquals(Set.of("account.observed", "snapshot.completed"), kinds);
    Set<String> slots =
        markers.stream()
            .map(marker -> marker.at("/snapshot/scheduled_at").textValue())
            .collect(Collectors.toSet());
    assertEquals(markers.size(), slots.size(), "a slot was polled twice");
  }

  @Test
  @Tag("thorough")
  void scopeThatAWrongClockBlinded() throws Exception {
    // Given
    int polled = poll();
    Topic.Entry last = checkpoint();
    ObjectNode far = (ObjectNode) json(last.value());
    ((ObjectNode) far.get("last_poll")).put("scheduled_at", "2099-01-01T00:00:00.000Z");
    write(
        new ProducerRecord<>(
            PREFIX + ".checkpoints.v1", last.partition(), last.key(), far.toString()));
    int subjects = known(last.key());

    try (Product replica = product()) {
      int others = entries("events").size();
      await().atMost(World.SOON).until(() -> entries("events").size() > others + 2);
      assertEquals(polled, markers().size());
      int written = entries("checkpoints").size();

      // When
      Run dry = run("scope", "reset", BLIND, "--dry-run", "--json");

      // Then
      assertEquals(0, dry.exitCode(), dry::toString);
      assertTrue(dry.json().at("/checkpoint/ahead").booleanValue(), dry::toString);
      assertEquals("2099-01-01T00:00:00.000Z", dry.json().at("/checkpoint/last_slot").textValue());
      assertEquals(subjects, dry.json().get("subjects").intValue());
      assertEquals(1, dry.json().get("owners").size(), dry::toString);
      assertFalse(dry.json().get("written").booleanValue());
      assertEquals(polled, markers().size());
      assertEquals(far, json(checkpoint().value()));
      assertTrue(entries("checkpoints").size() >= written);

      // When
      Run done = run("scope", "reset", BLIND);

      // Then
      assertEquals(0, done.exitCode(), done::toString);
      assertTrue(done.out().contains("The scope was reset."), done::toString);
      assertGoesOn(polled);
      assertTrue(replica.alive());
    }
  }

  /** Its partition has no other scope that would notice. */
  @Test
  @Tag("thorough")
  void scopeWhoseStateCannotBeRead() throws Exception {
    // Given
    int polled = poll();
    Topic.Entry last = checkpoint();
    Topic.Entry state =
        entries("state").stream()
            .filter(entry -> entry.key().startsWith(SCOPE))
            .findFirst()
            .orElseThrow();
    ProducerRecord<String, String> damaged =
        new ProducerRecord<>(PREFIX + ".state.v1", last.partition(), state.key(), "{");
    damaged.headers().add("ce_partitionkey", last.key().getBytes(StandardCharsets.UTF_8));
    write(damaged);
    write(new ProducerRecord<>(PREFIX + ".checkpoints.v1", last.partition(), last.key(), "{"));

    try (Product replica = product()) {
      replica.awaitLine(
          World.SOON, line -> line.contains("scope=" + last.key() + " is not polled"));

      // When
      Run done = run("scope", "reset", BLIND, "--json");

      // Then
      assertEquals(0, done.exitCode(), done::toString);
      assertEquals(state.key(), done.json().at("/removed/0").textValue(), done::toString);
      assertTrue(done.json().get("written").booleanValue());
      assertGoesOn(polled);
      assertTrue(replica.get("/observe/metrics").contains("caravan_scopes_stopped 0.0"));
    }
  }

  private int known(String scope) {
    return (int)
        entries("state").stream()
            .filter(entry -> scope.equals(entry.headers().get("ce_partitionkey")))
            .map(Topic.Entry::key)
            .distinct()
            .count();
  }

  @Test
  void nameIsNeededAndHelpIsThere() throws Exception {
    assertEquals(2, run("scope").exitCode());
    assertEquals(2, run("scope", "reset").exitCode());
    assertEquals(2, run("scope", "reset", "nothing-like-that", "--dry-run").exitCode());
    Run help = run("scope", "reset", "--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.out().startsWith("Usage: caravan scope reset"), help::toString);
  }
}
