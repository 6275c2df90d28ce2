package caravan.kafka;

import caravan.poll.Poll;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A poll that waits for a commit. The thread that commits the transaction sets the result; the
 * poll's own thread reads it under the partition's lock.
 */
final class PendingCommit {

  private final Poll poll;
  private final Iterable<ProducerRecord<String, byte[]>> records;
  private boolean done;
  private RuntimeException failure;

  /**
   * Creates one that waits.
   *
   * @param records all that the poll leaves, in the order in which it is sent
   */
  PendingCommit(Poll poll, Iterable<ProducerRecord<String, byte[]>> records) {
    this.poll = poll;
    this.records = records;
  }

  Poll poll() {
    return poll;
  }

  /** Records in the order in which they are sent; each walk lays them out anew. */
  Iterable<ProducerRecord<String, byte[]>> records() {
    return records;
  }

  boolean isDone() {
    return done;
  }

  /** Ends the wait; {@code cause} is null when the poll was committed. */
  void done(RuntimeException cause) {
    done = true;
    failure = cause;
  }

  void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }
}
