package caravan.kafka;

import caravan.event.format.EventFormats;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.OwnedScopes;
import caravan.poll.PollSettings;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.ThreadUtils;
import org.jboss.logging.Logger;

/**
 * Which partitions this process owns. All replicas are members of one consumer group over the state
 * topic, and Kafka shares its partitions out among them. Scopes of a partition may be polled once
 * it is open. A single process owns all partitions, by the same code.
 */
@Singleton
@Named("ownership")
public final class Ownership implements OwnedScopes, ScopeAware {

  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Topics topics;
  private final Duration stopTimeout;
  private final BooleanSupplier brokersAnswer;
  private final GroupMember member;
  private final PartitionOpener opener;
  private final Runnable opened;
  private final Map<Integer, OwnedPartition> owned = new ConcurrentSkipListMap<>();
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean opening = new AtomicBoolean();
  private final ExecutorService background;
  private volatile String problem = "this replica has not joined the group yet";

  @Inject
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      MeterRegistry registry,
      Broker broker,
      Event<PartitionOpened> opened) {
    this(
        clients,
        topics,
        formats,
        settings,
        polls,
        registry,
        broker::ready,
        () -> opened.fire(new PartitionOpened()));
  }

  /**
   * Creates a replica outside of CDI.
   *
   * @param brokersAnswer whether a poll could be published
   * @param opened called whenever scopes may be polled that could not be polled before
   */
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      MeterRegistry registry,
      BooleanSupplier brokersAnswer,
      Runnable opened) {
    this.topics = topics;
    this.stopTimeout = polls.stopTimeout();
    this.brokersAnswer = brokersAnswer;
    this.opened = opened;
    this.member = new GroupMember(clients, topics, settings, new Partitions());
    StateLoader loader = new StateLoader(clients, topics, formats, settings.onStateError());
    this.opener = new PartitionOpener(clients, loader, topics, settings);
    this.background =
        Executors.newSingleThreadExecutor(
            ThreadUtils.createThreadFactory("ownership-open", true));
    showGauges(registry);
  }

  private void showGauges(MeterRegistry registry) {
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

  /** Makes the client that will join; the group does not hear of it yet. */
  public void prepare() {
    member.prepare();
  }

  /** Joins the group, once the topics exist; called every few seconds by one timer. */
  public void join() {
    member.join();
  }

  /**
   * {@inheritDoc} Partitions of these scopes are opened even where nothing is known yet. Partitions
   * that are open stay so.
   */
  @Override
  public void retainScopes(Collection<Scope> scopes) {
    Set<Integer> partitions = scopes.stream().map(topics::partition).collect(Collectors.toSet());
    wanted.addAll(partitions);
    wanted.retainAll(partitions);
  }

  @Override
  public boolean canPublish() {
    return brokersAnswer.getAsBoolean();
  }

  @Override
  public ScopeState memory(Scope scope) {
    int partition = topics.partition(scope);
    OwnedPartition share = owned.get(partition);
    if (share == null || member.isStale()) {
      return null;
    }
    if (!share.isOpen()) {
      wanted.add(partition);
      return null;
    }
    ScopeState memory = share.memory(scope.path());
    return memory.damage() == null ? memory : null;
  }

  @Override
  public boolean owns(Scope scope) {
    return owned.containsKey(topics.partition(scope));
  }

  /**
   * Scopes with something left of them that are not among those given, by their path. {@link
   * ScopeState#hold} each before using it.
   */
  public Map<String, ScopeState> others(Set<String> scopes) {
    Map<String, ScopeState> others = new TreeMap<>();
    eachMemory(
        (path, memory) -> {
          boolean known = memory.checkpoint() != null || memory.size() > 0;
          if (known && memory.damage() == null && !scopes.contains(path)) {
            others.put(path, memory);
          }
        });
    return others;
  }

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
    eachMemory(
        (path, memory) -> {
          if (memory.damage() != null) {
            damaged.put(path, memory.damage());
          }
        });
    return damaged;
  }

  /** Writer of the partition that a scope belongs to; null while this replica does not own it. */
  Writer writer(Scope scope) {
    OwnedPartition share = owned.get(topics.partition(scope));
    return share == null ? null : share.writer();
  }

  private double subjects() {
    return owned.values().stream()
        .flatMap(share -> share.memories().values().stream())
        .mapToLong(ScopeState::size)
        .sum();
  }

  private void eachMemory(BiConsumer<String, ScopeState> action) {
    owned.values().forEach(share -> share.memories().forEach(action));
  }

  private void report(String what, Exception failure) {
    String before = problem;
    String why = failure.getMessage();
    problem = what + " (" + (why == null ? failure.getClass().getSimpleName() : why) + ")";
    if (!problem.equals(before)) {
      LOG.warnf("%s; it tries again", problem);
    }
  }

  private void open(Set<OwnedPartition> due) {
    try {
      if (opener.open(due, wanted)) {
        opened.run();
      }
    } catch (RuntimeException failure) {
      report("the state cannot be loaded", failure);
      due.forEach(share -> share.retryAfter(RETRY.toNanos()));
    } finally {
      opening.set(false);
    }
  }

  private OwnedPartition replaced(OwnedPartition broken) {
    LOG.warnf("partition=%d: its state is read again after a failed commit", broken.partition());
    broken.lose();
    background.execute(broken::close);
    return new OwnedPartition(broken.partition());
  }

  /** Abandons the polls of partitions, and waits for them while nobody else has the partitions. */
  private void leave(Set<Integer> partitions, boolean lost) {
    List<OwnedPartition> left =
        partitions.stream().map(owned::remove).filter(Objects::nonNull).toList();
    left.forEach(OwnedPartition::lose);
    if (lost) {
      left.forEach(share -> background.execute(share::close));
    } else {
      awaitPolls(left);
      left.forEach(OwnedPartition::close);
    }
  }

  private void awaitPolls(List<OwnedPartition> shares) {
    long deadline = System.nanoTime() + stopTimeout.toNanos();
    try {
      for (OwnedPartition share : shares) {
        share.awaitPolls(Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    member.close();
    background.shutdown();
    background.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the group says. */
  private final class Partitions implements GroupMember.Listener {

    @Override
    public void assigned(Set<Integer> given) {
      given.forEach(one -> owned.put(one, new OwnedPartition(one)));
      problem = "the state of the owned partitions is being loaded";
      LOG.infof("partitions owned=%s new=%s", owned.keySet(), given);
    }

    @Override
    public void taken(Set<Integer> taken, boolean lost) {
      leave(taken, lost);
      LOG.logf(
          lost ? Logger.Level.WARN : Logger.Level.INFO,
          "partitions owned=%s %s=%s",
          owned.keySet(),
          lost ? "lost" : "given back",
          taken);
    }

    @Override
    public void left(RuntimeException failure) {
      leave(owned.keySet(), true);
      if (failure != null) {
        report("this replica cannot stay in the group " + topics.prefix(), failure);
      }
    }

    /** Opens what is not open yet, and replaces what cannot be written any more. */
    @Override
    public void heard() {
      owned.replaceAll((partition, share) -> share.isBroken() ? replaced(share) : share);
      Set<OwnedPartition> due =
          owned.values().stream()
              .filter(share -> share.isDue(wanted.contains(share.partition())))
              .collect(Collectors.toSet());
      if (!due.isEmpty() && opening.compareAndSet(false, true)) {
        background.execute(() -> open(due));
      }
      if (owned.values().stream().allMatch(one -> one.isOpen() || one.isIdle())) {
        problem = null;
      }
    }
  }
}
