package caravan.broker;

/** A running Kafka of one broker or of several. */
public interface Kafka extends AutoCloseable {

  /** Addresses for Kafka clients, separated by commas; no proxy stands in between. */
  String bootstrapServers();

  @Override
  void close();
}
