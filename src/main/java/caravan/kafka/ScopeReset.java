package caravan.kafka;

import caravan.event.Checkpoint;
import caravan.event.Ids;
import caravan.event.Verdict;
import caravan.event.format.EventFormats;
import caravan.model.Scope;
import caravan.state.ScopeState;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;

/**
 * Begins a scope anew: what cannot be read of it is removed, and its checkpoint is replaced by one
 * that no complete poll stands in, so that its next poll is a baseline. What is known of its
 * subjects stays.
 *
 * <p>The replica that owns the partition is fenced like an earlier owner. It notices, reads the
 * partition again and continues. Without transactions nobody can be fenced, so then nobody may own
 * the partition.
 */
@Singleton
public final class ScopeReset {

  private static final int MAX_TRIES = 10;
  private static final Duration TRANSACTION_WITHIN = Duration.ofMinutes(1);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  /** Replicas' clocks may differ; a slot that lies further ahead than this is not waited for. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(2);

  private final KafkaClients clients;
  private final Topics topics;
  private final StateLoader loader;
  private final boolean transactional;

  /**
   * What is known of a scope, and what a reset leaves.
   *
   * @param partition the partition of the scope
   * @param owners members of the group that own the partition now
   * @param before the checkpoint, or null if there is none that can be read
   * @param problem why the scope is not polled, or null
   * @param subjects open subjects that can be read
   * @param removed subjects whose records cannot be read
   * @param scopes the new checkpoint of the scope, and of others that an unreadable record may
   *     belong to as well; empty if nothing is known of the scope
   */
  public record Plan(
      int partition,
      List<String> owners,
      Checkpoint before,
      String problem,
      int subjects,
      Set<String> removed,
      Map<String, Checkpoint> scopes) {}

  /** A replica owns the partition and cannot be fenced, so nothing was written. */
  public static final class StillOwned extends Exception {

    private static final long serialVersionUID = 1L;

    StillOwned(List<String> owners) {
      super("the scope is owned by a replica at " + String.join(", ", owners), null, false, false);
    }
  }

  public ScopeReset(
      KafkaClients clients, Topics topics, EventFormats formats, PublishSettings settings) {
    this.clients = clients;
    this.topics = topics;
    this.loader = new StateLoader(clients, topics, formats, settings);
    this.transactional = settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE;
  }

  /** Reads what a reset would do; writes nothing and disturbs nobody. */
  public Plan plan(Scope scope, Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (Reading reading = new Reading(scope)) {
      reading.toEnd();
      return reading.plan(now);
    }
  }

  /**
   * Begins the scope anew.
   *
   * @return what was done
   * @throws StillOwned when a replica owns the partition and cannot be fenced
   * @throws KafkaException when it was not done, or, after a time-out, when that is not known
   */
  public Plan apply(Scope scope, Instant now)
      throws StillOwned, InterruptedException, ExecutionException, TimeoutException {
    try (Reading reading = new Reading(scope)) {
      // Most is read before anybody is disturbed, so that the owner does not fence back meanwhile.
      reading.toEnd();
      Plan plan = reading.plan(now);
      if (plan.scopes().isEmpty()) {
        return plan;
      }
      if (!transactional) {
        return sendInOrder(reading, plan);
      }
      for (int tried = 1; ; tried++) {
        try {
          return commit(reading, now);
        } catch (ProducerFencedException | InvalidProducerEpochException owner) {
          if (tried == MAX_TRIES) {
            throw owner;
          }
        }
      }
    }
  }

  private Plan commit(Reading reading, Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    String id = topics.prefix() + "-" + reading.partition;
    Producer<String, byte[]> producer = clients.producer(id, TRANSACTION_WITHIN);
    try {
      producer.initTransactions();
      // Nobody else writes now, so the end is final.
      reading.toEnd();
      Plan plan = reading.plan(now);
      producer.beginTransaction();
      send(producer, reading.records(plan));
      producer.commitTransaction();
      return plan;
    } finally {
      producer.close(CLOSE_WITHIN);
    }
  }

  private Plan sendInOrder(Reading reading, Plan plan) throws StillOwned, InterruptedException {
    if (!plan.owners().isEmpty()) {
      throw new StillOwned(plan.owners());
    }
    try (Producer<String, byte[]> producer = clients.producer()) {
      // The checkpoints come last: a reset that ends in between is simply repeated.
      for (ProducerRecord<String, byte[]> record : reading.records(plan)) {
        send(producer, List.of(record));
      }
    }
    return plan;
  }

