package caravan.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where partitions begin and end. */
final class PartitionEnds {

  /** Time in which transactions of an earlier owner, which is fenced by now, come to their end. */
  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;

  PartitionEnds(Admin admin) {
    this.admin = admin;
  }

  /** Offsets of the first records. */
  Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /** Offsets behind everything that was written, whether it was committed or not. */
  Map<TopicPartition, Long> written(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
  }

  /**
   * Offsets behind everything that was written, once all of it is committed or aborted. A reader of
   * committed records ends before the first open transaction, whosever it is: what was committed
   * behind it would be missing without a word.
   *
   * @throws KafkaException when a transaction stays open; it names the producer
   */
  Map<TopicPartition, Long> settled(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> written = written(partitions);
    long start = System.nanoTime();
    while (true) {
      Map<TopicPartition, Long> readable =
          offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
      List<TopicPartition> hidden =
          partitions.stream().filter(one -> readable.get(one) < written.get(one)).toList();
      if (hidden.isEmpty()) {
        return readable;
      }
      if (System.nanoTime() - start > SETTLE_WITHIN.toNanos()) {
        throw new KafkaException(openTransaction(hidden.get(0), readable.get(hidden.get(0))));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel level) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(Function.identity(), one -> spec));
    long start = System.nanoTime();
    while (true) {
      try {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        TopicAudit.get(admin.listOffsets(wanted, new ListOffsetsOptions(level)).all())
            .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
      } catch (ExecutionException | TimeoutException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        boolean isNew = cause instanceof UnknownTopicOrPartitionException;
        if (!isNew || System.nanoTime() - start > SETTLE_WITHIN.toNanos()) {
          throw new KafkaException(
              "the ends of " + partitions + " are unknown: " + cause.getMessage(), cause);
        }
        // A broker may need a moment until it knows the topics that it created.
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (InterruptedException stopping) {
        throw new InterruptException(stopping);
      }
    }
  }

  private String openTransaction(TopicPartition partition, long since) {
    String of = producers(partition).stream().collect(Collectors.joining(", "));
    return ("open transaction%s in %s since offset %d; if its writer is gone, end it: kafka-transactions.sh"
            + " --bootstrap-server <brokers> abort --topic %s --partition %d --start-offset %d")
        .formatted(
            of.isEmpty() ? "" : " of producer " + of,
            partition,
            since,
            partition.topic(),
            partition.partition(),
            since);
  }

  /** Ids of the producers with an open transaction; none if this client may not ask for them. */
  private List<String> producers(TopicPartition partition) {
    List<String> ids = new ArrayList<>();
    try {
      for (ProducerState one :
          TopicAudit.get(admin.describeProducers(List.of(partition)).partitionResult(partition))
              .activeProducers()) {
        if (one.currentTransactionStartOffset().isPresent()) {
          ids.add(Long.toString(one.producerId()));
        }
      }
    } catch (ExecutionException | TimeoutException unknown) {
      return List.of();
    } catch (InterruptedException stopping) {
      throw new InterruptException(stopping);
    }
    return ids;
  }
}
