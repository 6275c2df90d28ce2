package caravan.kafka;

import caravan.poll.Poll;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A poll that waits for a commit. The thread that commits the transaction sets the result; the
 * poll's own thread reads it under the partition's lock.
 */
final class PendingCommit {

  final Poll poll;

  /** Records in the order in which they are sent; each iteration lays them out anew. */
  final Iterable<ProducerRecord<String, byte[]>> records;

  boolean done;
  private RuntimeException failure;

  PendingCommit(Poll poll, Iterable<ProducerRecord<String, byte[]>> records) {
    this.poll = poll;
    this.records = records;
  }

  /** About how many records there are: most events leave a state and a document in each view. */
  long expectedRecords() {
    long ofAnEvent = 2L + poll.scope().target().views().size();
    return 1 + ofAnEvent * poll.outcome().events().size() + poll.walk().letters().size();
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
