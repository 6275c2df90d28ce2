package caravan.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** Makes Kafka clients, all with the same {@code kafka.*} settings (addresses, TLS, SASL). */
@Singleton
public final class KafkaClients {

  /** How often a member of the group tells that it is there. */
  static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /**
   * Records that a reader unpacks at once. A large one takes 100 KiB and more, and a dozen
   * partitions may be read side by side.
   */
  private static final int READ_TOGETHER = 16;

  private static final List<Duration> TRANSACTION_TIMEOUTS =
      List.of(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(10));

  /**
   * Each partition's client would export hundreds of metrics over JMX and push them to the brokers.
   */
  private static final Map<String, Object> DEFAULTS =
      Map.of("metric.reporters", "", "enable.metrics.push", "false");

  private final Map<String, Object> settings;
  private Admin shared;

  /** Throws an IllegalArgumentException that names a setting which cannot work. */
  public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(DEFAULTS);
    all.putAll(settings);
    this.settings = Map.copyOf(all);
    if ("consumer".equalsIgnoreCase(String.valueOf(settings.get("group.protocol")))) {
      throw unfit("group.protocol=consumer", "leaves no choice of how partitions are shared");
    }
    if (settings.containsKey("group.instance.id")) {
      throw unfit("group.instance.id", "would make one member of all replicas");
    }
  }

  private static IllegalArgumentException unfit(String setting, String why) {
    return new IllegalArgumentException("kafka." + setting + " " + why + "; remove it");
  }

  /**
   * Unpacks and loads the native compression library, so that the first records need not wait.
   *
   * @throws IOException when nothing can be compressed
   */
  public void loadCompression() throws IOException {
    try (OutputStream nowhere =
        Compression.zstd()
            .build()
            .wrapForOutput(new ByteBufferOutputStream(64), RecordBatch.CURRENT_MAGIC_VALUE)) {
      nowhere.write(0);
    }
  }

  /** Addresses of the brokers, for messages. */
  String brokers() {
    return String.valueOf(settings.get("bootstrap.servers"));
  }

  /** The admin client of the service, which is closed with it. */
  synchronized Admin admin() {
    if (shared == null) {
      shared = admin(TopicAudit.ANSWER_WITHIN_MS);
    }
    return shared;
  }

  /** Lets go of the admin client: it waits by the clock, and so forever once that was set back. */
  synchronized void renewAdmin() {
    if (shared != null) {
      shared.close(Duration.ZERO);
      shared = null;
    }
  }

  @PreDestroy
  synchronized void close() {
    if (shared != null) {
      shared.close(Duration.ofSeconds(2));
      shared = null;
    }
  }

  /** An admin client that gives up within {@code timeoutMs}. */
  Admin admin(int timeoutMs) {
    Map<String, Object> admin = new HashMap<>(settings);
    admin.put("client.id", "caravan-admin");
    admin.put("request.timeout.ms", timeoutMs);
    admin.put("default.api.timeout.ms", timeoutMs);
    return Admin.create(admin);
  }

  /** A consumer that reads committed records of partitions that are assigned to it. */
  Consumer<byte[], byte[]> reader() {
    Map<String, Object> reader = consumer("caravan-reader");
    reader.put("max.poll.records", READ_TOGETHER);
    reader.put("max.partition.fetch.bytes", 4 * 1024 * 1024);
    reader.put("default.api.timeout.ms", 15_000);
    // At the end of a topic the brokers would delay each answer by half a second.
    reader.put("fetch.max.wait.ms", 20);
    return new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A member of the group that assigns the partitions; it never reads a record.
   *
   * @param replicas what it shows the other members, and learns of them
   */
  Consumer<byte[], byte[]> member(String group, Duration sessionTimeout, Replicas replicas) {
    Map<String, Object> member = consumer("caravan-member");
    member.put("group.id", group);
    member.put("session.timeout.ms", Math.toIntExact(sessionTimeout.toMillis()));
    member.put("heartbeat.interval.ms", Math.toIntExact(HEARTBEAT.toMillis()));
    // Partitions that do not move are still polled during a rebalance.
    member.put("partition.assignment.strategy", GroupAssignor.class.getName());
    member.put(GroupAssignor.REPLICAS, replicas);
    return new KafkaConsumer<>(member, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumer(String clientId) {
    Map<String, Object> consumer = new HashMap<>(settings);
    consumer.put("client.id", clientId);
    consumer.put("isolation.level", "read_committed");
    consumer.put("enable.auto.commit", false);
    consumer.put("auto.offset.reset", "latest");
    consumer.put("allow.auto.create.topics", false);
    return consumer;
  }

  /**
   * How long a transaction may stay open, the longest first: brokers refuse what exceeds their
   * {@code transaction.max.timeout.ms}. A poll that takes longer to send cannot be published, and
   * while it is sent, the others of its partition wait. Whoever takes over ends an open transaction
   * at once, whatever its time-out.
   */
  List<Duration> transactionTimeouts() {
    Object wanted = settings.get("transaction.timeout.ms");
    if (wanted == null) {
      return TRANSACTION_TIMEOUTS;
    }
    Duration longest = Duration.ofMillis(Long.parseLong(wanted.toString().trim()));
    return Stream.concat(
            Stream.of(longest),
            TRANSACTION_TIMEOUTS.stream().filter(one -> one.compareTo(longest) < 0))
        .toList();
  }

  /** A producer whose transactions fence every earlier one of the same id. */
  Producer<String, byte[]> producer(String transactionalId, Duration transactionTimeout) {
    Map<String, Object> producer = producerSettings();
    producer.put("transaction.timeout.ms", Math.toIntExact(transactionTimeout.toMillis()));
    producer.put("client.id", transactionalId);
    producer.put("transactional.id", transactionalId);
    producer.put("batch.size", 128 * 1024);
    // A commit flushes; until then records may gather.
    producer.put("linger.ms", 5);
    // Each partition has a producer, so each gets little; a producer never frees its buffers.
    producer.put("buffer.memory", 8 * 1024 * 1024L);
    // Until the coordinator is known, requests wait this long; the default adds 0.1 s to fencing.
    producer.put("retry.backoff.ms", 20);
    return new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer());
  }

  /** A producer without transactions. */
  Producer<String, byte[]> producer() {
    Map<String, Object> producer = producerSettings();
    producer.put("batch.size", 64 * 1024);
    // Nothing flushes it, so each poll would wait for the linger at its end.
    producer.put("linger.ms", 0);
    return new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> producerSettings() {
    Map<String, Object> producer = new HashMap<>(settings);
    producer.put("acks", "all");
    producer.put("enable.idempotence", true);
    producer.put("compression.type", "zstd");
    // As small as with level 3 for events, which repeat each other, and a fifth cheaper.
    producer.put("compression.zstd.level", 1);
    // Before compression: a checkpoint names every subject whose end is not proved yet.
    producer.put("max.request.size", 8 * 1024 * 1024);
    producer.put("max.block.ms", 10_000);
    producer.put("request.timeout.ms", 10_000);
    producer.put("delivery.timeout.ms", 15_000);
    return producer;
  }
}
