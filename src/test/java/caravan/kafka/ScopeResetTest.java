package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.event.Checkpoint;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scopes that cannot be polled as they are, on a real broker, and what a reset makes of them. */
@Tag("broker")
class ScopeResetTest {

  private static final Instant NOW = Fixtures.SLOT.plus(Duration.ofHours(1)).plusMillis(250);
  private static final Instant SECOND = Fixtures.SLOT.plus(Duration.ofHours(1));

  private static Broker broker;
  private static int runs;

  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private KafkaPolls polls;
  private int partition;
  private ScopeReset reset;

  @BeforeAll
  static void startBroker() {
    broker = Broker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void createTopics() {
    polls = new KafkaPolls(broker, "reset" + ++runs);
    partition = polls.topics.partition(scope);
    reset = reset();
  }

  private ScopeReset reset(String... settings) {
    return new ScopeReset(
        polls.clients,
        polls.topics,
        polls.formats,
        SettingsFixture.settings(PublishSettings.class, settings));
  }

  private void publish(Poll poll) {
    try (Writer writer = polls.writer(poll.scope())) {
      writer.commit(polls.parcel(poll));
    }
    polls.remember(poll);
  }

  private void write(String topic, String key, String value, Header... headers) throws Exception {
    try (Producer<String, byte[]> producer = polls.producer(scope)) {
      producer.beginTransaction();
      byte[] bytes = value == null ? null : value.getBytes(UTF_8);
      producer.send(new ProducerRecord<>(topic, partition, key, bytes, List.of(headers))).get();
      producer.commitTransaction();
    }
  }

  private Header from(Scope one) {
    return new RecordHeader("ce_partitionkey", one.path().getBytes(UTF_8));
  }

  private Map<String, ScopeState> load() {
    return new StateLoader(
            polls.clients,
            polls.topics,
            polls.formats,
            SettingsFixture.settings(PublishSettings.class))
        .load(partition)
        .scopes();
  }

  private ScopeState memory() {
    return load().get(scope.path());
  }

  private static Set<String> subjects(Scope of, String... names) {
    return Set.copyOf(Stream.of(names).map(name -> KafkaPolls.subject(of, name)).toList());
  }

  private static Checkpoint with(Checkpoint one, Instant lastSlot) {
    Checkpoint.Last last = one.lastPoll();
    return new Checkpoint(
        one.scope(),
        new Checkpoint.Last(last.pollId(), lastSlot, last.status()),
        one.lastComplete(),
        one.pendingAbsent(),
        one.notFound(),
        one.endedAt());
  }

  /** Offsets of everything that there is of the partition, transaction markers included. */
  private Map<String, Long> ends() {
    Map<String, Long> ends = new TreeMap<>();
    try (Consumer<byte[], byte[]> reader = polls.clients.reader()) {
      reader
          .endOffsets(
              Stream.of(polls.topics.state(), polls.topics.checkpoints(), polls.topics.events())
                  .map(name -> new TopicPartition(name, partition))
                  .toList())
          .forEach((one, end) -> ends.put(one.topic(), end));
    }
    return ends;
  }

  @Test
  void futureCheckpointIsReplacedAndSubjectsStay() throws Exception {
    // Given
    Poll poll = polls.poll(scope, 0, new ScopeState(), "a", "b");
    publish(poll);
    Checkpoint far = with(poll.outcome().checkpoint(), NOW.plus(Duration.ofDays(3650)));
    write(polls.topics.checkpoints(), scope.path(), far.json());
    ScopeState before = memory();

    // When
    ScopeReset.Plan done = reset.apply(scope, NOW);

    // Then
    ScopeState after = memory();
    assertEquals(far, done.before());
    assertNull(after.damage());
    assertEquals(SECOND, after.lastSlot());
    assertNull(after.complete());
    assertEquals(Map.of(), after.checkpoint().pendingAbsent());
    assertEquals(subjects(scope, "a", "b"), Set.copyOf(after.subjects()));
    for (String subject : subjects(scope, "a", "b")) {
      assertEquals(before.known(subject), after.known(subject));
    }
  }

  /** Its slot was published and must not be polled again. */
  @Test
  void lastSlotThatIsPastStays() throws Exception {
    Poll poll = polls.poll(scope, 0, new ScopeState(), "a");
    publish(poll);
    reset.apply(scope, NOW);
    assertEquals(poll.outcome().checkpoint().lastPoll(), memory().checkpoint().lastPoll());
    assertNull(memory().complete());
  }

  /** A clock that is a little ahead is none that was wrong. */
  @Test
  void slotThatIsALittleAheadStays() throws Exception {
    Poll poll = polls.poll(scope, 0, new ScopeState(), "a");
    publish(poll);
    reset.apply(scope, poll.scheduledAt().minusSeconds(90));
    assertEquals(poll.scheduledAt(), memory().lastSlot());
  }

  @Test
  void unreadableCheckpointIsReplaced() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.checkpoints(), scope.path(), "{");
    assertTrue(reset.plan(scope, NOW).problem().contains("cannot be read"));

    reset.apply(scope, NOW);

