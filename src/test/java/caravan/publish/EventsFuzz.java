package caravan.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Polls;
import caravan.model.CanonicalJson;
import caravan.model.Checkpoint;
import caravan.model.DeadLetter;
import caravan.model.Event;
import caravan.model.Known;
import caravan.model.Memory;
import caravan.model.UnreadableRecord;
import caravan.poll.Poll;
import caravan.view.ExampleEvents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Everything that three polls of any records leave: it is as the contract says, and what is read
 * back from it is what was written, in JSON, in Avro and in memory.
 */
public final class EventsFuzz implements FuzzTarget {

  private static final int LARGEST_MESSAGE = 1_000_000;

  private final Polls polls = new Polls();
  private final EventFormat json = new JsonFormat();
  private final EventFormat avro = new AvroFormat(null);

  @Override
  public boolean takes(byte[] input) throws UnreadableRecord {
    boolean any = false;
    for (Poll poll : polls.of(new Choices(input))) {
      for (Event event : poll.outcome().events()) {
        any |= event.report() == null;
        check(event, Choices.sampled(input));
      }
      for (DeadLetter letter : poll.walk().letters()) {
        assertCanonical(letter.json());
      }
      Checkpoint left = poll.outcome().checkpoint();
      assertEquals(left, Checkpoint.read(assertCanonical(left.json())));
    }
    return any;
  }

  private void check(Event event, boolean sampled) throws UnreadableRecord {
    byte[] value = assertCanonical(event.json());
    if (sampled) {
      assertEquals(Set.of(), EventSchema.problems(ExampleEvents.parse(event.json())));
    }
    byte[] packed = avro.bytes("topic", event);
    assertTrue(packed.length <= LARGEST_MESSAGE, "too large");
    if (event.report() != null || event.kind().ends()) {
      assertThrows(UnreadableRecord.class, () -> json.read(value));
      assertThrows(UnreadableRecord.class, () -> avro.read(packed));
      return;
    }
    Known known = Known.of(event);
    assertEquals(known, json.read(value).known());
    Memory memory = new Memory();
    memory.put(known);
    assertEquals(known, memory.known(known.subject()));
    Known fromAvro = avro.read(packed).known();
    assertEquals(known.subject(), fromAvro.subject());
    assertEquals(known.contentHash(), fromAvro.contentHash());
    if (StandardCharsets.UTF_8.newEncoder().canEncode(event.toString())) {
      assertEquals(known, fromAvro);
    }
  }

  private static byte[] assertCanonical(String json) {
    assertEquals(json, CanonicalJson.text(ExampleEvents.parse(json)));
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertTrue(bytes.length <= LARGEST_MESSAGE, "too large");
    return bytes;
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds();
  }
}
