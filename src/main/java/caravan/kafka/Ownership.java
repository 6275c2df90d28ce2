package caravan.kafka;

import caravan.event.format.EventFormats;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.ClockGuard;
import caravan.poll.OwnedScopes;
import caravan.poll.PollSettings;
import caravan.redact.OneLine;
import caravan.state.ScopeState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.utils.ThreadUtils;
import org.jboss.logging.Logger;

/**
 * The partitions that this process owns. All replicas are members of one consumer group over the
 * state topic, and Kafka assigns its partitions to them. The scopes of a partition may be polled
 * once it is open. A single process owns all partitions, by the same code.
 */
@Singleton
@Named("ownership")
public final class Ownership implements OwnedScopes, ScopeAware {

  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final Topics topics;
  private final Duration stopTimeout;
  private final BooleanSupplier brokersAnswer;
  private final Replicas replicas;
  private final ClockGuard clock;
  private final PublishSettings.OnError onStateError;
  private final GroupMember member;
  private final PartitionOpener opener;
  private final OthersWatch others;
  private final Map<Integer, OwnedPartition> owned = new ConcurrentSkipListMap<>();
  private final Set<Integer> wanted = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(ThreadUtils.createThreadFactory("ownership-close", true));
  private volatile String problem = "this replica has not joined the group yet";