    assertNull(memory().damage());
    assertEquals(SECOND, memory().lastSlot());
    assertEquals(subjects(scope, "a"), Set.copyOf(memory().subjects()));
  }

  /** Or another installation could end it. */
  @Test
  void installationThatWroteItStays() throws Exception {
    Poll poll = polls.poll(scope, 0, new ScopeState(), "a");
    publish(poll);
    Header writer = new RecordHeader("installation", "production".getBytes(UTF_8));
    write(polls.topics.checkpoints(), scope.path(), poll.outcome().checkpoint().json(), writer);

    reset.apply(scope, NOW);

    assertNull(memory().complete());
    assertEquals("production", memory().installation());
  }

  @Test
  void lostSubjectIsNamed() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a", "b"));
    write(polls.topics.state(), KafkaPolls.subject(scope, "a"), null);

    assertEquals(memory().damage(), reset.plan(scope, NOW).problem());
    reset.apply(scope, NOW);

    assertNull(memory().damage());
    assertEquals(subjects(scope, "b"), Set.copyOf(memory().subjects()));
  }

  @Test
  void unreadableStateIsRemovedAndNothingElse() throws Exception {
    // Given
    publish(polls.poll(scope, 0, new ScopeState(), "a", "b"));
    write(polls.topics.state(), KafkaPolls.subject(scope, "a"), "{", from(scope));
    assertFalse(memory().damage().isEmpty());

    // When
    ScopeReset.Plan done = reset.apply(scope, NOW);

    // Then
    assertEquals(subjects(scope, "a"), done.removed());
    assertNull(memory().damage());
    assertEquals(subjects(scope, "b"), Set.copyOf(memory().subjects()));
    assertEquals(Set.of(), memory().unreadable());
  }

  @Test
  void otherScopesOfThePartitionAreLeftAlone() throws Exception {
    // Given
    Scope other =
        IntStream.range(0, 1000)
            .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("other-" + i).scope())
            .filter(one -> polls.topics.partition(one) == partition)
            .findFirst()
            .orElseThrow();
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    Poll poll = polls.poll(other, 0, new ScopeState(), "x");
    publish(poll);
    write(polls.topics.checkpoints(), scope.path(), "{");

    // When
    ScopeReset.Plan done = reset.apply(scope, NOW);

    // Then
    assertEquals(Set.of(scope.path()), done.scopes().keySet());
    assertEquals(poll.outcome().checkpoint(), load().get(other.path()).checkpoint());
  }

  /**
   * A record that names no scope stops all scopes of its resource; each may have lost a subject.
   */
  @Test
  void scopesThatARecordMayBelongToAreAllReset() throws Exception {
    // Given
    Scope same =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "shared-" + i)
            .map(id -> Fixtures.target(Fixtures.TENCENT).resources(id).scope())
            .filter(one -> polls.topics.partition(one) == partition)
            .filter(one -> polls.topics.partition(ssl(one)) == partition)
            .findFirst()
            .orElseThrow();
    publish(polls.poll(same, 0, new ScopeState(), "a"));
    publish(polls.poll(ssl(same), 0, new ScopeState(), "t"));
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.state(), KafkaPolls.subject(same, "x"), "{");

    // When
    ScopeReset.Plan done = reset.apply(same, NOW);

    // Then
    assertEquals(Set.of(same.path(), ssl(same).path()), done.scopes().keySet());
    Map<String, ScopeState> loaded = load();
    for (Scope one : List.of(same, ssl(same))) {
      assertNull(loaded.get(one.path()).damage());
      assertNull(loaded.get(one.path()).complete());
    }
    assertNotNull(loaded.get(scope.path()).complete());
  }

  private static Scope ssl(Scope one) {
    return Fixtures.target(Fixtures.TENCENT_SSL).resources(one.resourceId()).scope();
  }

  @Test
  void dryRunWritesNothingAndDisturbsNobody() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a"));
    write(polls.topics.state(), KafkaPolls.subject(scope, "b"), "{", from(scope));
    try (Writer owner = polls.writer(scope)) {
      Map<String, Long> before = ends();

      // When
      ScopeReset.Plan plan = reset.plan(scope, NOW);

      // Then
      assertEquals(1, plan.subjects());
      assertEquals(subjects(scope, "b"), plan.removed());
      assertEquals(Set.of(scope.path()), plan.scopes().keySet());
      assertEquals(before, ends());
      owner.commit(polls.parcel(polls.poll(scope, 1, memory, "a")));
    }
  }

  /** Nothing that the owner had begun before can overwrite the reset. */
  @Test
  void ownerIsFenced() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a"));
    try (Writer owner = polls.writer(scope)) {
      owner.commit(polls.parcel(polls.poll(scope, 1, memory, "a")));

      // When
      reset.apply(scope, NOW);

      // Then
      Poll late = polls.poll(scope, 2, memory, "a");
      assertThrows(RuntimeException.class, () -> owner.commit(polls.parcel(late)));
      assertTrue(owner.isBroken());
      assertNull(memory().complete());
    }
  }

  @Test
  void scopeOfWhichNothingIsKnownIsLeftAlone() throws Exception {
    Map<String, Long> before = ends();
    assertEquals(Map.of(), reset.apply(scope, NOW).scopes());
    assertEquals(before, ends());
  }

  /** Without transactions an owner cannot be kept from writing over it. */
  @Test
  void withoutTransactionsNobodyMayOwnThePartition() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    ScopeReset plain = reset("caravan.delivery", "at_least_once");
    try (Consumer<byte[], byte[]> owner =
        polls.clients.member(
            polls.topics.prefix(), Duration.ofSeconds(6), new Replicas("production"))) {
      owner.subscribe(List.of(polls.topics.state()));
      Awaitility.await()
          .until(
              () -> {
                owner.poll(Duration.ofMillis(100));
                return !owner.assignment().isEmpty();
              });
      Map<String, Long> before = ends();
      assertEquals(1, plain.plan(scope, NOW).owners().size());
      assertThrows(ScopeReset.StillOwned.class, () -> plain.apply(scope, NOW));
      assertEquals(before, ends());
    }
    Awaitility.await().until(() -> plain.plan(scope, NOW).owners().isEmpty());
    plain.apply(scope, NOW);
    assertNull(memory().complete());
  }
}
