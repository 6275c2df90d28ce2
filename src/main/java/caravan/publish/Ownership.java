package caravan.publish;

import caravan.model.Memory;
import caravan.model.PollSettings;
import caravan.model.Scope;
import caravan.poll.OwnedScopes;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Which partitions this process owns. All replicas are members of one consumer group over the state
 * topic; Kafka shares its partitions out among them. To own one means: fence whoever wrote it
 * before, load its state and checkpoints to their end, then let its scopes be polled. A process
 * alone owns all of them, by the same code.
 */
@Singleton
@Named("ownership")
public final class Ownership implements OwnedScopes {

  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration PUBLISH_WITHIN = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  /** Partitions that are fenced at the same time. */
  private static final int FENCERS = 12;

  private final BooleanSupplier brokersAnswer;
  private final Runnable opened;
  private final KafkaClients clients;
  private final Topics topics;
  private final PublishSettings settings;
  private final PollSettings polls;
  private final StateLoader loader;
  private final Map<Integer, Share> owned = new ConcurrentSkipListMap<>();
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean opening = new AtomicBoolean();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch mayJoin = new CountDownLatch(1);
  private final ExecutorService opener;
  private volatile Thread member;
  private volatile Consumer<byte[], byte[]> group;
  private volatile boolean joined;
  private volatile long lookedAt;
  private volatile String problem = "this replica has not joined the group yet";

