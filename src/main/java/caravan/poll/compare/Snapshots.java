package caravan.poll.compare;

import caravan.model.PollError;
import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.ExchangeProperty;

/** Compares a poll with the state of its scope, and keeps what was published. */
@Singleton
@Named("snapshots")
public final class Snapshots {

  /** Concludes the poll with its events, marker last, and its checkpoint; frees its rows. */
  public void compare(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, poll.now()).compare();
    poll.freeRows();
  }

  /** Concludes a compared poll with a marker alone, because Kafka cannot take what it brought. */
  public static void withhold(Poll poll, PollError why) {
    new Comparison(poll, poll.now()).withhold(why);
  }

  /** Concludes the poll of a scope that was removed from the targets: every subject ends. */
  public void retire(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, poll.now()).retire();
  }

  /** Keeps the state for the next poll of the scope; called after publishing. */
  public void remember(@ExchangeProperty("poll") Poll poll) {
    poll.remember();
  }
}
