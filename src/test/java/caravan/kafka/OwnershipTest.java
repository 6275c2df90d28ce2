package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import caravan.broker.KafkaRequest;
import caravan.broker.LogFiles;
import caravan.broker.Topic;
import caravan.event.Event;
import caravan.event.Observation;
import caravan.event.Outcome;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.model.Scope;
import caravan.poll.ClockGuard;
import caravan.poll.ClockSettings;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Snapshots;
import caravan.state.ScopeState;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas in one process, against a real broker; each test has topics and a group of its own. */
@Tag("broker")
class OwnershipTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int PARTITIONS = 12;
  private static final Duration TEN_YEARS = Duration.ofDays(3650);

  /** How long transactions of the test itself may stay open. */
  private static final Duration OPEN = Duration.ofMinutes(1);

  private static final KafkaProxy NETWORK = new KafkaProxy();

  private static Broker broker;
  private static int runs;

  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final SettableClock clock = new SettableClock(Fixtures.SLOT.plus(Duration.ofDays(1)));
  private final List<Replica> replicas = new ArrayList<>();
  private String prefix;

  @BeforeAll
  static void startBroker() {
    broker = Broker.start(NETWORK);
  }

  @AfterAll
  static void stopBroker() {
    NETWORK.close();
    broker.close();
  }

  @BeforeEach
  void createTopics() {
    prefix = "run" + ++runs;
    Stream.of("events", "state", "checkpoints", "dlq")
        .forEach(
            name ->
                Topic.create(broker.bootstrapServers(), PARTITIONS, prefix + "." + name + ".v1"));
  }

  @AfterEach
  void stopReplicas() throws Exception {
    for (Replica replica : replicas) {
      replica.ownership.close();
      replica.clients.close();
    }
  }

  /** One replica as the product wires it. */
  private final class Replica {

    private final KafkaClients clients;
    private final Topics topics;
    private final Ownership ownership;
    private final Publisher publisher;
    private final Snapshots snapshots = new Snapshots();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    Replica(String... overrides) {
      this(true, overrides);
    }

    Replica(Map<String, Object> kafka) {
      this(true, kafka);
    }

    Replica(boolean joins, String... overrides) {
      this(joins, Map.of(), overrides);
    }

    Replica(KafkaProxy network) {
      this(true, Map.of("bootstrap.servers", network.bootstrapServers()));
    }

    private Replica(boolean joins, Map<String, Object> kafka, String... overrides) {
      List<String> all = new ArrayList<>(List.of("caravan.topics.prefix", prefix));
      all.addAll(List.of("caravan.ownership.session-timeout", "6s"));
      all.addAll(List.of(overrides));
      SmallRyeConfig config = SettingsFixture.config(all.toArray(String[]::new));
      PublishSettings settings = config.getConfigMapping(PublishSettings.class);
      ClockGuard guard = new ClockGuard(clock, clock, config.getConfigMapping(ClockSettings.class));
      EventFormats formats = new EventFormats(config.getConfigMapping(FormatSettings.class));
      Map<String, Object> client = new HashMap<>();
      client.put("bootstrap.servers", broker.bootstrapServers());
      client.putAll(kafka);
      clients = new KafkaClients(client);
      topics = new Topics(config.getConfigMapping(TopicSettings.class));
      ownership =
          new Ownership(
              clients,
              topics,
              formats,
              settings,
              config.getConfigMapping(PollSettings.class),
              new Installation(settings, "file:targets.yaml"),
              meters,
              () -> true,
              guard,
              () -> {});
      PollRecords records =
          new PollRecords(
              topics, formats, List.of(), new Installation(settings, "file:targets.yaml"));
      Catalogues catalogues = new Catalogues(clients, topics, settings, meters);
      publisher = new Publisher(ownership, records, catalogues, clients, guard, settings);
      replicas.add(this);
      if (joins) {
        ownership.join();
      } else {
        ownership.prepare();
      }
    }

    ScopeState memory(Scope of) {
      await().atMost(SOON).until(() -> ownership.memory(of) != null);
      return ownership.memory(of);
    }

    /** A complete poll of one page with a row about each subject. */
    Poll poll(Scope of, int slot, String... subjects) {
      Poll poll =
          new Poll(
              of,
              Fixtures.SLOT.plusSeconds(60L * slot),
              Fixtures.SLOT,
              memory(of),
              () -> Fixtures.READ);
      poll.walk().asked();
      poll.walk().received(Fixtures.page(0, (long) subjects.length, null));
      for (int i = 0; i < subjects.length; i++) {
        poll.walk().countRow();
        Observation.Place place = Fixtures.place(0, i);
        poll.walk()
            .observe(Fixtures.connection(of.resourceUid() + "/client/" + subjects[i], 1, place));
      }
      snapshots.compare(poll);
      return poll;
    }

    void publish(Poll poll) {
      publisher.commit(poll);
      snapshots.remember(poll);
    }

    void publish(int slot, String... subjects) {
      publish(poll(scope, slot, subjects));
    }
  }

  private List<Topic.Entry> entries(String topic) {
    return Topic.settled(broker.bootstrapServers(), prefix + "." + topic + ".v1");
  }

  private String subject(String name) {
    return scope.resourceUid() + "/client/" + name;
  }

  private void write(String topic, String key, byte[] value) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    int partition = new Topics(SettingsFixture.settings(TopicSettings.class)).partition(scope);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(prefix + "." + topic + ".v1", partition, key, value))
          .get();
    }
  }

  @Test
  void replicaAloneOwnsEverything() {
    Replica alone = new Replica();
    assertEquals(0, alone.memory(scope).size());
    assertEquals(1.0, alone.ownership.share());
    await().atMost(SOON).until(() -> alone.ownership.problem().isEmpty());
  }

  /** Left by a clock that ran ten years ahead, it would not be polled for ten years. */
  @Test
  void scopeWhoseLastSlotIsAheadOfTheClockIsStoppedAndShown() throws Exception {
    // Given
    Replica first = new Replica("caravan.clock.max-skew", "36500d");
    clock.jump(TEN_YEARS);
    first.publish(10 * 365 * 24 * 60 + 24 * 60, "a");
    first.ownership.close();
    clock.jump(TEN_YEARS.negated());

    // When
    Replica second = new Replica();
    await().atMost(SOON).until(() -> second.ownership.problem().isEmpty());

    // Then
    assertNull(second.ownership.memory(scope));
    String why = second.ownership.ahead().get(scope.path());
    assertTrue(why.contains("ahead of this machine's clock"), why);
    assertTrue(why.contains("scope reset"), why);
    assertEquals(1, second.meters.get("caravan.scopes.ahead").gauge().value());
    assertEquals(0, second.meters.get("caravan.scopes.stopped").gauge().value());
    assertEquals(Map.of(), second.ownership.damaged());

    // When: the clock gets there after all.
    clock.advance(TEN_YEARS);

    // Then
    assertEquals(Set.of(subject("a")), Set.copyOf(second.memory(scope).subjects()));
    assertEquals(0, second.meters.get("caravan.scopes.ahead").gauge().value());
  }

  /** Clocks of replicas differ a little; a scope only waits for the slot that another one had. */
  @Test
  void scopeWhoseLastSlotIsALittleAheadIsNotStopped() {
    Replica replica = new Replica();
    replica.publish(24 * 60 + 2, "a");
    assertEquals(1, replica.memory(scope).size());
    assertEquals(Map.of(), replica.ownership.ahead());
  }

  @Test
  void scopeWhoseLastSlotIsAheadBeginsAnewWhereThatIsWanted() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(24 * 60 + 10, "a");
    first.ownership.close();

    // When
    Replica second = new Replica("caravan.state.on-error", "baseline");

    // Then
    ScopeState state = second.memory(scope);
    assertNull(state.checkpoint());
    assertEquals(Set.of(subject("a")), Set.copyOf(state.subjects()));
  }

  /** A slot by a wrong clock would be in Kafka for as long as the clock was wrong. */
  @Test
  void nothingIsPublishedByAClockThatCannotBeTrusted() {
    // Given
    Replica replica = new Replica();
    Poll poll = replica.poll(scope, 0, "a");
    clock.jump(TEN_YEARS);

    // When
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> replica.publish(poll));

    // Then
    assertTrue(refused.getMessage().contains("this machine's clock"), refused::getMessage);
    assertEquals(List.of(), entries("events"));
    clock.jump(TEN_YEARS.negated());
    await().atMost(SOON).until(poll.memory()::lost);
    replica.publish(0, "a");
    assertEquals(2, entries("events").size());
  }

  /** After that the client may send no heartbeat for as long as the clock was set back. */
  @Test
  void replicaJoinsWithANewClientWhenTheClockWasSetBack() {
    // Given
    Replica replica = new Replica();
    ScopeState before = replica.memory(scope);

    // When
    clock.jump(Duration.ofDays(-1));

    // Then
    await().atMost(SOON).until(before::lost);
    assertNotSame(before, replica.memory(scope));
  }

  /** A replica that cannot poll yet must not be given what others could poll. */
  @Test
  void preparedReplicaGetsNothingUntilItJoins() {
    // Given
    Replica prepared = new Replica(false);
    Replica member = new Replica();
    await().atMost(SOON).until(() -> member.ownership.share() == 1.0);
    assertEquals(0.0, prepared.ownership.share());

    // When
    prepared.ownership.join();

    // Then
    await().atMost(SOON).until(() -> prepared.ownership.share() > 0);
    await().atMost(SOON).until(() -> member.ownership.share() < 1.0);
  }

  @Test
  void preparedReplicaThatNeverJoinsEnds() throws Exception {
    // Given
    Replica prepared = new Replica(false);

    // When
    prepared.ownership.close();

    // Then
    assertEquals(0.0, prepared.ownership.share());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("ownership") && thread.isAlive()));
  }

  @Test
  void whatAPollLeavesIsKnownAfterARestart() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b", "c");
    Poll last = first.poll(scope, 1, "a", "b");
    first.publish(last);
    ScopeState before = first.memory(scope);
    first.ownership.close();

    // When
    ScopeState after = new Replica().memory(scope);

    // Then
    assertNotSame(before, after);
    assertEquals(Set.of(subject("a"), subject("b")), Set.copyOf(after.subjects()));
    assertEquals(before.known(subject("a")), after.known(subject("a")));
    assertEquals(before.checkpoint(), after.checkpoint());
    assertEquals(last.scheduledAt(), after.lastSlot());
  }

  /** A partition whose scopes are all stopped makes no commit that would notice it was fenced. */
  @Test
  void stoppedScopeThatIsResetGoesOnWithoutARestart() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    first.ownership.close();
    write("checkpoints", scope.path(), "{".getBytes(UTF_8));
    Replica replica = new Replica();
    await().atMost(SOON).until(() -> replica.ownership.damaged().containsKey(scope.path()));
    SmallRyeConfig config = SettingsFixture.config("caravan.topics.prefix", prefix);
    ScopeReset reset =
        new ScopeReset(
            new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers())),
            replica.topics,
            new EventFormats(config.getConfigMapping(FormatSettings.class)),
            config.getConfigMapping(PublishSettings.class));

    // When
    assertEquals(1, reset.apply(scope, Fixtures.SLOT.plusSeconds(90)).owners().size());

    // Then
    ScopeState state = replica.memory(scope);
    assertEquals(Set.of(subject("a")), Set.copyOf(state.subjects()));
    assertNull(state.complete());
    replica.publish(2, "a", "b");
    assertEquals(
        List.of("connection.observed", "snapshot.completed"),
        entries("events").stream()
            .map(entry -> Fixtures.json(entry.value()))
            .filter(event -> event.at("/snapshot/scheduled_at").textValue().contains("T00:01:00"))
            .map(event -> event.get("kind").textValue())
            .toList());
    assertEquals(Map.of(), replica.ownership.damaged());
  }

  @Test
  void pollsSideBySideAreCommittedWholeAndInTheirPartition() throws Exception {
    // Given
    Replica replica = new Replica();
    List<Scope> scopes =
        IntStream.range(0, 40)
            .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("res-" + i).scope())
            .toList();
    List<Poll> polls = new ArrayList<>();
    scopes.forEach(one -> polls.add(replica.poll(one, 0, "a", "b")));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    CountDownLatch start = new CountDownLatch(1);

    // When
    List<Future<?>> done = new ArrayList<>();
    for (Poll poll : polls) {
      done.add(
          threads.submit(
              () -> {
                start.await();
                replica.publish(poll);
                return null;
              }));
    }
    start.countDown();
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();

    // Then
    Map<String, List<Integer>> sequences = new TreeMap<>();
    for (Topic.Entry entry : entries("events")) {
      sequences
          .computeIfAbsent(entry.key() + " in " + entry.partition(), key -> new ArrayList<>())
          .add(Fixtures.json(entry.value()).at("/snapshot/sequence").intValue());
    }
    assertEquals(40, sequences.size());
    sequences.values().forEach(one -> assertEquals(List.of(1, 2, 3), one));
    assertEquals(40, entries("checkpoints").size());
  }

  /** Whether they share a transaction or not: what one poll cannot send is no matter of others. */
  @Test
  void pollThatCannotBeSentFailsAlone() throws Exception {
    // Given
    Replica replica = new Replica();
    int partition = replica.topics.partition(scope);
    List<Scope> neighbours =
        IntStream.range(0, 1000)
            .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("res-" + i).scope())
            .filter(one -> replica.topics.partition(one) == partition)
            .limit(24)
            .toList();
    List<Poll> polls = new ArrayList<>();
    for (Scope neighbour : neighbours) {
      Poll poll = replica.poll(neighbour, 0, "a");
      if (polls.size() % 6 == 5) {
        List<Event> broken = new ArrayList<>(poll.outcome().events());
        broken.add(null);
        poll.concludes(new Outcome(broken, Set.of(), poll.outcome().checkpoint()));
      }
      polls.add(poll);
    }
    ExecutorService threads = Executors.newFixedThreadPool(polls.size());

    // When
    List<Future<?>> done = new ArrayList<>();
    for (Poll poll : polls) {
      done.add(threads.submit(() -> replica.publish(poll)));
    }
    threads.shutdown();

    // Then
    for (int i = 0; i < polls.size(); i++) {
      Future<?> one = done.get(i);
      if (i % 6 == 5) {
        ExecutionException failure = assertThrows(ExecutionException.class, one::get);
        assertEquals(NullPointerException.class, failure.getCause().getClass());
      } else {
        one.get();
      }
    }
    assertEquals(40, entries("events").size());
    assertEquals(20, entries("checkpoints").size());
  }

  @Test
  void zombieIsFencedPublishesNothingAndReadsTheStateAgain() {
    // Given
    Replica zombie = new Replica();
    zombie.publish(0, "a");
    ScopeState before = zombie.memory(scope);
    Poll late = zombie.poll(scope, 1, "a", "zombie");

    // When: somebody else fences the partition, as its next owner does, and writes to it.
    KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    String id = prefix + "-" + zombie.topics.partition(scope);
    try (Producer<String, byte[]> successor = clients.producer(id, OPEN)) {
      successor.initTransactions();
      assertThrows(RuntimeException.class, () -> zombie.publish(late));
    }

    // Then
    await().atMost(SOON).until(() -> zombie.memory(scope) != before);
    assertTrue(before.lost());
    assertEquals(Set.of(subject("a")), Set.copyOf(zombie.memory(scope).subjects()));
    assertEquals(2, entries("events").size());
    zombie.publish(2, "a", "b");
    assertEquals(4, entries("events").size());
  }

  @Test
  void whatWasNotCommittedIsNotKnown() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    Event event = first.poll(scope, 1, "a", "ghost").outcome().events().get(0);
    int partition = first.topics.partition(scope);
    first.ownership.close();
    KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    Producer<String, byte[]> crashed = clients.producer(prefix + "-" + partition, OPEN);
    crashed.initTransactions();
    crashed.beginTransaction();
    Future<?> sent =
        crashed.send(
            new ProducerRecord<>(
                prefix + ".state.v1", partition, event.subject(), event.json().getBytes(UTF_8)));
    crashed.flush();
    sent.get();

    // When: nobody has ended the transaction when the next owner comes.
    ScopeState memory = new Replica().memory(scope);
    crashed.close(Duration.ZERO);

    // Then
    assertEquals(subject("ghost"), event.subject());
    assertEquals(Set.of(subject("a")), Set.copyOf(memory.subjects()));
  }

  @Test
  void secondReplicaTakesAShareAndGivesItBack() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    await().atMost(SOON).until(() -> first.ownership.share() == 1.0);

    // When
    Replica second = new Replica();

    // Then
    await()
        .atMost(SOON)
        .until(() -> first.ownership.share() == 0.5 && second.ownership.share() == 0.5);
    await()
        .atMost(SOON)
        .until(
            () ->
                (first.ownership.memory(scope) == null)
                    != (second.ownership.memory(scope) == null));

    // When
    first.ownership.close();

    // Then
    await().atMost(SOON).until(() -> second.ownership.share() == 1.0);
    assertEquals(Set.of(subject("a")), Set.copyOf(second.memory(scope).subjects()));
  }

  /**
   * A replica reaches the brokers, but not the coordinator of its group. It has to stop before the
   * group gives its partitions to another one, and must leave that one alone.
   */
  @Test
  @Tag("thorough")
  void replicaThatTheGroupDoesNotAnswerStopsBeforeOthersBegin() throws Exception {
    // Given
    Replica cutOff = new Replica(NETWORK);
    cutOff.publish(0, "a");
    Replica heir = new Replica();
    await()
        .atMost(SOON)
        .until(() -> cutOff.ownership.share() == 0.5 && heir.ownership.share() == 0.5);
    Scope moving =
        IntStream.range(0, 1000)
            .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("res-" + i).scope())
            .filter(cutOff.ownership::owns)
            .findFirst()
            .orElseThrow();
    Poll last = cutOff.poll(moving, 0, "a", "b");
    cutOff.publish(last);

    // When
    List<Double> shares = new CopyOnWriteArrayList<>();
    try (KafkaProxy.Rule silence = NETWORK.on(KafkaRequest.byClient("caravan-member")).hold()) {
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                // In this order: the heir may begin right after it was asked.
                double taken = heir.ownership.share();
                shares.add(taken + cutOff.ownership.share());
                return taken == 1.0;
              });

      // Then
      assertTrue(last.memory().lost());
      assertNull(cutOff.ownership.memory(moving));
      assertTrue(shares.stream().allMatch(one -> one <= 1.0), shares::toString);
      assertTrue(cutOff.ownership.problem().orElseThrow().contains("no answer from the group"));
      assertTrue(silence.hits() > 0);
      ScopeState kept = heir.memory(moving);
      for (int slot = 1; slot < 10; slot++) {
        heir.publish(heir.poll(moving, slot, "a", "c" + slot));
      }
      assertSame(kept, heir.memory(moving), "nobody has fenced the heir");
    }

    // When: it is back, and has to ask the group like a new replica.
    await()
        .atMost(SOON)
        .until(() -> cutOff.ownership.share() == 0.5 && heir.ownership.share() == 0.5);

    // Then
    Replica owner = cutOff.ownership.owns(moving) ? cutOff : heir;
    assertEquals(
        Set.of(moving.resourceUid() + "/client/a", moving.resourceUid() + "/client/c9"),
        Set.copyOf(owner.memory(moving).subjects()));
  }

  /** Who was fenced must not fence in turn, unless the group says that the partition is its own. */
  @Test
  void fencedReplicaOpensThePartitionAgainOnlyAfterTheGroupHasAnswered() {
    // Given
    Replica fenced = new Replica(NETWORK);
    fenced.publish(0, "a");
    String id = prefix + "-" + fenced.topics.partition(scope);
    KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    try (Producer<String, byte[]> other = clients.producer(id, OPEN)) {
      try (KafkaProxy.Rule silence = NETWORK.on(KafkaRequest.byClient("caravan-member")).hold()) {
        await().atMost(SOON).until(() -> silence.hits() > 0);
        other.initTransactions();
        Poll refused = fenced.poll(scope, 1, "a", "b");
        assertThrows(RuntimeException.class, () -> fenced.publish(refused));

        // When
        await().atMost(SOON).until(() -> !fenced.ownership.owns(scope));

        // Then
        other.beginTransaction();
        assertDoesNotThrow(other::commitTransaction);
      }
      await().atMost(SOON).until(() -> fenced.memory(scope) != null);
      fenced.publish(2, "a", "c");
    }
  }

  /** They share the partitions of one group, so they must know whether they want the same. */
  @Test
  void replicasKnowWhatTheOthersShow() {
    // Given
    Replica first = new Replica("caravan.installation", "production");
    first.ownership.shows("a1b2");
    Replica second = new Replica("caravan.installation", "laptop");
    second.ownership.shows("c3d4");
    caravan.kafka.Replica production = new caravan.kafka.Replica("production", "a1b2");
    caravan.kafka.Replica laptop = new caravan.kafka.Replica("laptop", "c3d4");

    // Then
    await()
        .atMost(SOON)
        .until(() -> first.ownership.replicas(), Set.of(production, laptop)::equals);
    await()
        .atMost(SOON)
        .until(() -> second.ownership.replicas(), Set.of(production, laptop)::equals);

    // When
    second.ownership.shows("a1b2");

    // Then
    caravan.kafka.Replica same = new caravan.kafka.Replica("laptop", "a1b2");
    await().atMost(SOON).until(() -> first.ownership.replicas(), Set.of(production, same)::equals);
    assertEquals(same, second.ownership.self());
  }

  @Test
  void checkpointSaysWhichInstallationWroteIt() throws Exception {
    // Given
    Replica first = new Replica("caravan.installation", "production");
    first.publish(0, "a");
    assertNull(first.memory(scope).installation(), "its own");
    first.ownership.close();

    // When
    Replica second = new Replica("caravan.installation", "laptop");
    assertEquals("production", second.memory(scope).installation());
    second.publish(1, "a");

    // Then
    assertNull(second.memory(scope).installation());
    List<Topic.Entry> checkpoints = entries("checkpoints");
    assertEquals(
        List.of("production", "laptop"),
        checkpoints.stream().map(one -> one.headers().get("installation")).toList());
  }

  @Test
  void partitionIsGivenBackOnlyWhenItsPollsHaveEnded() throws Exception {
    // Given
    Replica first = new Replica();
    ScopeState held = first.memory(scope);
    assertTrue(held.hold());

    // When
    Thread leaving = new Thread(() -> assertDoesNotThrow(first.ownership::close));
    leaving.start();
    await().atMost(SOON).until(held::lost);
    Replica second = new Replica();

    // Then
    assertNull(second.ownership.memory(scope));
    assertTrue(leaving.isAlive());
    held.release();
    leaving.join();
    assertNotNull(second.memory(scope));
  }

  @ParameterizedTest
  @ValueSource(strings = {"not json", "{}", ""})
  void scopeWithAnUnreadableRecordStops(String value) throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b");
    first.ownership.close();
    write("state", subject("a"), value.getBytes(UTF_8));
    Scope other = Fixtures.target(Fixtures.TENCENT).resources("other").scope();

    // When
    Replica second = new Replica();

    // Then
    assertNotNull(second.memory(other));
    await().atMost(SOON).until(() -> second.ownership.damaged().size() == 1);
    assertNull(second.ownership.memory(scope));
    String why = second.ownership.damaged().get(scope.path());
    assertTrue(why.contains(subject("a")) && why.contains("state.v1"), why);
    assertEquals(Map.of(), second.ownership.others(Set.of()));
  }

  private Scope scopeElsewhere(Topics topics) {
    return IntStream.range(0, 100)
        .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("res-" + i).scope())
        .filter(one -> topics.partition(one) != topics.partition(scope))
        .findFirst()
        .orElseThrow();
  }

  /** A disk that forgets a bit: readers refuse the batch, and with it all that is behind it. */
  @Test
  void partitionWithACorruptBatchKeepsNoOtherClosed() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b");
    Scope other = scopeElsewhere(first.topics);
    first.publish(first.poll(other, 0, "a"));
    first.ownership.close();
    int partition = first.topics.partition(scope);
    flipBit(partition);

    // When
    Replica second = new Replica();

    // Then
    assertEquals(1, second.memory(other).size());
    await().atMost(SOON).until(() -> !second.ownership.closed().isEmpty());
    assertEquals(Set.of(partition), second.ownership.closed().keySet());
    String why = second.ownership.closed().get(partition);
    assertTrue(why.contains(first.topics.state() + "-" + partition), why);
    assertNull(second.ownership.memory(scope));

    // When
    flipBit(partition);

    // Then
    assertEquals(2, second.memory(scope).size());
    assertEquals(Map.of(), second.ownership.closed());
  }

  /** Changes one bit in the first batch of a partition's states, while the broker is away. */
  private void flipBit(int partition) throws Exception {
    Path log =
        broker
            .directory()
            .resolve(prefix + ".state.v1-" + partition)
            .resolve("00000000000000000000.log");
    broker.stop();
    try {
      LogFiles.flipBit(log);
    } finally {
      broker.restart();
    }
  }

  /** Damage of one partition is no reason to poll nothing at all. */
  @Test
  void partitionThatCannotBeLoadedKeepsNoOtherClosed() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b");
    first.ownership.close();
    Scope other = scopeElsewhere(first.topics);
    KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    int partition = first.topics.partition(scope);
    try (Producer<String, byte[]> foreign = clients.producer("foreign-" + prefix, OPEN)) {
      foreign.initTransactions();
      foreign.beginTransaction();
      foreign.send(new ProducerRecord<>(first.topics.state(), partition, "key", null)).get();

      // When
      Replica second = new Replica();

      // Then
      assertNotNull(second.memory(other));
      await().atMost(SOON).until(() -> !second.ownership.closed().isEmpty());
      assertEquals(Set.of(partition), second.ownership.closed().keySet());
      assertNull(second.ownership.memory(scope));
      assertTrue(second.ownership.problem().isPresent(), "it is not ready");

      // When
      foreign.abortTransaction();

      // Then
      assertEquals(2, second.memory(scope).size());
      assertEquals(Map.of(), second.ownership.closed());
      await().atMost(SOON).until(() -> second.ownership.problem().isEmpty());
    }
  }

  @Test
  void scopeWithAnUnreadableRecordBeginsWithABaselineWhereThatIsWanted() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b", "c");
    first.ownership.close();
    write("state", subject("a"), "not json".getBytes(UTF_8));
    write("state", subject("c"), "not json".getBytes(UTF_8));

    // When
    Replica second = new Replica("caravan.state.on-error", "baseline");
    Poll poll = second.poll(scope, 1, "a", "b");

    // Then
    assertEquals(
        List.of("connection.observed", "snapshot.completed"),
        poll.outcome().events().stream().map(one -> one.kind().wire()).toList());
    assertEquals(subject("a"), poll.outcome().events().get(0).subject());
    assertEquals(Set.of(subject("c")), poll.outcome().forgets());
    second.publish(poll);
    assertEquals(Set.of(), second.memory(scope).unreadable());
    second.ownership.close();
    assertEquals(
        Set.of(subject("a"), subject("b")), Set.copyOf(new Replica().memory(scope).subjects()));
  }

  @Test
  void scopeWithAnUnreadableCheckpointStops() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    first.ownership.close();
    write("checkpoints", scope.path(), "{".getBytes(UTF_8));

    // When
    Replica second = new Replica();

    // Then
    await().atMost(SOON).until(() -> second.ownership.damaged().containsKey(scope.path()));
    assertTrue(second.ownership.damaged().get(scope.path()).contains("checkpoints.v1"));
  }

  @Test
  void laterRecordMendsAnUnreadableOne() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a", "b");
    SubjectState known = first.memory(scope).known(subject("b"));
    first.ownership.close();
    write("state", subject("a"), "not json".getBytes(UTF_8));
    write("state", subject("a"), null);

    // Then
    ScopeState memory = new Replica().memory(scope);
    assertEquals(Set.of(subject("b")), Set.copyOf(memory.subjects()));
    assertEquals(known, memory.known(subject("b")));
  }

  @Test
  void scopesThatNobodyWantsAnyMoreAreFoundAndForgotten() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    first.ownership.close();

    // When
    Replica second = new Replica();
    await().atMost(SOON).until(() -> second.ownership.others(Set.of()).size() == 1);
    assertEquals(Map.of(), second.ownership.others(Set.of(scope.path())));
    ScopeState memory = second.ownership.others(Set.of()).get(scope.path());
    assertEquals(scope.resourceId(), memory.origin().resourceId());
    Poll retirement =
        new Poll(scope, Fixtures.SLOT.plusSeconds(61), Fixtures.SLOT, memory, () -> Fixtures.READ);
    second.snapshots.retire(retirement);
    second.publish(retirement);

    // Then
    assertEquals(Map.of(), second.ownership.others(Set.of()));
    assertEquals(Map.of(), second.ownership.retired(Fixtures.READ));
    List<Topic.Entry> state = entries("state");
    assertTrue(state.get(state.size() - 1).tombstone());
    assertEquals(
        "scope_retired",
        Fixtures.json(entries("events").get(2).value()).get("end_reason").textValue());

    // When: the next owner finds that it ended long ago.
    second.ownership.close();
    Replica third = new Replica();
    Instant later = Fixtures.READ.plusSeconds(1);
    await().atMost(SOON).until(() -> third.ownership.retired(later).size() == 1);
    assertEquals(Map.of(), third.ownership.others(Set.of()));
    ScopeState former = third.ownership.retired(later).get(scope.path());
    Poll forgetting =
        new Poll(scope, Fixtures.SLOT.plusSeconds(62), Fixtures.SLOT, former, () -> Fixtures.READ);
    third.snapshots.retire(forgetting);
    third.publish(forgetting);

    // Then
    assertEquals(Map.of(), third.ownership.retired(later));
    List<Topic.Entry> checkpoints = entries("checkpoints");
    assertTrue(checkpoints.get(checkpoints.size() - 1).tombstone());
    assertEquals(3, checkpoints.size());
  }

  /** The longest transaction that brokers allow is not asked for, but found. */
  @Test
  void transactionsAreAsLongAsTheBrokersAllow() {
    Replica replica = new Replica(Map.of("transaction.timeout.ms", "3600000"));
    replica.publish(0, "a");
    assertEquals(2, entries("events").size());
  }

  @Test
  void pollThatTakesTooLongToSendLeavesAMarkerThatSaysSo() {
    // Given
    Replica replica = new Replica(Map.of("transaction.timeout.ms", "200"));
    replica.publish(0, "a");
    String[] many = IntStream.range(0, 60_000).mapToObj(Integer::toString).toArray(String[]::new);
    Poll large = replica.poll(scope, 1, many);

    // When
    replica.publish(large);

    // Then
    List<Topic.Entry> events = entries("events");
    assertEquals(3, events.size());
    JsonNode report = Fixtures.json(events.get(2).value()).get("report");
    assertEquals("partial", report.get("status").textValue());
    assertEquals("too_large", report.get("reason").textValue());
    assertEquals("transaction_timeout", report.at("/error/code").textValue());
    assertEquals(60_000, report.get("unique").intValue());
    assertEquals(1, report.get("absences_suppressed").intValue());
    assertEquals(Set.of(subject("a")), Set.copyOf(replica.memory(scope).subjects()));
    assertEquals(1, entries("state").size());

    // When
    replica.publish(2, "b");

    // Then
    assertEquals(
        List.of("connection.opened", "connection.closed", "snapshot.completed"),
        entries("events").stream()
            .skip(3)
            .map(one -> Fixtures.json(one.value()).get("kind").textValue())
            .toList());
  }

  @Test
  void withoutTransactionsTheStateIsLoadedAllTheSame() throws Exception {
    // Given
    Replica first = new Replica();
    first.publish(0, "a");
    first.ownership.close();

    // When
    Replica second = new Replica("caravan.delivery", "at_least_once");

    // Then
    assertEquals(Set.of(subject("a")), Set.copyOf(second.memory(scope).subjects()));
    assertFalse(second.publisher.isTransactional());
    assertThrows(
        IllegalStateException.class, () -> second.publish(second.poll(scope, 1, "a", "b")));
  }
}
