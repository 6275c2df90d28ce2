package caravan.publish;


import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;

/** Publishes all that a poll leaves in one transaction. */
@Singleton
@Named("transactions")
public final class Transactions {

  private final Ownership ownership;
  private final PollRecords records;
  private final boolean wanted;

  /** With the owner of the writers and what lays records out. */
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
   * Commits the events, views, dead letters, state and checkpoint of a poll, and returns once they
   * are visible.
   *
   * @param poll the poll
   * @param documents messages of its views
   */
  public void commit(@ExchangeProperty("poll") Poll poll, @Body Iterable<Message> documents) {
    Writer writer = ownership.writer(poll.scope());
    if (writer == null) {
      throw new IllegalStateException("this replica does not own the scope any more");
    }
    writer.commit(
        new Parcel(
            poll,
            List.of(
                records.eventsWithStates(poll),
                PollRecords.lazily(documents, Outgoing::of),
                records.letters(poll),
                records.checkpoint(poll))));
  }
}
