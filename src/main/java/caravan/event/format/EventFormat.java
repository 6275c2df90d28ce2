package caravan.event.format;

import caravan.event.Event;
import caravan.event.UnreadableRecord;
import java.util.function.BiFunction;

/** A way to write events as values of a topic, and to read them back as states. */
public interface EventFormat {

  /** Value of the header {@code content-type}. */
  String contentType();

  /**
   * Registers what values of a topic need, so that a failure comes before the first value.
   *
   * @throws RegistryException when the schema cannot be registered
   */
  default void prepare(String topic) {}

  /**
   * An event as a value of a topic.
   *
   * @throws RegistryException when the schema cannot be registered
   */
  byte[] bytes(String topic, Event event);

  /** Writes the events of one poll, one after the other: {@link #bytes}, in one thread. */
  default BiFunction<String, Event, byte[]> writer() {
    return this::bytes;
  }

  /** Whether {@link #bytes} are the same for every topic. */
  boolean oneForAllTopics();

  /**
   * What a value says of its subject.
   *
   * @throws UnreadableRecord when the value is not of this format, and will not be later
   * @throws RegistryException when the schema cannot be fetched now
   */
  Recorded read(byte[] value) throws UnreadableRecord;
}
