package caravan.kafka;

import caravan.event.format.EventFormats;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Reads the state and the checkpoints of a partition from their beginning to their end, and proves
 * that nothing is missing: no open transaction hides anything, and each scope has what its
 * checkpoint proves.
 */
final class StateLoader {

  private static final Logger LOG = Logger.getLogger(StateLoader.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_SILENCE = Duration.ofSeconds(30);

  private final KafkaClients clients;
  private final Topics topics;
  private final EventFormats formats;
  private final PublishSettings settings;

  /**
   * What is known of a partition.
   *
   * @param scopes its scopes by path
   * @param checkpointsEnd where its checkpoints ended
   */
  record Loaded(Map<String, ScopeState> scopes, long checkpointsEnd) {}

  StateLoader(KafkaClients clients, Topics topics, EventFormats formats, PublishSettings settings) {
    this.clients = clients;
    this.topics = topics;
    this.formats = formats;
    this.settings = settings;
  }

  /** Whether a partition has records. */
  boolean isUsed(int partition) {
    List<TopicPartition> both = both(partition);
    return !offsets().written(both).equals(offsets().beginnings(both));
  }

  /** Reads a partition, whose earlier owner is fenced. */
  Loaded load(int partition) {
    long start = System.nanoTime();
    List<TopicPartition> both = both(partition);
    Map<TopicPartition, Long> ends = settled(both);
    Map<TopicPartition, Long> beginnings = offsets().beginnings(both);
    RecordedState recorded = recorded();
    if (!ends.equals(beginnings)) {
      try (Consumer<byte[], byte[]> reader = clients.reader()) {
        reader.assign(both);
        beginnings.forEach(reader::seek);
        readToEnd(reader, ends, recorded);
      }
    }
    Map<String, ScopeState> scopes = recorded.finish(settings.onStateError());
    report(partition, scopes.values(), Duration.ofNanos(System.nanoTime() - start));
    return new Loaded(scopes, ends.get(checkpoints(partition)));
  }

  /** What records say, before the first one is read. */
  RecordedState recorded() {
    return new RecordedState(formats, settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE);
  }

  private PartitionEnds offsets() {
    return new PartitionEnds(clients.admin());
  }

  /** The ends of partitions, once no transaction is open in them. */
  Map<TopicPartition, Long> settled(List<TopicPartition> partitions) {
    return offsets().settled(partitions);
  }

  private static void report(int partition, Collection<ScopeState> loaded, Duration took) {
    LOG.infof(
        "state is loaded partition=%d scopes=%d subjects=%d ms=%d",
        partition,
        loaded.size(),
        loaded.stream().mapToLong(ScopeState::size).sum(),
        took.toMillis());
  }

  private TopicPartition checkpoints(int partition) {
    return new TopicPartition(topics.checkpoints(), partition);
  }

  /** A partition of the checkpoints and of the states. */
  List<TopicPartition> both(int partition) {
    return List.of(checkpoints(partition), new TopicPartition(topics.state(), partition));
  }

  /** Reads on to given ends. */
  void readToEnd(
      Consumer<byte[], byte[]> reader, Map<TopicPartition, Long> ends, RecordedState recorded) {
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
      reader.poll(PAUSE).forEach(entry -> read(entry, recorded));
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
