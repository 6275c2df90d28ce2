package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.event.UnreadableRecord;
import caravan.event.format.AvroFormat;
import caravan.event.format.EventFormat;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.event.format.JsonFormat;
import caravan.event.format.Recorded;
import caravan.event.view.ExampleEvents;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.state.ScopeState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as a value of the state topic, with any content type: they are read, and then kept as
 * they were read, or they are an {@link UnreadableRecord}.
 */
public final class StateFuzz implements FuzzTarget {

  private static final List<String> TYPES =
      Arrays.asList(JsonFormat.CONTENT_TYPE, AvroFormat.CONTENT_TYPE, "text/plain", null);

  private static final int MAX_MESSAGE = 700;

  private final EventFormats formats =
      new EventFormats(SettingsFixture.settings(FormatSettings.class));

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    String type = choices.one(TYPES);
    byte[] value = choices.rest();
    try {
      Recorded recorded = formats.read(type, value);
      ScopeState memory = new ScopeState();
      memory.put(recorded.known());
      assertEquals(recorded.known(), memory.known(recorded.known().subject()));
      return true;
    } catch (UnreadableRecord refused) {
      assertTrue(refused.getMessage().length() <= MAX_MESSAGE, refused.getMessage());
      return false;
    }
  }

  @Override
  public List<byte[]> seeds() {
    EventFormat avro = new AvroFormat(null);
    List<byte[]> seeds = new ArrayList<>();
    ExampleEvents.all()
        .forEach(
            one -> {
              byte[] json = one.event().json().getBytes(StandardCharsets.UTF_8);
              seeds.add(Choices.input(json, 0));
              seeds.add(Choices.input(avro.bytes("topic", one.event()), 1));
            });
    return seeds;
  }
}
