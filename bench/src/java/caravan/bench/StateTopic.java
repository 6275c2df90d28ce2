package caravan.bench;

import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.json.Instants;
import caravan.model.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;

/** Fills the state and checkpoint topics of a broker as polls of many gateways would have. */
final class StateTopic {

  /** Name of the state topic. */
  static final String STATE = "caravan.state.v1";

  /** Name of the checkpoint topic. */
  static final String CHECKPOINTS = "caravan.checkpoints.v1";

  /** Partitions of both. */
  static final int PARTITIONS = 12;

  private StateTopic() {}

  /**
   * Makes both topics and fills them.
   *
   * @param bootstrap Kafka address
   * @param connections what to write
   * @param subjects how many of them
   * @return seconds it took
   */
  static double fill(String bootstrap, Connections connections, int subjects) throws Exception {
    create(bootstrap);
    long start = System.nanoTime();
    try (Producer<String, byte[]> producer = producer(bootstrap)) {
      // Most of the time goes into making the events, so every core makes some.
      IntStream.range(0, subjects)
          .parallel()
          .forEach(number -> producer.send(state(connections.event(number))));
      connections.scopes().forEach(scope -> producer.send(checkpoint(scope)));
      producer.flush();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void create(String bootstrap) throws Exception {
    Map<String, String> compacted = Map.of("cleanup.policy", "compact");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (String name : List.of(STATE, CHECKPOINTS)) {
        NewTopic topic = new NewTopic(name, PARTITIONS, (short) 1).configs(compacted);
        try {
          admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
    }
  }

  private static Producer<String, byte[]> producer(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            256 * 1024,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L * 1024 * 1024,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "zstd");
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<String, byte[]> state(Event event) {
    ProducerRecord<String, byte[]> message =
        message(STATE, event.scope(), event.subject(), event.json());
    String scope = event.scope().path();
    header(message, "content-type", "application/json");
    header(message, "ce_specversion", "1.0");
    header(message, "ce_id", event.id());
    header(message, "ce_source", "/" + scope);
    header(message, "ce_type", "internal.caravan." + event.kind().wire());
    header(message, "ce_time", Instants.text(event.times().event()));
    header(message, "ce_subject", event.subject());
    header(message, "ce_dataschema", "https://caravan.internal/schema/connection-event/1");
    header(message, "ce_partitionkey", scope);
    header(message, "ce_sequence", "20260131T235900Z-" + event.snapshot().sequence());
    header(message, "ce_recordedtime", Instants.text(event.observedAt()));
    header(message, "ce_correlationid", event.snapshot().pollId());
    return message;
  }

  private static ProducerRecord<String, byte[]> checkpoint(Scope scope) {
    Checkpoint.Last last = new Checkpoint.Last("poll", Connections.SLOT, "partial");
    return message(
        CHECKPOINTS,
        scope,
        scope.path(),
        new Checkpoint(scope.path(), last, null, new TreeMap<>(), 0, null).json());
  }

  private static ProducerRecord<String, byte[]> message(
      String topic, Scope scope, String key, String json) {
    byte[] path = scope.path().getBytes(StandardCharsets.UTF_8);
    int partition = Utils.toPositive(Utils.murmur2(path)) % PARTITIONS;
    return new ProducerRecord<>(topic, partition, key, json.getBytes(StandardCharsets.UTF_8));
  }

  private static void header(ProducerRecord<String, byte[]> message, String name, String value) {
    message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