  @Inject
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      Installation installation,
      MeterRegistry registry,
      Broker broker,
      ClockGuard clock,
      Event<PartitionOpened> opened) {
    this(
        clients,
        topics,
        formats,
        settings,
        polls,
        installation,
        registry,
        broker::ready,
        clock,
        () -> opened.fire(new PartitionOpened()));
  }

  /** Creates a replica outside of CDI; {@code opened} runs whenever more scopes may be polled. */
  public Ownership(
      KafkaClients clients,
      Topics topics,
      EventFormats formats,
      PublishSettings settings,
      PollSettings polls,
      Installation installation,
      MeterRegistry registry,
      BooleanSupplier brokersAnswer,
      ClockGuard clock,
      Runnable opened) {
    this.topics = topics;
    this.stopTimeout = polls.stopTimeout();
    this.brokersAnswer = brokersAnswer;
    this.clock = clock;
    this.onStateError = settings.onStateError();
    this.replicas = new Replicas(installation.id());
    this.member =
        new GroupMember(clients, topics, settings, replicas, clock::setBacks, new Partitions());
    this.opener =
        new PartitionOpener(
            clients,
            new StateLoader(clients, topics, formats, settings),
            topics,
            settings,
            member,
            new Openings(opened));
    this.others = new OthersWatch(clients, topics);
    gauge(registry, "caravan.partitions.owned", owned::size, "Partitions that this replica owns");
    gauge(
        registry,
        "caravan.partitions.closed",
        () -> closed().size(),
        "Owned partitions that are not polled because their state cannot be loaded");
    gauge(registry, "caravan.subjects", this::subjects, "Open subjects that this replica knows");
    gauge(
        registry,
        "caravan.scopes.stopped",
        () -> damaged().size(),
        "Scopes that are not polled because their state cannot be read");
    gauge(
        registry,
        "caravan.scopes.ahead",
        () -> ahead().size(),
        "Scopes that are not polled because their last slot is ahead of the clock");
  }

  private static void gauge(
      MeterRegistry registry, String name, Supplier<Number> value, String description) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** Creates the group client without joining yet. */
  public void prepare() {
    member.prepare();
  }

  /** Shows the other replicas which targets are in force here. */
  public void shows(String targets) {
    member.shows(targets);
  }

  /** Joins the group, once the topics exist; one timer calls this every few seconds. */
  public void join() {
    member.join();
  }

  /**
   * {@inheritDoc} Partitions of these scopes are opened even if nothing is known of them yet. Open
   * partitions stay open.
   */
  @Override
  public void retainScopes(Collection<Scope> scopes) {
    Set<Integer> partitions = scopes.stream().map(topics::partition).collect(Collectors.toSet());
    wanted.addAll(partitions);
    wanted.retainAll(partitions);
  }

  @Override
  public boolean canPublish() {
    return brokersAnswer.getAsBoolean() && clock.mayPoll();
  }

  @Override
  public ScopeState memory(Scope scope) {
    int number = topics.partition(scope);
    OwnedPartition partition = owned.get(number);
    if (partition == null || member.isStale()) {
      return null;
    }
    if (!partition.isOpen()) {
      wanted.add(number);
      return null;
    }
    ScopeState state = partition.memory(scope.path());
    return state.damage() == null && !isAhead(scope, partition, state) ? state : null;
  }

  /**
   * Whether the last slot of a scope is so far ahead that a clock must have been wrong. It would
   * not be polled before that slot has passed.
   */
  private boolean isAhead(Scope scope, OwnedPartition partition, ScopeState state) {
    Instant slot = state.lastSlot();
    if (slot == null || !clock.isAhead(slot, scope.target().every())) {
      partition.caughtUp(scope.path());
      return false;
    }
    if (onStateError == PublishSettings.OnError.BASELINE && state.hold()) {
      state.checkpoint(null);
      state.release();
      LOG.warnf("scope=%s begins with a new baseline: %s", scope, ofAhead(slot));
      return false;
    }
    if (partition.ahead(scope.path(), slot)) {
      LOG.errorf("scope=%s is not polled: %s", scope, ofAhead(slot));
    }
    return true;
  }

  private String ofAhead(Instant slot) {
    return "its last slot %s is %d s ahead of this machine's clock; if the clock is right, begin the"
            .formatted(slot, clock.untilSlot(slot).toSeconds())
        + " scope anew with `scope reset`";
  }

  @Override
  public boolean owns(Scope scope) {
    return owned.containsKey(topics.partition(scope));
  }

  /**
   * Scopes with a checkpoint or subjects that are not among those given, by path. {@link
   * ScopeState#hold} each before using it.
   */
  public Map<String, ScopeState> others(Set<String> scopes) {
    return states(
        (path, one) ->
            !scopes.contains(path)
                && one.damage() == null
                && !one.isRetired()
                && (one.checkpoint() != null || one.size() > 0));
  }

  /**
   * Scopes that were retired and not polled since, by path. {@link ScopeState#hold} each before
   * using it.
   *
   * @param before only those whose subjects ended before this instant
   */
  public Map<String, ScopeState> retired(Instant before) {
    return states(
        (path, one) ->
            one.damage() == null
                && one.isRetired()
                && (one.checkpoint().endedAt() == null
                    || one.checkpoint().endedAt().isBefore(before)));
  }

  /** What this replica shows the others. */
  public Replica self() {
    return replicas.own();
  }

  /** What all members of the group showed when they last shared the partitions. */
  public Set<Replica> replicas() {
    return replicas.all();
  }

  /** Whether everything is known that is kept of the owned scopes. */
  public boolean isLoaded() {
    return !member.isStale()
        && !owned.isEmpty()
        && owned.values().stream().allMatch(one -> one.isOpen() || one.isIdle());
  }

  /** How many of some scopes, given by their paths, this replica owns. */
  public long owned(Collection<String> paths) {
    return paths.stream().filter(path -> owned.containsKey(topics.partition(path))).count();
  }

  @Override
  public double share() {
    return member.isStale() ? 0 : (double) owned.size() / topics.partitions();
  }

  /** What keeps the owned scopes from being polled; empty when nothing does. */
  public Optional<String> problem() {
    Map<Integer, String> closed = closed();
    return closed.isEmpty()
        ? Optional.ofNullable(problem)
        : Optional.of(
            "the state of partitions %s cannot be loaded (%s)"
                .formatted(closed.keySet(), closed.values().iterator().next()));
  }

  /** Owned partitions whose state cannot be loaded, each with the reason. */
  public Map<Integer, String> closed() {
    Map<Integer, String> closed = new TreeMap<>();
    owned.forEach(
        (number, partition) -> {
          String why = partition.problem();
          if (why != null) {
            closed.put(number, why);
          }
        });
    return closed;
  }

  /** Scopes whose state cannot be read, each with the reason. */
  public Map<String, String> damaged() {
    Map<String, String> damaged = new TreeMap<>();
    states((path, one) -> one.damage() != null)
        .forEach((path, one) -> damaged.put(path, one.damage()));
    return damaged;
  }

  /** Scopes that are not polled because their last slot is ahead of the clock, with the reason. */
  public Map<String, String> ahead() {
    Map<String, String> ahead = new TreeMap<>();
    owned
        .values()
        .forEach(one -> one.ahead().forEach((path, slot) -> ahead.put(path, ofAhead(slot))));
    return ahead;
  }

  /** Writer of a scope's partition; null while this replica does not own it. */
  Writer writer(Scope scope) {
    OwnedPartition partition = owned.get(topics.partition(scope));
    return partition == null ? null : partition.writer();
  }

  private long subjects() {
    return sum(ScopeState::size);
  }

  @Override
  public long countedSubjects() {
    return sum(ScopeState::counted);
  }

  private long sum(ToLongFunction<ScopeState> figure) {
    return owned.values().stream()
        .flatMap(one -> one.memories().values().stream())
        .mapToLong(figure)
        .sum();
  }

  /** Sorts only what is wanted: it is asked for every second, for a few of very many. */
  private Map<String, ScopeState> states(BiPredicate<String, ScopeState> filter) {
    Map<String, ScopeState> states = new TreeMap<>();
    for (OwnedPartition partition : owned.values()) {
      partition
          .memories()
          .forEach(
              (path, one) -> {
                if (filter.test(path, one)) {
                  states.put(path, one);
                }
              });
    }
    return states;
  }

  private void report(String what, Exception failure) {
    String before = problem;
    problem = what + " (" + why(failure) + ")";
    if (!problem.equals(before)) {
      LOG.warnf("%s; it tries again", OneLine.withQuotes(problem));
    }
  }

  /** Kafka's client often says what is wrong only in the cause. */
  private static String why(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null || cause.getMessage() == null || said(failure).contains(said(cause))
        ? said(failure)
        : said(failure) + ": " + said(cause);
  }

  private static String said(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** Finds open partitions that somebody else wrote to. */
  private void look() {
    Map<Integer, Long> quiet = new TreeMap<>();
    try {
      owned.forEach(
          (number, partition) ->
              partition.quietEnd(topics.checkpoints()).ifPresent(end -> quiet.put(number, end)));
      for (int number : others.writtenByOthers(quiet)) {
        OwnedPartition partition = owned.get(number);
        // Unless it was this process, just now.
        OptionalLong before = OptionalLong.of(quiet.get(number));
        if (partition != null && partition.quietEnd(topics.checkpoints()).equals(before)) {
          partition.writtenByOthers();
        }
      }
    } finally {
      looking.set(false);
    }
  }

  private OwnedPartition replaced(OwnedPartition broken) {
    LOG.warnf(
        "partition=%d: its state is read again after %s",
        broken.number(),
        broken.isWrittenByOthers() ? "somebody else wrote to it" : "a failed commit");
    broken.lose();
    background.execute(broken::close);
    return OwnedPartition.contested(broken.number());
  }

  /** Abandons the polls of partitions, and waits for them unless another replica may have begun. */
  private void leave(Set<Integer> numbers, boolean lost) {
    List<OwnedPartition> left =
        numbers.stream().map(owned::remove).filter(Objects::nonNull).toList();
    left.forEach(OwnedPartition::lose);
    if (lost) {
      left.forEach(partition -> background.execute(partition::close));
    } else {
      awaitPolls(left);
      left.forEach(OwnedPartition::close);
    }
  }

  private void awaitPolls(List<OwnedPartition> partitions) {
    long deadline = System.nanoTime() + stopTimeout.toNanos();
    try {
      for (OwnedPartition partition : partitions) {
        partition.awaitPolls(deadline);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void close() throws InterruptedException {
    member.close();
    opener.close(CLOSE_WITHIN);
    background.shutdown();
    if (background.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      others.close();
    }
  }

  /** Follows what becomes of partitions that are opened. */
  private final class Openings implements PartitionOpener.Listener {

    private final Runnable opened;

    Openings(Runnable opened) {
      this.opened = opened;
    }

    @Override
    public boolean isWanted(int partition) {
      return wanted.contains(partition);
    }

    @Override
    public void opened() {
      opened.run();
    }

    @Override
    public void failed(OwnedPartition partition, Throwable failure) {
      String why = why(failure);
      if (partition.notOpened(why)) {
        LOG.warnf(
            "partition=%d: the state cannot be loaded (%s); it tries again",
            partition.number(), OneLine.withQuotes(why));
      }
    }
  }

  /** Follows the group. */
  private final class Partitions implements GroupMember.Listener {

    private long lookedAt = System.nanoTime();

    @Override
    public void assigned(Set<Integer> numbers) {
      numbers.forEach(number -> owned.put(number, new OwnedPartition(number)));
      problem = "the state of the owned partitions is being loaded";
      LOG.infof("partitions owned=%s new=%s", owned.keySet(), numbers);
    }

    @Override
    public void revoked(Set<Integer> numbers, boolean lost) {
      if (Collections.disjoint(owned.keySet(), numbers)) {
        return;
      }
      leave(numbers, lost);
      LOG.logf(
          lost ? Logger.Level.WARN : Logger.Level.INFO,
          "partitions owned=%s %s=%s",
          owned.keySet(),
          lost ? "lost" : "given back",
          numbers);
    }

    @Override
    public void left(RuntimeException failure) {
      leave(owned.keySet(), true);
      if (failure != null) {
        boolean refused = failure instanceof GroupAuthorizationException;
        String lacks = refused ? ", it lacks the right READ on it" : "";
        report("this replica cannot stay in the group " + topics.prefix() + lacks, failure);
      }
    }

    /** Opens closed partitions, and replaces those that cannot be written any more. */
    @Override
    public void polled(long heardAt) {
      owned.replaceAll(
          (number, partition) -> partition.isBroken() ? replaced(partition) : partition);
      owned.values().forEach(partition -> opener.openIfDue(partition, heardAt));
      // Who does not hear from the group may have lost them, and the other writer is the owner.
      if (System.nanoTime() - lookedAt > LOOK_EVERY.toNanos()
          && !member.isStale()
          && looking.compareAndSet(false, true)) {
        lookedAt = System.nanoTime();
        background.execute(Ownership.this::look);
      }
      if (owned.values().stream().allMatch(one -> one.isOpen() || one.isIdle())) {
        problem = null;
      }
    }
  }
}
