package caravan.event.format;

import caravan.event.Event;
import caravan.event.EventText;
import caravan.event.UnreadableRecord;
import java.util.function.BiFunction;

/** Events as canonical JSON. */
public final class JsonFormat implements EventFormat {

  public static final String CONTENT_TYPE = "application/json";

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public byte[] bytes(String topic, Event event) {
    return event.utf8();
  }

  @Override
  public BiFunction<String, Event, byte[]> writer() {
    EventText text = new EventText();
    return (topic, event) -> text.utf8(event);
  }

  @Override
  public boolean oneForAllTopics() {
    return true;
  }

  @Override
  public Recorded read(byte[] value) throws UnreadableRecord {
    return RecordedReader.json(value);
  }
}
