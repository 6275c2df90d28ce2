package caravan.state;

import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.apache.camel.ExchangeProperty;

/** Closes the walk of a poll: walks again, compares, judges and writes the marker; remembers. */
@Singleton
@Named("snapshots")
public final class Snapshots {

  private static final int MOST_WALKS = 3;

  private final Clock clock;

  /** With the clock that dates markers of polls that read nothing. */
  public Snapshots(Clock clock) {
    this.clock = clock;
  }

  /**
   * Starts the walk again when the list moved under it: up to twice, as long as the slot lasts. The
   * last walk is the one that is published.
   */
  public void settle(@ExchangeProperty("poll") Poll poll) {
    if (poll.cursor() == null
        && poll.walks() < MOST_WALKS
        && Judge.moved(poll)
        && clock.instant().isBefore(poll.scheduledAt().plus(poll.scope().target().every()))) {
      poll.walkAgain();
    }
  }

  /** Gives the poll its events, marker last, and the checkpoint it leaves. */
  public void compare(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, clock.instant()).compare();
  }

  /** Gives a poll of a scope that was taken out of the targets its events: everything ends. */
  public void retire(@ExchangeProperty("poll") Poll poll) {
    new Comparison(poll, clock.instant()).retire();
  }

  /** Keeps what the next poll of the scope must know; called after publishing. */
  public void remember(@ExchangeProperty("poll") Poll poll) {
    poll.memory().take(poll);
  }
}
