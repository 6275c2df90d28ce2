package caravan.poll.compare;

import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.ExchangeProperty;

/** Compares what a poll saw with what was known, and remembers what was published. */
@Singleton
@Named("snapshots")
public final class Snapshots {

  /** Gives the poll its events, marker last, and the checkpoint it leaves; frees the other rows. */
  public void compare(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, poll.now()).compare();
    poll.freeRows();
  }

  /** Gives a poll of a scope that was taken out of the targets its events: everything ends. */
  public void retire(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, poll.now()).retire();
  }

  /** Keeps what the next poll of the scope must know; called after publishing. */
  public void remember(@ExchangeProperty("poll") Poll poll) {
    poll.remember();
  }
}
