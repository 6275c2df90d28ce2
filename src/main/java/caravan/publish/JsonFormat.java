package caravan.publish;

import caravan.model.Event;
import caravan.model.EventText;
import caravan.model.Recorded;
import caravan.model.RecordedReader;
import caravan.model.UnreadableRecord;
import java.util.function.BiFunction;

/** Events as canonical JSON. */
final class JsonFormat implements EventFormat {

  static final String CONTENT_TYPE = "application/json";

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
