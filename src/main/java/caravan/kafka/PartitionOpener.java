package caravan.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.ThreadUtils;

/**
 * Opens partitions: fences earlier writers, then loads state and checkpoints. Partitions that are
 * assigned together are fenced in parallel and loaded at once.
 */
final class PartitionOpener {

  private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(30);
  private static final int MAX_FENCED_TOGETHER = 12;

  private final KafkaClients clients;
  private final StateLoader loader;
  private final Topics topics;
  private final GroupMember member;
  private final boolean transactional;
  private final List<Duration> timeouts;

  /** The first of the time-outs that the brokers may allow. */
  private volatile int allowed;

  PartitionOpener(
      KafkaClients clients,
      StateLoader loader,
      Topics topics,
      PublishSettings settings,
      GroupMember member) {
    this.clients = clients;
    this.loader = loader;
    this.topics = topics;
    this.member = member;
    this.timeouts = clients.transactionTimeouts();
    this.transactional = settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE;
  }

  /**
   * Opens partitions. One without records stays closed, and without a writer, until it is wanted.
   *
   * @param wanted partitions with scopes to poll
   * @return whether any was opened
   */
  boolean open(Set<OwnedPartition> due, Set<Integer> wanted) {
    Map<Integer, OwnedPartition> used = new TreeMap<>();
    due.forEach(partition -> used.put(partition.number(), partition));
    Set<Integer> unwanted = new TreeSet<>(used.keySet());
    unwanted.removeAll(wanted);
    if (!unwanted.isEmpty()) {
      unwanted.removeAll(loader.inUse(unwanted));
      unwanted.forEach(number -> used.remove(number).idle());
    }
    if (used.isEmpty()) {
      return false;
    }
    open(used);
    return true;
  }

  private void open(Map<Integer, OwnedPartition> partitions) {
    Map<Integer, Writer> writers = new ConcurrentHashMap<>();
    try {
      if (transactional) {
        // This ends an earlier owner's transactions; only then is the end of the topics final.
        fence(partitions.keySet(), writers);
      }
      loader
          .load(partitions.keySet())
          .forEach(
              (number, states) -> {
                partitions.get(number).readTo(loader.checkpointsReadTo(number));
                if (partitions.get(number).open(states, writers.get(number))) {
                  writers.remove(number);
                }
              });
    } finally {
      writers.values().forEach(Writer::close);
    }
  }

  /** Each takes a few round trips to the brokers. Adds the created writers even when it fails. */
  private void fence(Set<Integer> partitions, Map<Integer, Writer> writers) {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(partitions.size(), MAX_FENCED_TOGETHER),
            ThreadUtils.createThreadFactory("ownership-fence", true));
    try {
      CompletableFuture.allOf(
              partitions.stream()
                  .map(one -> CompletableFuture.runAsync(() -> fence(one, writers), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException refused ? refused : failure;
    } finally {
      threads.shutdown();
    }
  }

  private void fence(int partition, Map<Integer, Writer> writers) {
    if (member.isStale()) {
      // The process may have stood still since the group assigned the partition.
      throw new IllegalStateException("the group has not answered this replica for too long");
    }
    int number = allowed;
    while (!fence(partition, number, writers)) {
      number++;
    }
    allowed = number;
  }

  /** False if the brokers refuse one of the time-outs, and there is a shorter one. */
  private boolean fence(int partition, int number, Map<Integer, Writer> writers) {
    Duration within = timeouts.get(number);
    String id = topics.prefix() + "-" + partition;
    Producer<String, byte[]> producer = clients.producer(id, within);
    try {
      producer.initTransactions();
      writers.put(
          partition,
          new Writer(
              producer,
              PUBLISH_WITHIN,
              within,
              member::generation,
              new TopicPartition(topics.checkpoints(), partition)));
      return true;
    } catch (TransactionalIdAuthorizationException refused) {
      producer.close(Duration.ZERO);
      throw new KafkaException(
          "this client lacks the right WRITE on the transactional id " + id, refused);
    } catch (RuntimeException failure) {
      producer.close(Duration.ZERO);
      if (refusesTimeout(failure) && number < timeouts.size() - 1) {
        return false;
      }
      throw failure;
    }
  }

  /** The client passes on the brokers' answer only as a text in one of its own exceptions. */
  private static boolean refusesTimeout(RuntimeException failure) {
    String refusal = Errors.INVALID_TRANSACTION_TIMEOUT.message();
    return String.valueOf(failure.getMessage()).contains(refusal);
  }
}
