package caravan.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.ThreadUtils;

/**
 * Opens partitions: fences earlier writers, then loads state and checkpoints. Each is opened by
 * itself, several at a time, so that one that cannot be opened keeps no other closed.
 */
final class PartitionOpener {

  /** Hears what becomes of partitions, in several threads. */
  interface Listener {

    /** Whether a partition has scopes to poll. */
    boolean isWanted(int partition);

    /** The scopes of one more partition may be polled. */
    void opened();

    /** A partition could not be opened; it may be tried again. */
    void failed(OwnedPartition partition, Throwable failure);
  }

  private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(30);
  private static final int MAX_TOGETHER = 12;
  private static final Duration IDLE_THREADS_END = Duration.ofSeconds(10);

  private final KafkaClients clients;
  private final StateLoader loader;
  private final Topics topics;
  private final GroupMember member;
  private final Listener listener;
  private final boolean transactional;
  private final List<Duration> timeouts;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MAX_TOGETHER,
          MAX_TOGETHER,
          IDLE_THREADS_END.toMillis(),
          TimeUnit.MILLISECONDS,
          new LinkedBlockingQueue<>(),
          ThreadUtils.createThreadFactory("ownership-open-%d", true));

  /** The first of the time-outs that the brokers may allow. */
  private volatile int allowed;

  PartitionOpener(
      KafkaClients clients,
      StateLoader loader,
      Topics topics,
      PublishSettings settings,
      GroupMember member,
      Listener listener) {
    this.clients = clients;
    this.loader = loader;
    this.topics = topics;
    this.member = member;
    this.listener = listener;
    this.timeouts = clients.transactionTimeouts();
    this.transactional = settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE;
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Opens a partition in another thread, if it is due. One without records stays closed, and
   * without a writer, until it is wanted.
   *
   * @param heardAt a moment after which the group has answered, in {@link System#nanoTime}
   */
  void openIfDue(OwnedPartition partition, long heardAt) {
    if (partition.beginOpening(listener.isWanted(partition.number()), heardAt)) {
      threads.execute(() -> open(partition));
    }
  }

  private void open(OwnedPartition partition) {
    int number = partition.number();
    Writer writer = null;
    try {
      if (!listener.isWanted(number) && !loader.isUsed(number)) {
        partition.idle();
        return;
      }
      // This ends an earlier owner's transactions.
      writer = transactional ? fence(number) : null;
      StateLoader.Loaded loaded = loader.load(number);
      partition.readTo(loaded.checkpointsEnd());
      if (partition.open(loaded.scopes(), writer)) {
        writer = null;
        listener.opened();
      }
    } catch (RuntimeException | Error failure) {
      // Memory that ran out is no reason never to try again.
      listener.failed(partition, failure);
    } finally {
      if (writer != null) {
        writer.close();
      }
    }
  }

  /** Takes a few round trips to the brokers. */
  private Writer fence(int partition) {
    if (member.isStale()) {
      // The process may have stood still since the group assigned the partition.
      throw new IllegalStateException("the group has not answered this replica for too long");
    }
    int number = allowed;
    Writer writer = fence(partition, number);
    while (writer == null) {
      number++;
      writer = fence(partition, number);
    }
    allowed = number;
    return writer;
  }

  /** Null if the brokers refuse one of the time-outs, and there is a shorter one. */
  private Writer fence(int partition, int number) {
    Duration within = timeouts.get(number);
    String id = topics.prefix() + "-" + partition;
    Producer<String, byte[]> producer = clients.producer(id, within);
    try {
      producer.initTransactions();
      return new Writer(
          producer,
          PUBLISH_WITHIN,
          within,
          member::generation,
          new TopicPartition(topics.checkpoints(), partition));
    } catch (TransactionalIdAuthorizationException refused) {
      producer.close(Duration.ZERO);
      throw new KafkaException(
          "this client lacks the right WRITE on the transactional id " + id, refused);
    } catch (RuntimeException failure) {
      producer.close(Duration.ZERO);
      if (refusesTimeout(failure) && number < timeouts.size() - 1) {
        return null;
      }
      throw failure;
    }
  }

  /** The client passes on the brokers' answer only as a text in one of its own exceptions. */
  private static boolean refusesTimeout(RuntimeException failure) {
    String refusal = Errors.INVALID_TRANSACTION_TIMEOUT.message();
    return String.valueOf(failure.getMessage()).contains(refusal);
  }

  /** Interrupts what is being opened. */
  void close(Duration within) throws InterruptedException {
    threads.shutdownNow();
    threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
  }
}
