package caravan.kafka;

import static caravan.broker.KafkaRequest.ofType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import caravan.broker.Topic;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions of one partition against a real broker; each test has topics of its own. */
class WriterTest {

  private static Broker broker;
  private static int runs;

  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private KafkaPolls polls;
  private Writer writer;

  @BeforeAll
  static void startBroker() {
    broker = Broker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void openWriter() {
    polls = new KafkaPolls(broker, "writer" + ++runs);
    writer = polls.writer(scope);
  }

  @AfterEach
  void closeWriter() {
    writer.close();
  }

  private Poll poll(String... subjects) {
    return polls.poll(scope, 0, new ScopeState(), subjects);
  }

  private void assertOnePollIsVisible() {
    assertEquals(2, polls.entries("events").size());
    assertEquals(1, polls.entries("state").size());
    assertEquals(1, polls.entries("checkpoints").size());
  }

  @Test
  void committedPollIsVisibleWholeAndInItsOrder() {
    // When
    writer.commit(polls.parcel(poll("a", "b")));

    // Then
    assertEquals(
        List.of(KafkaPolls.subject(scope, "a"), KafkaPolls.subject(scope, "b"), scope.path()),
        polls.entries("events").stream().map(one -> one.headers().get("ce_subject")).toList());
    assertEquals(
        List.of(KafkaPolls.subject(scope, "a"), KafkaPolls.subject(scope, "b")),
        polls.entries("state").stream().map(Topic.Entry::key).toList());
    assertEquals(
        List.of(scope.path()),
        polls.entries("checkpoints").stream().map(Topic.Entry::key).toList());
    assertFalse(writer.isBroken());
  }

  @Test
  void pollThatCannotBeLaidOutLeavesNothingAndTheNextIsCommitted() {
    // Given
    Poll poll = poll("a");
    Iterable<ProducerRecord<String, byte[]>> broken =
        Lazy.map(
            List.of(poll.outcome().events().get(0), poll.outcome().events().get(1)),
            event -> {
              if (event.report() != null) {
                throw new IllegalStateException("no such marker");
              }
              return polls.records.events(poll).iterator().next();
            });

    // Then
    assertThrows(IllegalStateException.class, () -> writer.commit(new PendingCommit(poll, broken)));
    assertFalse(writer.isBroken());
    writer.commit(polls.parcel(poll));
    assertOnePollIsVisible();
  }

  @Test
  void recordThatKafkaDoesNotTakeLeavesNothingAndTheNextIsCommitted() {
    // Given
    Poll poll = poll("a");
    Iterable<ProducerRecord<String, byte[]>> large =
        Lazy.concat(
            List.of(
                polls.records.events(poll),
                List.of(
                    new ProducerRecord<>(
                        polls.topics.events(),
                        polls.topics.partition(scope),
                        scope.path(),
                        new byte[16 * 1024 * 1024]))));

    // Then
    assertThrows(
        RecordTooLargeException.class, () -> writer.commit(new PendingCommit(poll, large)));
    assertFalse(writer.isBroken());
    writer.commit(polls.parcel(poll));
    assertOnePollIsVisible();
  }

  @Test
  void transactionThatTakesTooLongIsGivenUpBeforeTheBrokersEndIt() {
    // Given
    Poll poll = poll("a");
    ProducerRecord<String, byte[]> event = polls.records.events(poll).iterator().next();
    Iterable<ProducerRecord<String, byte[]>> endless =
        () -> Stream.generate(() -> event).iterator();

    // When
    try (Writer brief = polls.writer(scope, Duration.ofSeconds(1))) {
      assertThrows(TransactionTooLong.class, () -> brief.commit(new PendingCommit(poll, endless)));

      // Then
      assertFalse(brief.isBroken());
      brief.commit(polls.parcel(poll));
    }
    assertOnePollIsVisible();
  }

  /** What a client gave up to deliver may still be on its way, and must not meet what follows. */
  @Test
  void deliveryThatTookTooLongEndsTheProducer() {
    // Given
    MockProducer<String, byte[]> late =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized void flush() {
            while (errorNext(new TimeoutException("Expiring 1 record(s)"))) {
              // Each record of the batch.
            }
          }
        };
    late.initTransactions();

    // When
    try (Writer given = polls.writer(late, scope, polls::nobody)) {
      assertThrows(TimeoutException.class, () -> given.commit(polls.parcel(poll("a"))));

      // Then
      assertTrue(given.isBroken(), "the partition is fenced and read again");
      assertEquals(List.of(), late.history());
    }
  }

  /** A rebalance gives the group a newer generation before this replica has heard of it. */
  @Test
  void commitWithAnOldGenerationIsTriedAgainWithTheNewOne() {
    // Given
    Iterator<ConsumerGroupMetadata> generations =
        List.of(stale(1), stale(1), stale(1), polls.nobody(), polls.nobody()).iterator();

    // When
    try (Writer given = polls.writer(polls.producer(scope), scope, generations::next)) {
      given.commit(polls.parcel(poll("a")));
    }

    // Then
    assertOnePollIsVisible();
    assertFalse(generations.hasNext());
  }

