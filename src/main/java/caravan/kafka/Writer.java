package caravan.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes what the polls of one partition leave, in transactions that fence an earlier owner. Polls
 * run side by side: the thread that holds the lock commits everything that is queued by then. So
 * one commit serves many polls, and no transaction stays open while a poll is read.
 */
final class Writer implements AutoCloseable {

  /** Events after which a transaction takes no further poll; one poll may be larger. */
  private static final int MAX_EVENTS = 50_000;

  /** From here on, a transaction is given up early if it would take more than twice its time. */
  private static final long ESTIMATED_AFTER = Duration.ofSeconds(10).toNanos();

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration LATELY = Duration.ofSeconds(3);
  private static final Duration REBALANCE_PAUSE = Duration.ofMillis(20);

  private final Producer<String, byte[]> producer;
  private final long timeoutNanos;
  private final long sendWithinNanos;
  private final Supplier<ConsumerGroupMetadata> member;
  private final TopicPartition checkpoints;
  private final ReentrantLock committing = new ReentrantLock(true);
  private final Deque<PendingCommit> queue = new ArrayDeque<>();
  private final Map<String, Long> sentTo = new ConcurrentHashMap<>();

  /** Whether the group has let a transaction of this producer pass; read and set under the lock. */
  private boolean admitted;

  private volatile RuntimeException end;
  private volatile long sentAt = System.nanoTime();

  /**
   * Takes over a producer whose transactions are initialized.
   *
   * @param timeout for how long a batch is retried
   * @param transactionTimeout after which the brokers end a transaction; a quarter of it is left
   *     for what is still on its way when the last record is sent
   * @param member id and generation of this replica in the group, which the first transaction names
   * @param checkpoints where the partition's checkpoints are
   */
  Writer(
      Producer<String, byte[]> producer,
      Duration timeout,
      Duration transactionTimeout,
      Supplier<ConsumerGroupMetadata> member,
      TopicPartition checkpoints) {
    this.producer = producer;
    this.timeoutNanos = timeout.toNanos();
    this.sendWithinNanos = transactionTimeout.toNanos() / 4 * 3;
    this.member = member;
    this.checkpoints = checkpoints;
  }

  /**
   * Commits a poll, together with what is queued beside it. When this fails, nothing of it is
   * visible, unless {@link #isBroken()}: then only Kafka knows, and the state must be read again.
   */
  void commit(PendingCommit pending) {
    synchronized (queue) {
      queue.add(pending);
    }
    committing.lock();
    try {
      while (!pending.done) {
        commitTogether(next());
      }
    } finally {
      committing.unlock();
    }
    pending.throwFailure();
  }

  /** Whether it can write no more, because another owner fenced it or a commit stayed unclear. */
  boolean isBroken() {
    return end != null;
  }

  /** Where the records end that it sent to a topic; 0 before the first. */
  long sentTo(String topic) {
    return sentTo.getOrDefault(topic, 0L);
  }

  /** Whether it sent something within the last seconds. */
  boolean hasSentLately() {
    return System.nanoTime() - sentAt < LATELY.toNanos();
  }

  private List<PendingCommit> next() {
    List<PendingCommit> batch = new ArrayList<>();
    synchronized (queue) {
      long events = 0;
      while (!queue.isEmpty() && (batch.isEmpty() || events < MAX_EVENTS)) {
        PendingCommit pending = queue.remove();
        events += pending.poll.outcome().events().size();
        batch.add(pending);
      }
    }
    return batch;
  }

  private void commitTogether(List<PendingCommit> batch) {
    batch.removeIf(Writer::hasMoved);
    try {
      RuntimeException failure = batch.isEmpty() ? null : attempt(batch);
      if (failure == null
          || batch.size() == 1
          || failure instanceof RetriableException
          || failure instanceof CommitFailedException) {
        batch.forEach(pending -> pending.done(failure));
        return;
      }
      // Not the brokers' failure, so one poll may be the cause: each tries alone.
      for (PendingCommit pending : batch) {
        pending.done(attempt(List.of(pending)));
      }
    } finally {
      // Only an error, such as memory that ran out, leaves some behind; nobody must wait for them.
      for (PendingCommit pending : batch) {
        if (!pending.done) {
          pending.done(broken(new IllegalStateException("a transaction ended in an error")));
        }
      }
    }
  }

  private static boolean hasMoved(PendingCommit pending) {
    boolean moved = pending.poll.memory().lost();
    if (moved) {
      pending.done(new IllegalStateException("another replica has taken the scope over"));
    }
    return moved;
  }

