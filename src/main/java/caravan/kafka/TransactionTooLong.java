package caravan.kafka;

import java.time.Duration;

/** A transaction that was given up, because it cannot be sent before the brokers would end it. */
final class TransactionTooLong extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransactionTooLong(long sent, long expected, Duration spent) {
    super(
        "records that reached Kafka in %d ms: %d of about %d"
            .formatted(spent.toMillis(), sent, expected));
  }
}