  /** Once the group has let it pass, only the producer of another owner ends it. */
  @Test
  void onlyTheFirstTransactionAsksTheGroup() {
    // Given
    Iterator<ConsumerGroupMetadata> generations = List.of(polls.nobody()).iterator();

    // When
    try (Writer given = polls.writer(polls.producer(scope), scope, generations::next)) {
      given.commit(polls.parcel(poll("a")));
      given.commit(polls.parcel(poll("b")));
    }

    // Then
    assertEquals(2, polls.entries("checkpoints").size());
  }

  /** A partition that is given back waits for what is under way, and nobody else owns it yet. */
  @Test
  void commitUnderWayIsDoneBeforeItsPartitionIsGivenBack() {
    // Given
    Poll poll = poll("a");
    Iterator<ConsumerGroupMetadata> generations =
        List.of(stale(1), stale(1), polls.nobody(), polls.nobody()).iterator();
    AtomicInteger asked = new AtomicInteger();
    Supplier<ConsumerGroupMetadata> renewed =
        () -> {
          if (asked.incrementAndGet() == 2) {
            poll.memory().lose();
          }
          return generations.next();
        };

    // When
    try (Writer given = polls.writer(polls.producer(scope), scope, renewed)) {
      given.commit(polls.parcel(poll));
    }

    // Then
    assertOnePollIsVisible();
  }

  @Test
  void replicaThatIsNoMemberAnyMoreCommitsNothing() {
    // Given
    Poll poll = poll("a");
    AtomicInteger asked = new AtomicInteger();
    Supplier<ConsumerGroupMetadata> forgotten =
        () -> {
          if (asked.incrementAndGet() == 5) {
            // The group has told it.
            poll.memory().lose();
          }
          return stale(1);
        };

    // When
    try (Writer given = polls.writer(polls.producer(scope), scope, forgotten)) {
      assertThrows(CommitFailedException.class, () -> given.commit(polls.parcel(poll)));
    }

    // Then
    assertEquals(List.of(), polls.entries("events"));
    assertEquals(List.of(), polls.entries("checkpoints"));
  }

  private ConsumerGroupMetadata stale(int generation) {
    return new ConsumerGroupMetadata(
        polls.topics.prefix(), generation, "a member of before", Optional.empty());
  }

  @Test
  void pollOfALostScopeIsNotSent() {
    // Given
    Poll late = poll("a");
    late.memory().lose();

    // Then
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> writer.commit(polls.parcel(late)));
    assertEquals("another replica has taken the scope over", refused.getMessage());
    assertFalse(writer.isBroken());
    assertEquals(List.of(), polls.entries("events"));
  }

  @Test
  void fencedWriterIsBrokenAndCommitsNothingMore() {
    // Given
    try (Producer<String, byte[]> successor = polls.producer(scope)) {
      assertNotNull(successor);
      // When
      assertThrows(RuntimeException.class, () -> writer.commit(polls.parcel(poll("a"))));

      // Then
      assertTrue(writer.isBroken());
      assertThrows(RuntimeException.class, () -> writer.commit(polls.parcel(poll("b"))));
    }
    assertEquals(List.of(), polls.entries("events"));
  }

  @Test
  void closedWriterCommitsNothing() {
    // When
    writer.close();

    // Then
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> writer.commit(polls.parcel(poll("a"))));
    assertEquals("another replica has taken the partition over", refused.getMessage());
    assertTrue(writer.isBroken());
  }

  /** The brokers have done it: asking again tells, and must not do it twice. */
  @Test
  void commitWhoseAnswersAreLostIsAskedForAgainAndDoneOnce() {
    try (KafkaProxy proxy = new KafkaProxy();
        Broker behind = Broker.start(proxy)) {
      // Given
      KafkaPolls through = new KafkaPolls(behind, proxy.bootstrapServers(), "unanswered");
      try (Writer lossy = through.writer(scope);
          KafkaProxy.Rule lost = proxy.on(ofType(ApiKeys.END_TXN)).times(2).resetAnswers()) {
        // When
        lossy.commit(through.parcel(poll("a")));

        // Then
        assertEquals(2, lost.hits());
        assertFalse(lossy.isBroken());
      }
      assertEquals(2, through.entries("events").size());
      assertEquals(1, through.entries("checkpoints").size());
    }
  }

  /** Then only Kafka knows: the writer ends, and the next owner reads what there is. */
  @Test
  @Tag("thorough")
  void commitThatStaysUnclearEndsTheWriterAndIsThereOnceAllTheSame() {
    try (KafkaProxy proxy = new KafkaProxy();
        Broker behind = Broker.start(proxy)) {
      // Given
      KafkaPolls through = new KafkaPolls(behind, proxy.bootstrapServers(), "unclear");
      Producer<String, byte[]> producer = through.producer(scope);
      try (Writer lossy =
              new Writer(
                  producer,
                  Duration.ofSeconds(1),
                  Duration.ofMinutes(1),
                  through::nobody,
                  new TopicPartition(
                      through.topics.checkpoints(), through.topics.partition(scope)));
          KafkaProxy.Rule lost = proxy.on(ofType(ApiKeys.END_TXN)).loseAnswers()) {
        // When
        assertThrows(TimeoutException.class, () -> lossy.commit(through.parcel(poll("a"))));

        // Then
        assertTrue(lost.hits() > 0);
        assertTrue(lossy.isBroken());
      }
      assertEquals(2, through.entries("events").size());
      assertEquals(1, through.entries("checkpoints").size());
    }
  }
}