  /** Tries a transaction until it is committed, is in vain or takes too long. */
  private RuntimeException attempt(List<PendingCommit> batch) {
    long deadline = System.nanoTime() + timeoutNanos;
    while (true) {
      ConsumerGroupMetadata generation = admitted ? null : member.get();
      RuntimeException failure = transact(batch, generation, deadline);
      boolean again =
          failure instanceof RetriableException
              || failure instanceof CommitFailedException && isRenewed(generation, batch, deadline);
      if (!again || end != null || System.nanoTime() >= deadline) {
        return failure;
      }
    }
  }

  /**
   * Waits until this replica has followed a rebalance: its generation was refused, because the
   * group has a newer one. False if the partition is lost with it.
   */
  private boolean isRenewed(
      ConsumerGroupMetadata refused, List<PendingCommit> batch, long deadline) {
    while (end == null && System.nanoTime() < deadline) {
      boolean lost = batch.stream().anyMatch(pending -> pending.poll.memory().lost());
      // A partition that is given back waits for what is under way, which the new one may commit.
      if (!refused.equals(member.get())) {
        return true;
      }
      if (lost) {
        return false;
      }
      LockSupport.parkNanos(REBALANCE_PAUSE.toNanos());
    }
    return false;
  }

  /** One transaction: null when it is committed; a failure when nothing of it is visible. */
  private RuntimeException transact(
      List<PendingCommit> batch, ConsumerGroupMetadata generation, long deadline) {
    if (end != null) {
      return end;
    }
    try {
      producer.beginTransaction();
      long position = send(batch);
      if (!admitted) {
        // Nothing reads this offset: with it the group checks that this replica may fence others.
        // Once it may, whoever takes the partition over fences this producer.
        producer.sendOffsetsToTransaction(
            Map.of(checkpoints, new OffsetAndMetadata(position)), generation);
      }
    } catch (RuntimeException failure) {
      return abort(failure);
    }
    RuntimeException failure = finish(deadline);
    admitted |= failure == null;
    return failure;
  }

  /** Sends a batch and returns the offset after its last checkpoint. */
  private long send(List<PendingCommit> batch) {
    sentAt = System.nanoTime();
    AtomicReference<Exception> first = new AtomicReference<>();
    Progress progress = new Progress(batch);
    batch.forEach(pending -> send(pending, first, progress));
    producer.flush();
    Exception failure = first.get();
    if (failure instanceof TimeoutException expired) {
      // Its records may still be on their way; nothing else may be sent by the same producer.
      throw broken(expired);
    }
    if (failure != null) {
      throw failure instanceof RuntimeException known ? known : new KafkaException(failure);
    }
    return sentTo.getOrDefault(checkpoints.topic(), 0L);
  }

  /** Sends the records of a poll. Their callbacks report failures, so no future is needed. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(PendingCommit pending, AtomicReference<Exception> first, Progress progress) {
    for (ProducerRecord<String, byte[]> record : pending.records) {
      if (first.get() != null) {
        // Each further record could block for as long as the first did.
        return;
      }
      progress.next();
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              first.compareAndSet(null, failure);
            } else {
              sentTo.merge(metadata.topic(), metadata.offset() + 1, Math::max);
            }
          });
    }
  }

  /** A commit that timed out may still have happened; only the same commit can tell. */
  private RuntimeException finish(long deadline) {
    while (true) {
      try {
        producer.commitTransaction();
        return null;
      } catch (TimeoutException unclear) {
        if (System.nanoTime() > deadline) {
          return broken(unclear);
        }
      } catch (RuntimeException failure) {
        return broken(failure);
      }
    }
  }

  private RuntimeException abort(RuntimeException failure) {
    try {
      producer.abortTransaction();
      return failure;
    } catch (RuntimeException fatal) {
      failure.addSuppressed(fatal);
      return broken(failure);
    }
  }

  private RuntimeException broken(RuntimeException failure) {
    end = failure;
    return failure;
  }

  /** Waits for the commit that is under way, and ends every other one in vain. */
  @Override
  public void close() {
    end = new IllegalStateException("another replica has taken the partition over");
    committing.lock();
    try {
      producer.close(CLOSE_WITHIN);
    } finally {
      committing.unlock();
    }
  }

  /** How far a transaction is. Unsent records wait in a small buffer, so sending is what takes. */
  private final class Progress {

    private final long start = System.nanoTime();
    private final long expected;
    private long sent;

    Progress(List<PendingCommit> batch) {
      expected = batch.stream().mapToLong(PendingCommit::expectedRecords).sum();
    }

    /** Gives the transaction up when the brokers would end it before its last record is sent. */
    void next() {
      long spent = System.nanoTime() - start;
      boolean hopeless =
          spent > ESTIMATED_AFTER && (double) spent / sent * expected > 2.0 * sendWithinNanos;
      if (hopeless || spent > sendWithinNanos) {
        throw new TransactionTooLong(sent, expected, Duration.ofNanos(spent));
      }
      sent++;
    }
  }
}
