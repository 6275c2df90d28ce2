package caravan.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.KafkaThread;
import org.jboss.logging.Logger;

/**
 * This process as a member of the consumer group over the state topic. Membership only means
 * ownership: no record is read here. All calls to the listener come from one thread.
 */
final class GroupMember {

  /** Hears which partitions the group assigns to this process. */
  interface Listener {

    void assigned(Set<Integer> numbers);

    /**
     * Another replica gets the partitions after this returns, or may have them if they are lost.
     */
    void revoked(Set<Integer> numbers, boolean lost);

    /**
     * Called several times a second between the first assignment and {@link #left}.
     *
     * @param heardAt a moment after which the group has answered, in {@link System#nanoTime}; what
     *     it said has been followed
     */
    void polled(long heardAt);

    /** The membership ended, with a failure or null. This process tries to join again. */
    void left(RuntimeException failure);
  }

  private static final Logger LOG = Logger.getLogger(GroupMember.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLOSE_CUT_OFF_WITHIN = Duration.ofSeconds(1);

  private final KafkaClients clients;
  private final String topic;
  private final String group;
  private final Duration sessionTimeout;
  private final Listener listener;
  private final Replicas replicas;
  private final Heartbeats heartbeats;
  private final AtomicBoolean showsOthers = new AtomicBoolean();
  private final IntSupplier setBacks;
  private final CountDownLatch mayJoin = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private Thread thread;
  private volatile Consumer<byte[], byte[]> current;
  private volatile ConsumerGroupMetadata generation;
  private volatile int followsSince;

  /**
   * Creates a member that has not joined yet.
   *
   * @param setBacks how often the clock was set back; after each time it joins with a new client,
   *     because the old one may send no heartbeat for as long as the clock was set back
   */
  GroupMember(
      KafkaClients clients,
      Topics topics,
      PublishSettings settings,
      Replicas replicas,
      IntSupplier setBacks,
      Listener listener) {
    this.clients = clients;
    this.topic = topics.state();
    this.group = topics.prefix();
    this.sessionTimeout = settings.sessionTimeout();
    this.replicas = replicas;
    this.setBacks = setBacks;
    this.listener = listener;
    this.heartbeats = new Heartbeats(sessionTimeout, KafkaClients.HEARTBEAT, System::nanoTime);
  }

  /** Creates the client without joining yet. */
  synchronized void prepare() {
    if (thread == null && stop.getCount() > 0) {
      thread = KafkaThread.daemon("ownership", this::run);
      thread.start();
    }
  }

  void join() {
    prepare();
    mayJoin.countDown();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null && setBacks.getAsInt() != followsSince) {
      // Its poll may not return for as long as the clock was set back.
      consumer.wakeup();
    }
  }

  /** Shows the other members the targets that are in force here. */
  void shows(String targets) {
    if (replicas.show(targets)) {
      showsOthers.set(true);
    }
  }

  /**
   * Whether partitions may be lost unnoticed, because the process was suspended or cannot reach the
   * group.
   */
  boolean isStale() {
    return heartbeats.areStale();
  }

  /** Id and generation of this member, as a transaction has to name them; null before the first. */
  ConsumerGroupMetadata generation() {
    return generation;
  }

  private void run() {
    try {
      while (stop.getCount() > 0) {
        follow();
        stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() throws InterruptedException {
    RuntimeException ended = null;
    followsSince = setBacks.getAsInt();
    try {
      Consumer<byte[], byte[]> consumer = clients.member(group, sessionTimeout, replicas);
      current = consumer;
      try {
        mayJoin.await();
        ended = follow(consumer);
      } finally {
        consumer.close(CloseOptions.timeout(ended == null ? CLOSE_WITHIN : CLOSE_CUT_OFF_WITHIN));
      }
    } catch (WakeupException stopping) {
      LOG.debug("leaving the group");
    } catch (RuntimeException failure) {
      ended = mayJoin.getCount() == 0 ? failure : null;
    } finally {
      listener.left(ended);
    }
  }

  /**
   * Follows the group until the service stops, the clock is set back, or the group is out of reach:
   * then why.
   */
  private RuntimeException follow(Consumer<byte[], byte[]> consumer) {
    heartbeats.follow(consumer.metrics().values());
    Rebalances rebalances = new Rebalances(consumer);
    consumer.subscribe(List.of(topic), rebalances);
    while (stop.getCount() > 0 && setBacks.getAsInt() == followsSince) {
      if (showsOthers.getAndSet(false)) {
        consumer.enforceRebalance("other targets");
      }
      long heardAt = heartbeats.heardAt();
      consumer.poll(POLL);
      rebalances.polled(heardAt);
      if (rebalances.joined && heartbeats.areLost()) {
        RuntimeException silent =
            new TimeoutException(
                "no answer from the group for " + heartbeats.limit().toSeconds() + " s");
        // Before anything that takes time: another replica may begin now.
        listener.left(silent);
        return silent;
      }
    }
    return null;
  }

  /** Leaves the group at once, so that others need not wait for the session time-out. */
  void close() throws InterruptedException {
    stop.countDown();
    mayJoin.countDown();
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null) {
      Consumer<byte[], byte[]> consumer = current;
      if (consumer != null) {
        consumer.wakeup();
      }
      running.join(CLOSE_WITHIN.toMillis());
    }
  }

  private final class Rebalances implements ConsumerRebalanceListener {

    private final Consumer<byte[], byte[]> consumer;
    private boolean joined;

    Rebalances(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    /** Without a generation Kafka would take it for a producer that belongs to no group. */
    private void noteGeneration() {
      ConsumerGroupMetadata latest = consumer.groupMetadata();
      if (latest.generationId() >= 0) {
        generation = latest;
      }
    }

    void polled(long heardAt) {
      noteGeneration();
      if (joined) {
        listener.polled(heardAt);
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      joined = true;
      consumer.pause(assigned);
      listener.assigned(numbers(assigned));
      // Open at once, before this consumer poll ends.
      polled(heartbeats.heardAt());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      // Commits under way may need it before the partitions are given back.
      noteGeneration();
      listener.revoked(numbers(revoked), false);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> revoked) {
      listener.revoked(numbers(revoked), true);
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
      return partitions.stream()
          .map(TopicPartition::partition)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
