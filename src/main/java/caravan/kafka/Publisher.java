package caravan.kafka;

import caravan.model.Failure;
import caravan.model.PollError;
import caravan.poll.ClockGuard;
import caravan.poll.Poll;
import caravan.poll.compare.Snapshots;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.camel.ExchangeProperty;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Publishes all that a poll leaves, in one transaction or part by part. */
@Singleton
@Named("publisher")
public final class Publisher {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Ownership ownership;
  private final PollRecords records;
  private final Catalogues catalogues;
  private final KafkaClients clients;
  private final ClockGuard clock;
  private final boolean transactional;
  private Producer<String, byte[]> producer;
  private int setBacks;

  public Publisher(
      Ownership ownership,
      PollRecords records,
      Catalogues catalogues,
      KafkaClients clients,
      ClockGuard clock,
      PublishSettings settings) {
    this.ownership = ownership;
    this.records = records;
    this.catalogues = catalogues;
    this.clients = clients;
    this.clock = clock;
    this.transactional = settings.delivery() == PublishSettings.Delivery.EXACTLY_ONCE;
  }

  /** Whether {@code caravan.delivery} asks for transactions. */
  public boolean isTransactional() {
    return transactional;
  }

  /**
   * Commits the events, states, views, dead letters and checkpoint of a poll, and returns once they
   * are visible. Of a poll that Kafka cannot take, a marker alone says so: it would fail in every
   * slot, and nobody could tell from the events that its scope is not seen.
   */
  public void commit(@ExchangeProperty("poll") Poll poll) {
    clock.check(poll);
    Writer writer = ownership.writer(poll.scope());
    if (writer == null) {
      throw new IllegalStateException("this replica does not own the scope any more");
    }
    try {
      writer.commit(pending(poll));
    } catch (TransactionTooLong tooLong) {
      commitMarker(writer, poll, "transaction_timeout", tooLong);
    } catch (RecordTooLargeException tooLarge) {
      commitMarker(writer, poll, "record_too_large", tooLarge);
    }
  }

  private void commitMarker(Writer writer, Poll poll, String code, RuntimeException why) {
    if (poll.report() == null) {
      // The end of a scope has no marker; it is tried again.
      throw why;
    }
    Snapshots.withhold(poll, PollError.of(Failure.TOO_LARGE, code, why.getMessage(), null));
    writer.commit(pending(poll));
  }

  private PendingCommit pending(Poll poll) {
    return new PendingCommit(
        poll,
        Lazy.concat(
            List.of(
                records.eventsWithStates(poll),
                records.views(poll),
                records.letters(poll),
                catalogues.records(poll),
                records.checkpoint(poll))));
  }

  /**
   * Sends the events of a poll, marker last, then its views, dead letters and states, and the
   * checkpoint at the end. Each part is acknowledged by all replicas before the next is sent.
   */
  public void sendInOrder(@ExchangeProperty("poll") Poll poll)
      throws ExecutionException, InterruptedException {
    clock.check(poll);
    send(records.events(poll));
    send(records.views(poll));
    send(records.letters(poll));
    send(records.states(poll));
    send(catalogues.records(poll));
    send(records.checkpoint(poll));
  }

  private void send(Iterable<ProducerRecord<String, byte[]>> part)
      throws ExecutionException, InterruptedException {
    Producer<String, byte[]> shared = producer();
    List<Future<?>> sent = new ArrayList<>();
    part.forEach(one -> sent.add(shared.send(one)));
    for (Future<?> one : sent) {
      one.get();
    }
  }

  private synchronized Producer<String, byte[]> producer() {
    int now = clock.setBacks();
    if (producer != null && now != setBacks) {
      producer.close(Duration.ZERO);
      producer = null;
    }
    if (producer == null) {
      setBacks = now;
      producer = clients.producer();
    }
    return producer;
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(CLOSE_WITHIN);
    }
  }
}
