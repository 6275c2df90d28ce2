package caravan.kafka;

import caravan.event.Checkpoint;
import caravan.event.UnreadableRecord;
import caravan.event.format.EventFormats;
import caravan.event.format.Recorded;
import caravan.redact.OneLine;
import caravan.state.ScopeState;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** Builds the state of each scope from the records of one partition, one after another. */
final class RecordedState {

  private static final Logger LOG = Logger.getLogger(RecordedState.class);
  private static final int SEGMENTS_OF_RESOURCE = 6;
  private static final int MAX_KEY_SHOWN = 300;

  private static final String RECORD = "write a tombstone or the right record under that key";
  private static final String LOST = "bring back what the topics have lost";

  private final EventFormats formats;
  private final boolean together;
  private final Map<String, ScopeState> memories = new HashMap<>();
  private final Map<String, Map<String, ScopeState>> byResource = new HashMap<>();
  private final Map<String, String> recordProblems = new HashMap<>();
  private final Map<String, String> checkpointProblems = new HashMap<>();
  private final Map<String, ConsumerRecord<byte[], byte[]>> lastCheckpoints = new HashMap<>();
  private final Set<String> mended = new HashSet<>();

  /**
   * Begins without a record.
   *
   * @param together whether states and checkpoints are written together, so that one proves the
   *     other
   */
  RecordedState(EventFormats formats, boolean together) {
    this.formats = formats;
    this.together = together;
  }

  void state(ConsumerRecord<byte[], byte[]> entry) {
    String subject = text(entry.key());
    if (entry.value() == null) {
      ofResource(subject).forEach((path, memory) -> remove(path, memory, subject));
      return;
    }
    try {
      Recorded recorded = formats.read(header(entry, "content-type"), entry.value());
      if (!recorded.known().subject().equals(subject)) {
        throw UnreadableRecord.at("", "has a subject that is not its key");
      }
      ScopeState memory = memory(recorded.scope());
      memory.origin(recorded.origin());
      memory.put(recorded.known());
    } catch (UnreadableRecord unreadable) {
      unreadable(entry, subject, problem(entry, subject, unreadable));
    }
  }

  /** A tombstone in place of an unreadable record leaves less than the checkpoint counts. */
  private void remove(String path, ScopeState memory, String subject) {
    if (memory.unreadable().contains(subject)) {
      mended.add(path);
    }
    memory.remove(subject);
  }

  private void unreadable(ConsumerRecord<byte[], byte[]> entry, String subject, String problem) {
    String scope = header(entry, "ce_partitionkey");
    Map<String, ScopeState> meant =
        scope == null ? ofResource(subject) : Map.of(scope, memory(scope));
    if (meant.isEmpty()) {
      LOG.errorf("%s; it belongs to no scope of the partition and is left alone", problem);
    }
    meant.forEach(
        (path, memory) -> {
          memory.unreadable(subject);
          recordProblems.put(path, problem);
        });
  }

  /** Most are superseded by a later one, which the topic still holds beside it. */
  void checkpoint(ConsumerRecord<byte[], byte[]> entry) {
    String scope = text(entry.key());
    memory(scope);
    lastCheckpoints.put(scope, entry);
  }

  private void readCheckpoints() {
    lastCheckpoints.forEach(this::readCheckpoint);
    lastCheckpoints.clear();
  }

  private void readCheckpoint(String scope, ConsumerRecord<byte[], byte[]> entry) {
    ScopeState memory = memory(scope);
    memory.checkpoint(null);
    checkpointProblems.remove(scope);
    if (entry.value() == null) {
      return;
    }
    memory.writtenBy(header(entry, PollRecords.INSTALLATION));
    try {
      memory.checkpoint(Checkpoint.read(entry.value()));
    } catch (UnreadableRecord unreadable) {
      checkpointProblems.put(scope, problem(entry, scope, unreadable));
    }
  }

