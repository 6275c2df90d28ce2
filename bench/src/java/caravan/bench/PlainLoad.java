package caravan.bench;

import caravan.model.Memory;
import caravan.model.Recorded;
import caravan.model.RecordedJson;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The least a loader can do: one consumer, one thread, every record read and remembered. */
public final class PlainLoad {

  private PlainLoad() {}

  /**
   * Entry point; prints the figures as one line of JSON.
   *
   * @param arguments Kafka address
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, Memory> memories = new HashMap<>();
    long start = System.nanoTime();
    long read = load(arguments[0], memories);
    double seconds = (System.nanoTime() - start) / 1e9;
    Runtime runtime = Runtime.getRuntime();
    System.gc();
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("loader", "plain consumer, one thread")
        .put("records", read)
        .put("subjects", memories.values().stream().mapToLong(Memory::size).sum())
        .put("scopes", memories.size())
        .put("seconds", Math.round(seconds * 10) / 10.0)
        .put("CPU seconds", cpuSeconds())
        .put("records/s", Math.round(read / seconds))
        .put("heap MiB", runtime.totalMemory() - runtime.freeMemory() >> 20);
    System.out.println(row);
  }

  private static long cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toSeconds();
  }

  private static long load(String bootstrap, Map<String, Memory> memories) throws Exception {
    List<TopicPartition> partitions =
        IntStream.range(0, StateTopic.PARTITIONS)
            .mapToObj(number -> new TopicPartition(StateTopic.STATE, number))
            .toList();
    long read = 0;
    try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrap)) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          read++;
          Recorded recorded = RecordedJson.read(each.value());
          memories.computeIfAbsent(recorded.scope(), scope -> new Memory()).put(recorded.known());
        }
      }
    }
    return read;
  }

  private static KafkaConsumer<String, byte[]> consumer(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
