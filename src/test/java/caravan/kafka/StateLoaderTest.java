package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.SettingsFixture;
import caravan.broker.Broker;
import caravan.broker.TopicConfigs;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State that polls and accidents left on a real broker; each test has topics of its own. */
class StateLoaderTest {

  /** How long transactions of the test itself may stay open. */
  private static final Duration OPEN = Duration.ofMinutes(1);

  private static Broker broker;
  private static int runs;

  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private KafkaPolls polls;
  private int partition;

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
    polls = new KafkaPolls(broker, "loader" + ++runs);
    partition = polls.topics.partition(scope);
  }

  private StateLoader loader(String... settings) {
    return new StateLoader(
        polls.clients,
        polls.topics,
        polls.formats,
        SettingsFixture.settings(PublishSettings.class, settings));
  }

  private Map<String, ScopeState> load(String... settings) {
    return loader(settings).load(partition).scopes();
  }

  private ScopeState memory(String... settings) {
    return load(settings).get(scope.path());
  }

  private String subject(String name) {
    return KafkaPolls.subject(scope, name);
  }

  private void publish(Poll poll) {
    try (Writer writer = polls.writer(scope)) {
      writer.commit(polls.parcel(poll));
    }
    polls.remember(poll);
  }

  private void write(String topic, String key, String value, Header... headers) throws Exception {
    try (Producer<String, byte[]> producer = polls.producer(scope)) {
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  partition,
                  key,
                  value == null ? null : value.getBytes(UTF_8),
                  List.of(headers)))
          .get();
      producer.commitTransaction();
    }
  }

  @Test
  void onlyPartitionsWithRecordsAreInUse() {
    // Given
    publish(polls.poll(scope, 0, new ScopeState(), "a"));

    // Then
    assertTrue(loader().isUsed(partition));
    assertFalse(loader().isUsed((partition + 1) % 12));
  }

  /** Or an owner would take a partition for empty while all of its records are hidden. */
  @Test
  void partitionWithNothingButAnOpenTransactionIsInUse() throws Exception {
    try (Producer<String, byte[]> foreign = polls.clients.producer("somebody-else", OPEN)) {
      foreign.initTransactions();
      foreign.beginTransaction();
      foreign.send(new ProducerRecord<>(polls.topics.state(), partition, "key", null)).get();
      assertTrue(loader().isUsed(partition));
    }
  }

  /**
   * A reader of committed records ends before an open transaction, whosever it is. What stands
   * behind would be missing, and a restart would open and close subjects that never changed.
   */
  @Test
  void openTransactionOfSomebodyElseIsNamedInsteadOfReadingHalf() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    try (Producer<String, byte[]> foreign = polls.clients.producer("somebody-else", OPEN)) {
      foreign.initTransactions();
      foreign.beginTransaction();
      foreign.send(new ProducerRecord<>(polls.topics.state(), partition, "key", null)).get();
      publish(polls.poll(scope, 1, memory, "a"));

      // When
      KafkaException refused = assertThrows(KafkaException.class, () -> memory());

      // Then
      String why = refused.getMessage();
      assertTrue(why.contains("open transaction of producer "), why);
      assertTrue(why.contains(polls.topics.state() + "-" + partition), why);
      assertTrue(why.contains("--start-offset"), why);

      // When
      foreign.abortTransaction();
    }

    // Then
    assertEquals(Set.of(subject("a")), Set.copyOf(memory().subjects()));
  }

  @Test
  void emptyPartitionKnowsNothing() {
    assertEquals(Map.of(), load());
  }

  @Test
  void lastPollIsWhatIsKnown() {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b", "c"));
    Poll last = polls.poll(scope, 1, memory, "b", "c", "d");
    publish(last);

    // When
    ScopeState loaded = memory();

    // Then
    assertEquals(Set.copyOf(memory.subjects()), Set.copyOf(loaded.subjects()));
    assertEquals(memory.known(subject("b")), loaded.known(subject("b")));
    assertEquals(memory.known(subject("d")), loaded.known(subject("d")));
    assertEquals(last.outcome().checkpoint(), loaded.checkpoint());
    assertEquals(scope.resourceId(), loaded.origin().resourceId());
    assertNull(loaded.damage());
  }

  /**
   * What a cleaner leaves: no older states, no tombstones, no markers of transactions, gaps between
   * the offsets, and batches without a record.
   */
  @Test
  void compactedTopicsAreLoaded() throws Exception {
    // Given
    compactEagerly();
    ScopeState memory = new ScopeState();
    AtomicInteger slots = new AtomicInteger();

    // When: each poll rolls a segment, so that the one before it can be cleaned.
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              int slot = slots.getAndIncrement();
              publish(polls.poll(scope, slot, memory, "a", "b" + slot));
              abort(subject("a"));
              boolean cleaned =
                  polls.entries("state").stream().noneMatch(one -> one.key().equals(subject("b0")))
                      && polls.entries("checkpoints").size() < slots.get();
              return slot > 3 && cleaned;
            });

    // Then
    ScopeState loaded = memory();
    assertEquals(Set.copyOf(memory.subjects()), Set.copyOf(loaded.subjects()));
    assertEquals(memory.known(subject("a")), loaded.known(subject("a")));
    assertEquals(memory.checkpoint(), loaded.checkpoint());
    assertNull(loaded.damage());
  }

  private void abort(String subject) throws Exception {
    try (Producer<String, byte[]> producer = polls.producer(scope)) {
      producer.beginTransaction();
      producer
          .send(new ProducerRecord<>(polls.topics.state(), partition, subject, new byte[] {1}))
          .get();
      producer.abortTransaction();
    }
  }

  /** Rolls a segment with nearly every poll, and has the cleaner look every moment. */
  private void compactEagerly() throws Exception {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    changes.put(
        new ConfigResource(ConfigResource.Type.BROKER, ""),
        TopicConfigs.set("log.cleaner.backoff.ms", "200"));
    for (String topic : List.of(polls.topics.state(), polls.topics.checkpoints())) {
      changes.put(
          new ConfigResource(ConfigResource.Type.TOPIC, topic),
          TopicConfigs.set(
              "cleanup.policy", "compact",
              "segment.ms", "20",
              "delete.retention.ms", "0",
              "min.cleanable.dirty.ratio", "0.01"));
    }
    polls.clients.admin().incrementalAlterConfigs(changes).all().get();
  }

  @Test
  void scopesOfAPartitionAreKeptApart() {
    // Given
    Scope other =
        IntStream.range(0, 1000)
            .mapToObj(i -> Fixtures.target(Fixtures.TENCENT).resources("other-" + i).scope())
            .filter(one -> polls.topics.partition(one) == partition)
            .findFirst()
            .orElseThrow();
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    publish(polls.poll(other, 0, new ScopeState(), "a", "b"));

    // When
    Map<String, ScopeState> loaded = load();

    // Then
    assertEquals(Set.of(scope.path(), other.path()), loaded.keySet());
    assertEquals(1, loaded.get(scope.path()).size());
    assertEquals(2, loaded.get(other.path()).size());
  }

  @Test
  void tombstoneEndsItsSubject() {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    publish(polls.poll(scope, 1, memory, "b"));

    // Then
    assertEquals(Set.of(subject("b")), Set.copyOf(memory().subjects()));
    assertNull(memory().damage());
  }

  /** It was polled, and told subjects as opened that had been there all the time. */
  @Test
  void scopeThatHasLostAStateStops() throws Exception {
    // Given
    Poll last = polls.poll(scope, 0, new ScopeState(), "a", "b");
    publish(last);
    write(polls.topics.state(), subject("a"), null);

    // Then
    assertEquals(
        "open subjects=1, but the checkpoint of slot " + last.scheduledAt() + " counts 2",
        memory().damage());
    assertNull(memory("caravan.delivery", "at_least_once").damage());
    ScopeState anew = memory("caravan.state.on-error", "baseline");
    assertNull(anew.damage());
    assertNull(anew.complete());
    assertEquals(last.scheduledAt(), anew.lastSlot());
  }

  @Test
  void scopeWhoseStateIsAnotherThanTheCheckpointProvesStops() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    Poll unpublished = polls.poll(scope, 1, memory, "a", "x");
    write(polls.topics.state(), subject("b"), null);
    write(
        polls.topics.state(),
        subject("x"),
        unpublished.outcome().events().get(0).json(),
        new RecordHeader("content-type", "application/json".getBytes(UTF_8)));

    // Then
    assertEquals(Set.of(subject("a"), subject("x")), Set.copyOf(memory().subjects()));
    assertTrue(memory().damage().startsWith("other subjects, or with other content"));
  }

  /** An incomplete poll proves no list, but it counts what it leaves open. */
  @Test
  void stateAfterAnIncompletePollIsCounted() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    Poll partial = polls.partialPoll(scope, 1, memory, "c");
    publish(partial);
    assertEquals(3, partial.outcome().checkpoint().open());
    assertNull(memory().damage());

    // When
    write(polls.topics.state(), subject("b"), null);

    // Then
    assertEquals(
        "open subjects=2, but the checkpoint of slot " + partial.scheduledAt() + " counts 3",
        memory().damage());
  }

  /** The version before counted nothing; what complete polls prove holds for it, too. */
  @Test
  void checkpointOfAnEarlierVersionIsReadAndProves() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    Poll partial = polls.partialPoll(scope, 1, memory, "c");
    publish(partial);
    String before = partial.outcome().checkpoint().json().replace("\"open\":3,", "");
    write(polls.topics.checkpoints(), scope.path(), before);
    write(polls.topics.state(), subject("b"), null);

    // Then
    assertNull(memory().damage());
    assertNull(memory().checkpoint().open());
  }

  /** A subject that complete polls have missed once is open, and not in their digest. */
  @Test
  void pendingSubjectIsNoContradiction() {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a", "b"));
    Poll last = polls.pollOfTwoPages(scope, 1, memory, "a");
    publish(last);

    // Then
    assertEquals(Set.of(subject("b")), last.outcome().checkpoint().pendingAbsent().keySet());
    assertEquals(2, memory().size());
    assertNull(memory().damage());
  }

  @Test
  void retiredScopeIsNotKnown() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.state(), subject("a"), null);
    write(polls.topics.checkpoints(), scope.path(), null);
    assertEquals(Map.of(), load());
  }

  @Test
  void recordUnderAnotherKeyStopsTheScopeThatItsHeaderNames() throws Exception {
    // Given
    Poll poll = polls.poll(scope, 0, new ScopeState(), "a");
    publish(poll);
    write(
        polls.topics.state(),
        subject("b"),
        poll.outcome().events().get(0).json(),
        new RecordHeader("content-type", "application/json".getBytes(UTF_8)),
        new RecordHeader("ce_partitionkey", scope.path().getBytes(UTF_8)));

    // When
    ScopeState memory = memory();

    // Then
    assertEquals(Set.of(subject("b")), memory.unreadable());
    assertTrue(
        memory.damage().endsWith("cannot be read: the record has a subject that is not its key"),
        memory.damage());
  }

  /** Who may write to the topics could otherwise have the log say whatever they like. */
  @Test
  void foreignRecordsCannotForgeALine() throws Exception {
    String forged = "x\n2026-01-01 ERROR forged\u2028\u202e line";
    try (LogLines lines = LogLines.of(RecordedState.class)) {
      write(polls.topics.checkpoints(), forged, "{");
      write(polls.topics.state(), forged, "{\"x\\n" + forged + "\":");
      write(
          polls.topics.state(),
          forged,
          "{",
          new RecordHeader("ce_partitionkey", forged.getBytes(UTF_8)));
      write(
          polls.topics.checkpoints(),
          scope.path(),
          "{\"schema_version\":\"1.0.0\",\"pending_absent\":{\"x\\nERROR forged\":1},"
              + "\"scope\":\"s\",\"last_poll\":{\"poll_id\":\"p\",\"status\":\"failed\","
              + "\"scheduled_at\":\"2026-01-01T00:00:00.000Z\"}}");
      load();
      load("caravan.state.on-error", "baseline");

      assertTrue(lines.all().size() >= 4, lines.all()::toString);
      lines.all().forEach(line -> assertFalse(line.matches("(?s).*[\\n\u2028\u202e].*"), line));
    }
  }

  @Test
  void laterCheckpointMendsAnUnreadableOne() throws Exception {
    // Given
    ScopeState memory = new ScopeState();
    publish(polls.poll(scope, 0, memory, "a"));
    write(polls.topics.checkpoints(), scope.path(), "{");
    Poll last = polls.poll(scope, 1, memory, "a");
    publish(last);

    // Then
    assertNull(memory().damage());
    assertEquals(last.outcome().checkpoint(), memory().checkpoint());
  }

  /** It was polled from scratch: without a subject the damaged scope was taken for an empty one. */
  @Test
  void scopeWithNothingButAnUnreadableCheckpointStops() throws Exception {
    write(polls.topics.checkpoints(), scope.path(), "{");
    assertTrue(
        memory().damage().contains("checkpoints.v1 partition=" + partition + " offset=0"),
        memory().damage());
    assertEquals(Map.of(), load("caravan.state.on-error", "baseline"));
  }

  @Test
  void scopeWithAnUnreadableCheckpointBeginsWithABaselineWhereThatIsWanted() throws Exception {
    // Given
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.checkpoints(), scope.path(), "{");

    // When
    ScopeState memory = memory("caravan.state.on-error", "baseline");

    // Then
    assertNull(memory.damage());
    assertNull(memory.checkpoint());
    assertEquals(Set.of(subject("a")), Set.copyOf(memory.subjects()));
  }
}
