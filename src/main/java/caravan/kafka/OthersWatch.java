package caravan.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Finds checkpoints that somebody else wrote to owned partitions, such as an operator who began a
 * scope anew. A commit would notice that this process was fenced; a partition whose scopes are all
 * stopped makes none. Used by one thread.
 */
final class OthersWatch implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(OthersWatch.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  private final KafkaClients clients;
  private final String checkpoints;
  private Consumer<byte[], byte[]> reader;

  OthersWatch(KafkaClients clients, Topics topics) {
    this.clients = clients;
    this.checkpoints = topics.checkpoints();
  }

  /**
   * The partitions with a committed checkpoint that this process neither read nor wrote; none while
   * the brokers are away.
   *
   * @param known for each partition, where that ends which this process read or wrote
   */
  Set<Integer> writtenByOthers(Map<Integer, Long> known) {
    Set<Integer> written = new TreeSet<>();
    if (known.isEmpty()) {
      return written;
    }
    try {
      if (reader == null) {
        reader = clients.reader();
      }
      List<TopicPartition> all = new ArrayList<>();
      known.keySet().forEach(number -> all.add(new TopicPartition(checkpoints, number)));
      reader
          .endOffsets(all)
          .forEach(
              (one, end) -> {
                if (hasRecords(one, known.get(one.partition()), end)) {
                  written.add(one.partition());
                }
              });
    } catch (RuntimeException away) {
      LOG.debug("owned partitions cannot be looked at", away);
      close();
    }
    return written;
  }

  /** Offsets are also used by the marks of transactions, so only reading can tell. */
  private boolean hasRecords(TopicPartition one, long from, long end) {
    if (from >= end) {
      return false;
    }
    reader.assign(List.of(one));
    reader.seek(one, from);
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (reader.position(one) < end && System.nanoTime() < deadline) {
      if (!reader.poll(PAUSE).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close(CloseOptions.timeout(CLOSE_WITHIN));
      reader = null;
    }
  }
}
