package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.event.Checkpoint;
import caravan.event.UnreadableRecord;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What former versions of the product left in Kafka is read by this one. {@code
 * caravan.product.StateDump} made the files.
 */
@Tag("broker")
class FormerStateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 12;

  private static Broker broker;
  private static int runs;

  @BeforeAll
  static void startBroker() {
    broker = Broker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static List<JsonNode> lines(String name) {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                FormerStateTest.class.getResourceAsStream("/state/" + name + ".jsonl"), UTF_8))) {
      List<JsonNode> lines = new ArrayList<>();
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        lines.add(JSON.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] value(JsonNode line) throws IOException {
    return line.has("value") ? line.get("value").binaryValue() : null;
  }

  /** Writes the records into topics of their own, and loads them. */
  private static Map<String, ScopeState> loaded(List<JsonNode> lines) throws Exception {
    String prefix = "former" + ++runs;
    KafkaPolls polls = new KafkaPolls(broker, prefix);
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (JsonNode line : lines) {
        List<Header> headers = new ArrayList<>();
        line.get("headers")
            .properties()
            .forEach(
                one ->
                    headers.add(
                        new RecordHeader(
                            one.getKey(), one.getValue().textValue().getBytes(UTF_8))));
        producer
            .send(
                new ProducerRecord<>(
                    prefix + "." + line.get("topic").textValue() + ".v1",
                    line.get("partition").intValue(),
                    line.get("key").textValue(),
                    value(line),
                    headers))
            .get();
      }
    }
    Map<String, ScopeState> all = new HashMap<>();
    StateLoader loader =
        new StateLoader(
            polls.clients,
            polls.topics,
            polls.formats,
            SettingsFixture.settings(PublishSettings.class));
    IntStream.range(0, PARTITIONS).forEach(one -> all.putAll(loader.load(one).scopes()));
    return all;
  }

  private static Map<String, byte[]> records(List<JsonNode> lines, String topic)
      throws IOException {
    Map<String, byte[]> records = new HashMap<>();
    for (JsonNode line : lines) {
      if (line.get("topic").textValue().equals(topic) && line.has("value")) {
        records.put(line.get("key").textValue(), value(line));
      }
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-30-json", "2026-11-30-avro"})
  void stateOfAFormerVersionIsKnownInFull(String name) throws Exception {
    // Given
    List<JsonNode> lines = lines(name);
    Map<String, byte[]> checkpoints = records(lines, "checkpoints");
    Set<String> open = records(lines, "state").keySet();

    // When
    Map<String, ScopeState> loaded = loaded(lines);

    // Then
    assertFalse(open.isEmpty());
    assertEquals(checkpoints.keySet(), loaded.keySet());
    Set<String> subjects = new HashSet<>();
    for (Map.Entry<String, ScopeState> one : loaded.entrySet()) {
      assertNull(one.getValue().damage());
      assertEquals(
          new String(checkpoints.get(one.getKey()), UTF_8), one.getValue().checkpoint().json());
      for (String subject : one.getValue().subjects()) {
        assertTrue(one.getValue().known(subject).revision() > 0);
        assertNull(one.getValue().known(subject).returnedAfter());
        subjects.add(subject);
      }
    }
    assertEquals(open, subjects);
  }

  /**
   * Going back works because readers ignore what they do not know: what is left of a checkpoint
   * without the members that were added since is one of the former version.
   */
  @ParameterizedTest
  @ValueSource(strings = {"2026-11-30-json", "2026-11-30-avro"})
  void checkpointWithoutItsNewMembersIsOneOfTheFormerVersion(String name)
      throws IOException, UnreadableRecord {
    for (byte[] json : records(lines(name), "checkpoints").values()) {
      Checkpoint former = Checkpoint.read(json);
      Checkpoint later =
          new Checkpoint(
              former.scope(),
              former.lastPoll(),
              former.lastComplete(),
              former.pendingAbsent(),
              new Checkpoint.Omitted(1, former.lastPoll().scheduledAt()),
              former.notFound(),
              former.endedAt(),
              new TreeMap<>(Map.of("43f0", former.lastPoll().scheduledAt())),
              null);
      ObjectNode members = (ObjectNode) JSON.readTree(later.json());
      members.remove(List.of("letters", "pending_omitted"));
      assertEquals(JSON.readTree(json), members);
    }
  }
}
