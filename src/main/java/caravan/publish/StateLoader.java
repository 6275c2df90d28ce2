package caravan.publish;

import caravan.model.Checkpoint;
import caravan.model.Memory;
import caravan.model.Recorded;
import caravan.model.UnreadableRecord;
import caravan.redact.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Reads the state and checkpoint topics of partitions from their beginning to their end, as far as
 * transactions are committed, and builds what is known of each scope.
 */
final class StateLoader {

  private static final Logger LOG = Logger.getLogger(StateLoader.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final int POLL_RECORDS = 2_000;
  private static final int SEGMENTS_OF_RESOURCE = 6;
  private static final int LONGEST_KEY_SHOWN = 300;

  private final KafkaClients clients;
  private final Topics topics;
  private final EventFormats formats;
  private final PublishSettings.OnError onError;

  StateLoader(
      KafkaClients clients, Topics topics, EventFormats formats, PublishSettings.OnError onError) {
    this.clients = clients;
    this.topics = topics;
    this.formats = formats;
    this.onError = onError;
  }

  /** Those of the partitions that hold any record. */
  Set<Integer> inUse(Set<Integer> partitions) {
    Set<Integer> used = new TreeSet<>();
    try (Consumer<byte[], byte[]> reader = clients.reader(POLL_RECORDS)) {
      List<TopicPartition> all = topicPartitions(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(all);
      reader
          .beginningOffsets(all)
          .forEach(
              (partition, beginning) -> {
                if (ends.get(partition) > beginning) {
                  used.add(partition.partition());
                }
              });
    }
    return used;
  }

  /** What is known of the scopes of some partitions: partition, path of the scope, memory. */
  Map<Integer, Map<String, Memory>> load(Set<Integer> partitions) {
    long start = System.nanoTime();
    Map<Integer, Loaded> loaded = new TreeMap<>();
    partitions.forEach(partition -> loaded.put(partition, new Loaded()));
    try (Consumer<byte[], byte[]> reader = clients.reader(POLL_RECORDS)) {
      List<TopicPartition> all = topicPartitions(partitions);
      reader.assign(all);
      reader.seekToBeginning(all);
      readToEnd(reader, reader.endOffsets(all), loaded);
    }
    Map<Integer, Map<String, Memory>> result = new TreeMap<>();
    loaded.forEach((partition, one) -> result.put(partition, one.finish()));
    LOG.infof(
        "state is loaded partitions=%s scopes=%d subjects=%d ms=%d",
        partitions,
        result.values().stream().mapToInt(Map::size).sum(),
        result.values().stream()
            .flatMap(one -> one.values().stream())
            .mapToLong(Memory::size)
            .sum(),
        Duration.ofNanos(System.nanoTime() - start).toMillis());
    return result;
  }

  private List<TopicPartition> topicPartitions(Set<Integer> partitions) {
    List<TopicPartition> all = new ArrayList<>();
    for (int partition : partitions) {
      all.add(new TopicPartition(topics.checkpoints(), partition));
      all.add(new TopicPartition(topics.state(), partition));
    }
    return all;
  }

  private void readToEnd(
      Consumer<byte[], byte[]> reader,
      Map<TopicPartition, Long> ends,
      Map<Integer, Loaded> loaded) {
    long lastProgress = System.nanoTime();
    long lastPosition = -1;
    while (true) {
      long position = 0;
      boolean atEnd = true;
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        long at = reader.position(end.getKey());
        position += at;
        atEnd &= at >= end.getValue();
      }
      if (atEnd) {
        return;
      }
      long now = System.nanoTime();
      if (position > lastPosition) {
        lastPosition = position;
        lastProgress = now;
      } else if (now - lastProgress > LONGEST_SILENCE.toNanos()) {
        throw new TimeoutException(
            "reading the state stands still for " + LONGEST_SILENCE.toSeconds() + " s");
      }
      for (ConsumerRecord<byte[], byte[]> entry : reader.poll(PAUSE)) {
        Loaded partition = loaded.get(entry.partition());
        if (entry.topic().equals(topics.state())) {
          partition.state(entry);
        } else {
          partition.checkpoint(entry);
        }
      }
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    Header header = entry.headers().lastHeader(name);
    return header == null ? null : text(header.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  /** A key in a message: it may be anything. */
  private static String shown(String key) {
    String plain = OneLine.withQuotes(key);
    return plain.length() > LONGEST_KEY_SHOWN ? plain.substring(0, LONGEST_KEY_SHOWN) : plain;
  }

  /** What has been read of one partition. */
  private final class Loaded {

    private final Map<String, Memory> memories = new HashMap<>();
    private final Map<String, Map<String, Memory>> byResource = new HashMap<>();
    private final Map<String, String> recordProblems = new HashMap<>();
    private final Map<String, String> checkpointProblems = new HashMap<>();

    private Memory memory(String scope) {
      return memories.computeIfAbsent(
          scope,
          path -> {
            Memory memory = new Memory();
            byResource.computeIfAbsent(resource(path), uid -> new HashMap<>()).put(path, memory);
            return memory;
          });
    }

    void state(ConsumerRecord<byte[], byte[]> entry) {
      String subject = text(entry.key());
      if (entry.value() == null) {
        ofResource(subject).values().forEach(memory -> memory.remove(subject));
        return;
      }
      try {
        Recorded recorded = formats.read(header(entry, "content-type"), entry.value());
        if (!recorded.known().subject().equals(subject)) {
          throw UnreadableRecord.at("", "has a subject that is not its key");
        }
        Memory memory = memory(recorded.scope());
        memory.origin(recorded.origin());
        memory.put(recorded.known());
      } catch (UnreadableRecord unreadable) {
        unreadable(entry, subject, unreadable);
      }
    }

    private void unreadable(
        ConsumerRecord<byte[], byte[]> entry, String subject, UnreadableRecord why) {
      String message = place(entry, subject) + " cannot be read: " + why.getMessage();
      String scope = header(entry, "ce_partitionkey");
      Map<String, Memory> meant =
          scope == null ? ofResource(subject) : Map.of(scope, memory(scope));
      if (meant.isEmpty()) {
        LOG.errorf("%s; it belongs to no scope of the partition and is left alone", message);
      }
      meant.forEach(
          (path, memory) -> {
            memory.unreadable(subject);
            recordProblems.put(path, message);
          });
    }

    void checkpoint(ConsumerRecord<byte[], byte[]> entry) {
      String scope = text(entry.key());
      Memory memory = memory(scope);
      memory.checkpoint(null);
      checkpointProblems.remove(scope);
      if (entry.value() == null) {
        return;
      }
      try {
        memory.checkpoint(Checkpoint.read(entry.value()));
      } catch (UnreadableRecord unreadable) {
        checkpointProblems.put(
            scope, place(entry, scope) + " cannot be read: " + unreadable.getMessage());
      }
    }

    private String place(ConsumerRecord<byte[], byte[]> entry, String key) {
      return "record key=\""
          + shown(key)
          + "\" topic="
          + entry.topic()
          + " partition="
          + entry.partition()
          + " offset="
          + entry.offset();
    }

    private Map<String, Memory> ofResource(String subject) {
      return byResource.getOrDefault(resource(subject), Map.of());
    }

    /** The scopes as they may be used; each that has something unreadable as the setting says. */
    Map<String, Memory> finish() {
      memories.forEach(
          (path, memory) -> {
            String problem = checkpointProblems.get(path);
            if (problem == null && !memory.unreadable().isEmpty()) {
              problem = recordProblems.get(path);
            }
            if (problem != null) {
              settle(path, memory, problem);
            }
          });
      memories.values().removeIf(StateLoader::isEmpty);
      return memories;
    }
  }

  private static boolean isEmpty(Memory memory) {
    return memory.checkpoint() == null && memory.size() == 0 && memory.unreadable().isEmpty();
  }

  private void settle(String path, Memory memory, String problem) {
    if (onError == PublishSettings.OnError.STOP) {
      memory.damaged(problem);
      LOG.errorf(
          "scope=%s is not polled: %s; write a tombstone or the right record under that key and"
              + " restart, or set caravan.state.on-error=baseline to begin with a new baseline",
          path, problem);
      return;
    }
    Checkpoint before = memory.checkpoint();
    memory.checkpoint(
        before == null
            ? null
            : new Checkpoint(path, before.lastPoll(), null, new TreeMap<>(), 0, before.endedAt()));
    LOG.warnf("scope=%s begins with a new baseline: %s", path, problem);
  }

  /** The resource that a scope or a subject belongs to: its first segments. */
  private static String resource(String path) {
    int end = 0;
    for (int segment = 0; segment < SEGMENTS_OF_RESOURCE && end >= 0; segment++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? path : path.substring(0, end);
  }
}