  private ScopeState memory(String scope) {
    return memories.computeIfAbsent(
        scope,
        path -> {
          ScopeState memory = new ScopeState();
          byResource.computeIfAbsent(resource(path), one -> new HashMap<>()).put(path, memory);
          return memory;
        });
  }

  private Map<String, ScopeState> ofResource(String subject) {
    return byResource.getOrDefault(resource(subject), Map.of());
  }

  /** The resource that a scope or a subject belongs to: its first segments. */
  private static String resource(String path) {
    int end = 0;
    for (int segment = 0; segment < SEGMENTS_OF_RESOURCE && end >= 0; segment++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? path : path.substring(0, end);
  }

  /** What can be read of a scope so far; null if there is nothing about it. */
  ScopeState known(String scope) {
    readCheckpoints();
    ScopeState memory = memories.get(scope);
    return memory == null || isEmpty(memory) && problem(scope) == null ? null : memory;
  }

  /** Why a scope is not polled; null if it may be. */
  String problem(String scope) {
    String unreadable = unreadable(scope);
    ScopeState memory = memories.get(scope);
    boolean provable = unreadable == null && memory != null && together && !mended.contains(scope);
    return provable ? memory.contradiction() : unreadable;
  }

  private String unreadable(String scope) {
    readCheckpoints();
    ScopeState memory = memories.get(scope);
    boolean damaged = memory != null && !memory.unreadable().isEmpty();
    return checkpointProblems.getOrDefault(scope, damaged ? recordProblems.get(scope) : null);
  }

  /** The scope, and those that one of its unreadable records may belong to as well. */
  Set<String> sharing(String scope) {
    Set<String> unreadable = memories.get(scope).unreadable();
    Set<String> sharing = new TreeSet<>(Set.of(scope));
    memories.forEach(
        (path, memory) -> {
          if (!Collections.disjoint(unreadable, memory.unreadable())) {
            sharing.add(path);
          }
        });
    return sharing;
  }

  /** The scopes that may be used, after the last record. */
  Map<String, ScopeState> finish(PublishSettings.OnError onError) {
    readCheckpoints();
    memories.forEach(
        (path, memory) -> {
          String problem = problem(path);
          if (problem != null && onError == PublishSettings.OnError.STOP) {
            stop(path, memory, problem, unreadable(path) == null ? LOST : RECORD);
          } else if (problem != null) {
            beginAnew(path, memory, problem);
          }
        });
    memories.values().removeIf(RecordedState::isEmpty);
    return memories;
  }

  private static boolean isEmpty(ScopeState memory) {
    return memory.checkpoint() == null
        && memory.size() == 0
        && memory.unreadable().isEmpty()
        && memory.damage() == null;
  }

  private static void stop(String path, ScopeState memory, String problem, String remedy) {
    memory.damaged(problem);
    LOG.errorf(
        "scope=%s is not polled: %s; begin it anew with scope reset, or %s and restart, or set"
            + " caravan.state.on-error=baseline to begin with a new baseline",
        shown(path), problem, remedy);
  }

  private static void beginAnew(String path, ScopeState memory, String problem) {
    Checkpoint before = memory.checkpoint();
    memory.checkpoint(
        before == null
            ? null
            : new Checkpoint(path, before.lastPoll(), null, new TreeMap<>(), 0, before.endedAt()));
    LOG.warnf("scope=%s begins with a new baseline: %s", shown(path), problem);
  }

  private static String problem(
      ConsumerRecord<byte[], byte[]> entry, String key, UnreadableRecord why) {
    return "record key=\"%s\" topic=%s partition=%d offset=%d cannot be read: %s"
        .formatted(
            shown(key),
            entry.topic(),
            entry.partition(),
            entry.offset(),
            OneLine.withQuotes(why.getMessage()));
  }

  private static String shown(String key) {
    String plain = OneLine.of(key);
    return plain.length() > MAX_KEY_SHOWN ? plain.substring(0, MAX_KEY_SHOWN) : plain;
  }

  private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
    Header header = entry.headers().lastHeader(name);
    return header == null ? null : text(header.value());
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
