package caravan.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Whole topics, as a consumer sees them that reads committed transactions only. Records of one
 * partition keep their order; partitions follow each other in no particular order.
 */
public final class Topic {

  private static final Duration ANSWER = Duration.ofSeconds(20);

  private Topic() {}

  /**
   * One record of a topic.
   *
   * @param topic topic
   * @param partition partition number
   * @param offset place in the partition
   * @param timestamp time Kafka keeps with the record
   * @param key key as text, or null
   * @param headers headers as text, in their order; the last of a repeated name wins
   * @param bytes value, null for a tombstone
   */
  public record Entry(
      String topic,
      int partition,
      long offset,
      Instant timestamp,
      String key,
      Map<String, String> headers,
      byte[] bytes) {

    /** Value as UTF-8 text, null for a tombstone. */
    public String value() {
      return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether the record deletes its key. */
    public boolean tombstone() {
      return bytes == null;
    }
  }

  /**
   * Creates topics and waits until they can be written to; a topic that exists is left as it is.
   *
   * @param bootstrap Kafka address
   * @param partitions partitions of each
   * @param names topics
   */
  public static void create(String bootstrap, int partitions, String... names) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (String name : names) {
        try {
          NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
          admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new IllegalStateException("Could not create topic " + name, e.getCause());
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("Interrupted while creating topic " + name, e);
        }
      }
    }
  }

  /**
   * All records from the beginning to the end the topic has now. A topic that does not exist is
   * empty.
   *
   * @param bootstrap Kafka address
   * @param topic topic
   */
  public static List<Entry> read(String bootstrap, String topic) {
    return read(bootstrap, topic, any -> true);
  }

  /**
   * As {@link #read(String, String)}, and keeps only some records in memory.
   *
   * @param kept which
   */
  public static List<Entry> read(String bootstrap, String topic, Predicate<Entry> kept) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrap)) {
      List<Entry> entries = new ArrayList<>();
      if (!consumer.listTopics(ANSWER).containsKey(topic)) {
        return entries;
      }
      List<TopicPartition> partitions = assignFromBeginning(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
      long deadline = System.nanoTime() + ANSWER.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("The end of " + topic + " was not reached in " + ANSWER);
        }
        poll(consumer, kept, entries);
      }
      return entries;
    }
  }

  /**
   * All records, once every transaction that was begun before has ended: a commit is acknowledged a
   * moment before readers see it.
   *
   * @param bootstrap Kafka address
   * @param topic topic
   * @throws IllegalStateException when a transaction stays open
   */
  public static List<Entry> settled(String bootstrap, String topic) {
    try (KafkaConsumer<String, byte[]> committed = consumer(bootstrap, "read_committed");
        KafkaConsumer<String, byte[]> all = consumer(bootstrap, "read_uncommitted")) {
      List<TopicPartition> partitions =
          all.partitionsFor(topic, ANSWER).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = all.endOffsets(partitions, ANSWER);
      long deadline = System.nanoTime() + ANSWER.toNanos();
      while (partitions.stream()
          .anyMatch(one -> committed.endOffsets(List.of(one), ANSWER).get(one) < ends.get(one))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("A transaction of " + topic + " is still open");
        }
      }
    }
    return read(bootstrap, topic);
  }

  /**
   * Reads from the beginning until the predicate holds for everything read so far.
   *
   * @param bootstrap Kafka address
   * @param topic topic; it may come into being while waiting
   * @param limit how long to wait
   * @param enough tells whether the records so far are what is waited for
   * @throws AssertionError when the time is up; names how many records there were
   */
  public static List<Entry> read(
      String bootstrap, String topic, Duration limit, Predicate<List<Entry>> enough) {
    return read(bootstrap, topic, any -> true, limit, enough);
  }

  /**
   * As {@link #read(String, String, Duration, Predicate)}, and keeps only some records in memory.
   *
   * @param kept which
   */
  public static List<Entry> read(
      String bootstrap,
      String topic,
      Predicate<Entry> kept,
      Duration limit,
      Predicate<List<Entry>> enough) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<Entry> entries = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrap)) {
      boolean assigned = false;
      while (!enough.test(Collections.unmodifiableList(entries))) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError(
              "Not what was waited for after " + limit + ": " + entries.size() + " in " + topic);
        }
        if (assigned) {
          poll(consumer, kept, entries);
        } else if (consumer.listTopics(ANSWER).containsKey(topic)) {
          assignFromBeginning(consumer, topic);
          assigned = true;
        }
      }
    }
    return entries;
  }

  /**
   * Reads until there are at least so many records.
   *
   * @param bootstrap Kafka address
   * @param topic topic; it may come into being while waiting
   * @param limit how long to wait
   * @param count records to wait for
   * @throws AssertionError when the time is up
   */
  public static List<Entry> read(String bootstrap, String topic, Duration limit, int count) {
    return read(bootstrap, topic, limit, entries -> entries.size() >= count);
  }

  private static void poll(
      KafkaConsumer<String, byte[]> consumer, Predicate<Entry> kept, List<Entry> entries) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      Entry entry = entry(record);
      if (kept.test(entry)) {
        entries.add(entry);
      }
    }
  }

  private static List<TopicPartition> assignFromBeginning(
      KafkaConsumer<String, byte[]> consumer, String topic) {
    Stream<TopicPartition> all =
        consumer.partitionsFor(topic, ANSWER).stream()
            .map(info -> new TopicPartition(topic, info.partition()));
    List<TopicPartition> partitions = all.toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  private static KafkaConsumer<String, byte[]> consumer(String bootstrap) {
    return consumer(bootstrap, "read_committed");
  }

  private static KafkaConsumer<String, byte[]> consumer(String bootstrap, String isolation) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000,
            // At the end of a topic the brokers would delay each answer by half a second.
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            20,
            ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
            false);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static Entry entry(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? null : new String(value, StandardCharsets.UTF_8));
    }
    return new Entry(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        record.key(),
        headers,
        record.value());
  }
}
