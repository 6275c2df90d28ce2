package caravan.routes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is added to a topic under some keys, from now on. */
final class Tail implements AutoCloseable {

  private final KafkaConsumer<String, String> consumer;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> start;
  private final Predicate<String> wanted;
  private final KafkaConsumer<String, String> uncommitted;

  Tail(String bootstrap, String topic, String key) {
    this(bootstrap, topic, key::equals);
  }

  private Tail(String bootstrap, String topic, Predicate<String> wanted) {
    this.wanted = wanted;
    consumer = consumer(bootstrap, "read_committed");
    uncommitted = consumer(bootstrap, "read_uncommitted");
    partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    start = uncommitted.endOffsets(partitions);
    start.forEach(consumer::seek);
  }

  private static KafkaConsumer<String, String> consumer(String bootstrap, String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "isolation.level",
            isolation,
            // A consumer that closes waits for the fetch under way: half a second otherwise.
            "fetch.max.wait.ms",
            "20"),
        new StringDeserializer(),
        new StringDeserializer());
  }

  /** Of all keys that begin alike. */
  static Tail of(String bootstrap, String topic, String prefix) {
    return new Tail(bootstrap, topic, (String key) -> key.startsWith(prefix));
  }

  /**
   * Everything that was added between the creation and now. A commit is acknowledged a moment
   * before readers see it, so this waits for the end that is not committed yet.
   */
  List<PollingTest.Published.Entry> added() {
    Map<TopicPartition, Long> end = uncommitted.endOffsets(partitions);
    List<PollingTest.Published.Entry> added = new ArrayList<>();
    while (partitions.stream().anyMatch(one -> consumer.position(one) < end.get(one))) {
      for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(100))) {
        if (wanted.test(one.key())) {
          added.add(published(one));
        }
      }
    }
    return added;
  }

  private static PollingTest.Published.Entry published(ConsumerRecord<String, String> one) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : one.headers()) {
      headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    return new PollingTest.Published.Entry(
        one.topic(), one.partition(), one.key(), headers, one.value());
  }

  @Override
  public void close() {
    consumer.close();
    uncommitted.close();
  }
}