  /** With the clients that join, read and write. */
  @Inject
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      Broker broker,
      Event<PartitionOpened> opened,
      MeterRegistry registry) {
    this(
        clients,
        topics,
        formats,
        settings,
        polls,
        broker::ready,
        () -> opened.fire(new PartitionOpened()),
        registry);
  }

  /**
   * Creates an ownership without the service around it.
   *
   * @param brokersAnswer whether polls may start
   * @param opened what to do when scopes may be polled that could not be polled before
   */
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      BooleanSupplier brokersAnswer,
      Runnable opened,
      MeterRegistry registry) {
    this.brokersAnswer = brokersAnswer;
    this.opened = opened;
    this.clients = clients;
    this.topics = topics;
    this.settings = settings;
    this.polls = polls;
    this.loader = new StateLoader(clients, topics, formats, settings.onStateError());
    this.opener = Executors.newSingleThreadExecutor(work -> thread(work, "ownership-open"));
    Gauge.builder("caravan.partitions.owned", owned, Map::size)
        .description("Partitions that this replica owns")
        .register(registry);
    Gauge.builder("caravan.subjects", this, Ownership::subjects)
        .description("Open subjects that this replica knows")
        .register(registry);
    Gauge.builder("caravan.scopes.stopped", this, one -> one.damaged().size())
        .description("Scopes that are not polled because their state cannot be read")
        .register(registry);
  }

  private static Thread thread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public boolean canPublish() {
    return brokersAnswer.getAsBoolean();
  }

  /** Makes the client that will join; the group does not hear of it yet. */
  public synchronized void prepare() {
    if (member == null && stop.getCount() > 0) {
      member = thread(this::follow, "ownership");
      member.start();
    }
  }

  /** Joins the group, once the topics exist; called every few seconds by one timer. */
  public synchronized void join() {
    prepare();
    mayJoin.countDown();
  }

  /**
   * Names the scopes that are to be polled, in place of those before, so that their partitions are
   * opened even where nothing is known yet. Partitions that are open stay so.
   */
  public void wants(Collection<Scope> scopes) {
    Set<Integer> partitions = scopes.stream().map(topics::partition).collect(Collectors.toSet());
    wanted.addAll(partitions);
    wanted.retainAll(partitions);
  }

  /**
   * What is known of a scope; null while this replica may not poll it, because another one owns it,
   * its state is still being read, or its state cannot be read.
   */
  @Override
  public Memory memory(Scope scope) {
    int partition = topics.partition(scope);
    Share share = owned.get(partition);
    if (share == null || isStale()) {
      return null;
    }
    if (!share.isOpen()) {
      wanted.add(partition);
      return null;
    }
    Memory memory = share.memory(scope.path());
    return memory.damage() == null ? memory : null;
  }

  /** Whether this replica owns the partition of a scope. */
  @Override
  public boolean owns(Scope scope) {
    return owned.containsKey(topics.partition(scope));
  }

  /**
   * Scopes with something left of them that are not among those given, by their path. Whoever is
   * given one has to take {@link Memory#hold} of it.
   */
  public Map<String, Memory> others(Set<String> scopes) {
    Map<String, Memory> others = new TreeMap<>();
    for (Share share : owned.values()) {
      if (share.isOpen()) {
        share
            .memories()
            .forEach(
                (path, memory) -> {
                  boolean known = memory.checkpoint() != null || memory.size() > 0;
                  if (known && memory.damage() == null && !scopes.contains(path)) {
                    others.put(path, memory);
                  }
                });
      }
    }
    return others;
  }

  /** Part of all partitions that this replica owns, from 0 to 1. */
  @Override
  public double share() {
    return (double) owned.size() / topics.partitions();
  }

  /** What keeps the owned scopes from being polled; empty when nothing does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Scopes whose state cannot be read, with what is wrong. */
  public Map<String, String> damaged() {
    Map<String, String> damaged = new TreeMap<>();
    for (Share share : owned.values()) {
      share
          .memories()
          .forEach(
              (path, memory) -> {
                if (memory.damage() != null) {
                  damaged.put(path, memory.damage());
                }
              });
    }
    return damaged;
  }

  /** Writer of the partition that a scope belongs to; null while this replica does not own it. */
  Writer writer(Scope scope) {
    Share share = owned.get(topics.partition(scope));
    return share == null ? null : share.writer();
  }

  private double subjects() {
    return owned.values().stream()
        .flatMap(share -> share.memories().values().stream())
        .mapToLong(Memory::size)
        .sum();
  }

  /** A process that was stopped for a while may have lost its partitions and not know it yet. */
  private boolean isStale() {
    return System.nanoTime() - lookedAt > settings.sessionTimeout().toNanos();
  }

  private void follow() {
    while (stop.getCount() > 0) {
      try (Consumer<byte[], byte[]> consumer =
          clients.member(topics.prefix(), settings.sessionTimeout())) {
        group = consumer;
        mayJoin.await();
        consumer.subscribe(List.of(topics.state()), new Rebalances(consumer));
        while (stop.getCount() > 0) {
          consumer.poll(LOOK);
          lookedAt = System.nanoTime();
          look();
        }
      } catch (WakeupException stopping) {
        LOG.debug("leaving the group");
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException failure) {
        // Whatever it is: without this thread the replica would stand still without a word.
        if (mayJoin.getCount() == 0) {
          report("this replica cannot stay in the group " + topics.prefix(), failure);
        }
      } finally {
        joined = false;
        leave(owned.keySet(), false);
      }
      pause();
    }
  }

  private void pause() {
    try {
      stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(String what, Exception failure) {
    String before = problem;
    String why = failure.getMessage();
    problem = what + " (" + (why == null ? failure.getClass().getSimpleName() : why) + ")";
    if (!problem.equals(before)) {
      LOG.warnf("%s; it tries again", problem);
    }
  }

  /** Opens what is not open yet, and begins anew with what its writer cannot write any more. */
  private void look() {
    owned.replaceAll((partition, share) -> share.isBroken() ? replaced(share) : share);
    Set<Share> due =
        owned.values().stream()
            .filter(share -> share.isDue(wanted.contains(share.partition())))
            .collect(Collectors.toSet());
    if (!due.isEmpty() && opening.compareAndSet(false, true)) {
      opener.execute(() -> open(due));
    }
    if (joined && owned.values().stream().allMatch(one -> one.isOpen() || one.isIdle())) {
      problem = null;
    }
  }

  private Share replaced(Share broken) {
    LOG.warnf("partition=%d: its state is read again after a failed commit", broken.partition());
    broken.lose();
    opener.execute(broken::close);
    return new Share(broken.partition());
  }

  private void open(Set<Share> shares) {
    try {
      Map<Integer, Share> used = used(shares);
      if (!used.isEmpty()) {
        open(used);
        opened.run();
      }
    } catch (RuntimeException failure) {
      report("the state cannot be loaded", failure);
      shares.forEach(share -> share.retryAfter(RETRY.toNanos()));
    } finally {
      opening.set(false);
    }
  }

  /** Without a record and without a scope, a partition needs no writer. */
  private Map<Integer, Share> used(Set<Share> shares) {
    Map<Integer, Share> used = new TreeMap<>();
    shares.forEach(share -> used.put(share.partition(), share));
    Set<Integer> unwanted = new TreeSet<>(used.keySet());
    unwanted.removeAll(wanted);
    if (!unwanted.isEmpty()) {
      unwanted.removeAll(loader.inUse(unwanted));
      unwanted.forEach(partition -> used.remove(partition).idle());
    }
    return used;
  }

  private void open(Map<Integer, Share> shares) {
    Map<Integer, Writer> writers = new HashMap<>();
    try {
      if (settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE) {
        // What an earlier owner has begun ends here; only then is the end of the topics final.
        fence(shares.keySet(), writers);
      }
      loader
          .load(shares.keySet())
          .forEach(
              (partition, memories) -> {
                if (shares.get(partition).open(memories, writers.get(partition))) {
                  writers.remove(partition);
                }
              });
    } finally {
      writers.values().forEach(Writer::close);
    }
  }

  /**
   * Fences partitions side by side, since each is a few round trips to the brokers. Writers that
   * were made are given even when it fails for another partition.
   */
  private void fence(Set<Integer> partitions, Map<Integer, Writer> writers) {
    ExecutorService fencers =
        Executors.newFixedThreadPool(
            Math.min(partitions.size(), FENCERS), work -> thread(work, "ownership-fence"));
    try {
      Map<Integer, Future<Writer>> fenced = new TreeMap<>();
      partitions.forEach(one -> fenced.put(one, fencers.submit(() -> writer(one))));
      RuntimeException failure = null;
      for (Map.Entry<Integer, Future<Writer>> one : fenced.entrySet()) {
        try {
          writers.put(one.getKey(), one.getValue().get());
        } catch (ExecutionException refused) {
          failure = asRuntime(refused.getCause());
        }
      }
      if (failure != null) {
        throw failure;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new InterruptException(stopping);
    } finally {
      fencers.shutdown();
    }
  }

  private static RuntimeException asRuntime(Throwable cause) {
    return cause instanceof RuntimeException known ? known : new KafkaException(cause);
  }

  private Writer writer(int partition) {
    Producer<String, byte[]> producer = clients.producer(topics.prefix() + "-" + partition);
    try {
      producer.initTransactions();
      return new Writer(producer, PUBLISH_WITHIN);
    } catch (RuntimeException failure) {
      producer.close(Duration.ZERO);
      throw failure;
    }
  }

  /** Gives partitions back; {@code waits} for their polls, when nobody else has them yet. */
  private void leave(Collection<Integer> partitions, boolean waits) {
    List<Share> left = partitions.stream().map(owned::remove).filter(one -> one != null).toList();
    left.forEach(Share::lose);
    if (waits) {
      long deadline = System.nanoTime() + polls.stopTimeout().toNanos();
      try {
        for (Share share : left) {
          share.awaitPolls(Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
      left.forEach(Share::close);
    } else {
      left.forEach(share -> opener.execute(share::close));
    }
  }

  /** Leaves the group at once, so that others need not wait for its time-out. */
  @PreDestroy
  void close() throws InterruptedException {
    stop.countDown();
    mayJoin.countDown();
    Thread running = member;
    if (running != null) {
      Consumer<byte[], byte[]> consumer = group;
      if (consumer != null) {
        consumer.wakeup();
      }
      running.join(CLOSE_WITHIN.toMillis());
    }
    opener.shutdown();
    opener.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the group says. */
  private final class Rebalances implements ConsumerRebalanceListener {

    private final Consumer<byte[], byte[]> consumer;

    Rebalances(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> given) {
      // The member only stands for ownership; another consumer reads, in one go.
      consumer.pause(given);
      given.forEach(one -> owned.put(one.partition(), new Share(one.partition())));
      joined = true;
      problem = "the state of the owned partitions is being loaded";
      LOG.infof("partitions owned=%s new=%s", owned.keySet(), numbers(given));
      // Not only when this look is over: the group was heard of just now.
      lookedAt = System.nanoTime();
      look();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> taken) {
      leave(numbers(taken), true);
      LOG.infof("partitions owned=%s given back=%s", owned.keySet(), numbers(taken));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> taken) {
      leave(numbers(taken), false);
      LOG.warnf("partitions owned=%s lost=%s", owned.keySet(), numbers(taken));
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
      return partitions.stream()
          .map(TopicPartition::partition)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
