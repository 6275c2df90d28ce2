package caravan.kafka;

import caravan.event.format.EventFormats;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Reads the state and checkpoint topics of partitions from their beginning to their end, as far as
 * transactions are committed.
 */
final class StateLoader {

  private static final Logger LOG = Logger.getLogger(StateLoader.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);
  private static final int POLL_RECORDS = 2_000;

  private final KafkaClients clients;
  private final Topics topics;
  private final EventFormats formats;
  private final PublishSettings.OnError onError;
  private final Map<Integer, Long> checkpointsReadTo = new ConcurrentHashMap<>();

  StateLoader(
      KafkaClients clients, Topics topics, EventFormats formats, PublishSettings.OnError onError) {
    this.clients = clients;
    this.topics = topics;
    this.formats = formats;
    this.onError = onError;
  }

  Set<Integer> inUse(Set<Integer> partitions) {
    Set<Integer> used = new TreeSet<>();
    try (Consumer<byte[], byte[]> reader = clients.reader(POLL_RECORDS)) {
      List<TopicPartition> all = topicPartitions(partitions);
      Map<TopicPartition, Long> beginnings = reader.beginningOffsets(all);
      Map<TopicPartition, Long> ends = reader.endOffsets(all);
      all.stream()
          .filter(one -> ends.get(one) > beginnings.get(one))
          .forEach(one -> used.add(one.partition()));
    }
    return used;
  }

  /** What is known of the scopes: by partition, then by path of the scope. */
  Map<Integer, Map<String, ScopeState>> load(Set<Integer> partitions) {
    long start = System.nanoTime();
    Map<Integer, RecordedState> recorded = new TreeMap<>();
    partitions.forEach(partition -> recorded.put(partition, new RecordedState(formats)));
    try (Consumer<byte[], byte[]> reader = clients.reader(POLL_RECORDS)) {
      List<TopicPartition> all = topicPartitions(partitions);
      reader.assign(all);
      reader.seekToBeginning(all);
      readToEnd(reader, reader.endOffsets(all), recorded);
      all.stream()
          .filter(one -> one.topic().equals(topics.checkpoints()))
          .forEach(one -> checkpointsReadTo.put(one.partition(), reader.position(one)));
    }
    Map<Integer, Map<String, ScopeState>> loaded = new TreeMap<>();
    recorded.forEach((partition, one) -> loaded.put(partition, one.finish(onError)));
    report(loaded, Duration.ofNanos(System.nanoTime() - start));
    return loaded;
  }

  /** Where the checkpoints of a partition ended when it was last loaded. */
  long checkpointsReadTo(int partition) {
    return checkpointsReadTo.getOrDefault(partition, 0L);
  }

  private static void report(Map<Integer, Map<String, ScopeState>> loaded, Duration took) {
    List<ScopeState> memories =
        loaded.values().stream().flatMap(scopes -> scopes.values().stream()).toList();
    LOG.infof(
        "state is loaded partitions=%s scopes=%d subjects=%d ms=%d",
        loaded.keySet(),
        memories.size(),
        memories.stream().mapToLong(ScopeState::size).sum(),
        took.toMillis());
  }

  List<TopicPartition> topicPartitions(Set<Integer> partitions) {
    List<TopicPartition> all = new ArrayList<>();
    for (int partition : partitions) {
      all.add(new TopicPartition(topics.checkpoints(), partition));
      all.add(new TopicPartition(topics.state(), partition));
    }
    return all;
  }

  /** Reads on to given ends. */
  void readToEnd(
      Consumer<byte[], byte[]> reader,
      Map<TopicPartition, Long> ends,
      Map<Integer, RecordedState> recorded) {
    long lastProgress = System.nanoTime();
    long lastPosition = -1;
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      long position = ends.keySet().stream().mapToLong(reader::position).sum();
      long now = System.nanoTime();
      if (position > lastPosition) {
        lastPosition = position;
        lastProgress = now;
      } else if (now - lastProgress > MAX_SILENCE.toNanos()) {
        throw new TimeoutException("no state was read for " + MAX_SILENCE.toSeconds() + " s");
      }
      reader.poll(PAUSE).forEach(entry -> read(entry, recorded.get(entry.partition())));
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> entry, RecordedState recorded) {
    if (entry.topic().equals(topics.state())) {
      recorded.state(entry);
    } else {
      recorded.checkpoint(entry);
    }
  }
}
