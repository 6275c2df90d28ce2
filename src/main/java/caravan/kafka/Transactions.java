package caravan.kafka;

import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.camel.ExchangeProperty;

/** Publishes all that a poll leaves in one transaction. */
@Singleton
@Named("transactions")
public final class Transactions {

  private final Ownership ownership;
  private final PollRecords records;
  private final boolean wanted;

  public Transactions(Ownership ownership, PollRecords records, PublishSettings settings) {
    this.ownership = ownership;
    this.records = records;
    this.wanted = settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE;
  }

  /** Whether {@code caravan.delivery} asks for transactions. */
  public boolean wanted() {
    return wanted;
  }

  /**
   * Commits the events, states, views, dead letters and checkpoint of a poll, and returns once they
   * are visible.
   */
  public void commit(@ExchangeProperty("poll") Poll poll) {
    Writer writer = ownership.writer(poll.scope());
    if (writer == null) {
      throw new IllegalStateException("this replica does not own the scope any more");
    }
    writer.commit(
        new PendingCommit(
            poll,
            Lazy.concat(
                List.of(
                    records.eventsWithStates(poll),
                    records.views(poll),
                    records.letters(poll),
                    records.checkpoint(poll)))));
  }
}