  private static void send(
      Producer<String, byte[]> producer, List<ProducerRecord<String, byte[]>> records)
      throws InterruptedException {
    List<Future<?>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    for (Future<?> one : sent) {
      try {
        one.get();
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof KafkaException known
            ? known
            : new KafkaException(failed.getCause());
      }
    }
  }

  /**
   * The checkpoint that a scope begins anew from. Its last slot is kept, since no slot is polled
   * twice. One that is not known, or lies ahead, is replaced by the current second: whatever was
   * published before has an earlier slot.
   */
  private static Checkpoint anew(String scope, Checkpoint before, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Checkpoint.Last last =
        before == null || isAhead(before, now)
            ? new Checkpoint.Last(Ids.poll(scope, second), second, Verdict.FAILED.wire())
            : before.lastPoll();
    Instant endedAt = before == null ? null : before.endedAt();
    return new Checkpoint(
        scope,
        last,
        null,
        new TreeMap<>(),
        null,
        0,
        endedAt == null || endedAt.isAfter(now) ? null : endedAt,
        before == null ? new TreeMap<>() : before.letters(),
        null);
  }

  /** Whether a failure is one of Kafka, and not a mistake in here. */
  public static boolean isFromKafka(RuntimeException failure) {
    return failure instanceof KafkaException;
  }

  /** Whether the last slot lies so far ahead that the scope is blind until then. */
  public static boolean isAhead(Checkpoint checkpoint, Instant now) {
    return checkpoint.lastPoll().scheduledAt().isAfter(now.plus(MAX_AHEAD));
  }

  private List<String> owners(int partition)
      throws InterruptedException, ExecutionException, TimeoutException {
    TopicPartition owned = new TopicPartition(topics.state(), partition);
    try (Admin admin = clients.admin(TopicAudit.ANSWER_WITHIN_MS)) {
      String group = topics.prefix();
      return TopicAudit.get(admin.describeConsumerGroups(List.of(group)).all())
          .get(group)
          .members()
          .stream()
          .filter(member -> member.assignment().topicPartitions().contains(owned))
          .map(MemberDescription::host)
          .toList();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw failed;
    }
  }

  /** The records of a scope's partition, read as far as transactions are committed. */
  private final class Reading implements AutoCloseable {

    private final Consumer<byte[], byte[]> reader = clients.reader();
    private final RecordedState recorded = loader.recorded();
    private final String scope;
    private final int partition;
    private final List<TopicPartition> all;

    Reading(Scope scope) {
      this.scope = scope.path();
      this.partition = topics.partition(scope);
      this.all = loader.both(partition);
      reader.assign(all);
      reader.seekToBeginning(all);
    }

    /** Reads on from where it is; an open transaction may hide nothing. */
    void toEnd() {
      loader.readToEnd(reader, loader.settled(all), recorded);
    }

    Plan plan(Instant now) throws InterruptedException, ExecutionException, TimeoutException {
      ScopeState state = recorded.known(scope);
      Map<String, Checkpoint> scopes = new TreeMap<>();
      if (state != null) {
        for (String one : recorded.sharing(scope)) {
          scopes.put(one, anew(one, recorded.known(one).checkpoint(), now));
        }
      }
      return new Plan(
          partition,
          owners(partition),
          state == null ? null : state.checkpoint(),
          recorded.problem(scope),
          state == null ? 0 : state.size(),
          state == null ? Set.of() : new TreeSet<>(state.unreadable()),
          scopes);
    }

    List<ProducerRecord<String, byte[]>> records(Plan plan) {
      List<Header> none = List.of();
      Stream<ProducerRecord<String, byte[]>> tombstones =
          plan.removed().stream()
              .map(
                  subject ->
                      new ProducerRecord<>(topics.state(), plan.partition(), subject, null, none));
      Stream<ProducerRecord<String, byte[]>> checkpoints =
          plan.scopes().entrySet().stream()
              .map(
                  one ->
                      new ProducerRecord<>(
                          topics.checkpoints(),
                          plan.partition(),
                          one.getKey(),
                          one.getValue().json().getBytes(StandardCharsets.UTF_8),
                          headers(one.getKey())));
      return Stream.concat(tombstones, checkpoints).toList();
    }

    /** Whose a scope is does not change. */
    private List<Header> headers(String path) {
      return PollRecords.ofCheckpoint(recorded.known(path).installation());
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
