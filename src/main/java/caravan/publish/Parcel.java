package caravan.publish;

import caravan.poll.Poll;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * All that one poll leaves, on its way into a transaction. The thread that commits the transaction
 * says how it went; the poll's own thread reads it under the partition's lock.
 */
final class Parcel {

  private final Poll poll;
  private final List<Iterable<ProducerRecord<String, byte[]>>> parts;
  private boolean done;
  private RuntimeException failure;

  Parcel(Poll poll, List<Iterable<ProducerRecord<String, byte[]>>> parts) {
    this.poll = poll;
    this.parts = parts;
  }

  Poll poll() {
    return poll;
  }

  /** Records in the order they are sent; each call lays them out anew. */
  List<Iterable<ProducerRecord<String, byte[]>>> parts() {
    return parts;
  }

  boolean isDone() {
    return done;
  }

  /** Ends its way; {@code cause} is null when it was committed. */
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
