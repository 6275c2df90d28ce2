package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.LogLines;
import caravan.broker.Broker;
import caravan.kafka.PublishSettings.OnError;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State that polls and accidents left on a real broker; each test has topics of its own. */
class StateLoaderTest {

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

  private StateLoader loader(OnError onError) {
    return new StateLoader(polls.clients, polls.topics, polls.formats, onError);
  }

  private Map<String, ScopeState> load(OnError onError) {
    return loader(onError).load(Set.of(partition)).get(partition);
  }

  private ScopeState memory() {
    return load(OnError.STOP).get(scope.path());
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
    assertEquals(
        Set.of(partition), loader(OnError.STOP).inUse(Set.of(partition, (partition + 1) % 12)));
  }

  @Test
  void emptyPartitionKnowsNothing() {
    assertEquals(Map.of(), load(OnError.STOP));
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
    Map<String, ScopeState> loaded = load(OnError.STOP);

    // Then
    assertEquals(Set.of(scope.path(), other.path()), loaded.keySet());
    assertEquals(1, loaded.get(scope.path()).size());
    assertEquals(2, loaded.get(other.path()).size());
  }

  @Test
  void tombstoneEndsItsSubject() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a", "b"));
    write(polls.topics.state(), subject("a"), null);
    assertEquals(Set.of(subject("b")), Set.copyOf(memory().subjects()));
  }

  @Test
  void retiredScopeIsNotKnown() throws Exception {
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.state(), subject("a"), null);
    write(polls.topics.checkpoints(), scope.path(), null);
    assertEquals(Map.of(), load(OnError.STOP));
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
      load(OnError.STOP);
      load(OnError.BASELINE);

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
    assertEquals(Map.of(), load(OnError.BASELINE));
  }

  @Test
  void scopeWithAnUnreadableCheckpointBeginsWithABaselineWhereThatIsWanted() throws Exception {
    // Given
    publish(polls.poll(scope, 0, new ScopeState(), "a"));
    write(polls.topics.checkpoints(), scope.path(), "{");

    // When
    ScopeState memory = load(OnError.BASELINE).get(scope.path());

    // Then
    assertNull(memory.damage());
    assertNull(memory.checkpoint());
    assertEquals(Set.of(subject("a")), Set.copyOf(memory.subjects()));
  }
}
