package caravan.kafka;

import caravan.event.Event;
import caravan.event.format.EventFormat;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;

/** Lets a benchmark write events as the topics hold them. */
public final class WrittenValues {

  private final EventFormat format;

  public WrittenValues(FormatSettings settings) {
    format = new EventFormats(settings).written();
  }

  /** The value of an event in the events topic. */
  public byte[] bytes(Event event) {
    return format.bytes("caravan.events.v1", event);
  }
}
