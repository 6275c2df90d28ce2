package caravan.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The event topic from its beginning, committed transactions only. */
final class Feed implements AutoCloseable {

  private static final Duration WAIT = Duration.ofMillis(200);

  private final String topic;
  private final KafkaConsumer<String, String> consumer;
  private boolean assigned;

  /**
   * A reader of a topic that the product may still have to create.
   *
   * @param bootstrap Kafka address
   * @param topic topic
   */
  Feed(String bootstrap, String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer());
  }

  /** What has come since, possibly nothing; waits a moment. */
  List<String> next() throws InterruptedException {
    List<String> values = new ArrayList<>();
    if (!assigned) {
      assigned = assign();
    }
    if (assigned) {
      for (ConsumerRecord<String, String> record : consumer.poll(WAIT)) {
        values.add(record.value());
      }
    } else {
      Thread.sleep(WAIT.toMillis());
    }
    return values;
  }

  private boolean assign() {
    if (!consumer.listTopics().containsKey(topic)) {
      return false;
    }
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return true;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
