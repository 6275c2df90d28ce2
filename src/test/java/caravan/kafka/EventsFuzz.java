package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.event.Checkpoint;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.UnreadableRecord;
import caravan.event.format.AvroFormat;
import caravan.event.format.EventFormat;
import caravan.event.format.JsonFormat;
import caravan.event.view.ExampleEvents;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Polls;
import caravan.json.CanonicalJson;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import caravan.state.SubjectState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Everything that three polls of any records leave: it is as the contract says, and what is read
 * back from it is what was written, in JSON, in Avro and in memory.
 */
public final class EventsFuzz implements FuzzTarget {

  private static final int MAX_MESSAGE = 1_000_000;

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
      // What was refused once is known, but not written.
      assertEquals(left.json(), Checkpoint.read(assertCanonical(left.json())).json());
    }
    return any;
  }

  private void check(Event event, boolean sampled) throws UnreadableRecord {
    byte[] value = assertCanonical(event.json());
    if (sampled) {
      assertEquals(Set.of(), EventSchema.problems(ExampleEvents.parse(event.json())));
    }
    byte[] packed = avro.bytes("topic", event);
    assertTrue(packed.length <= MAX_MESSAGE, "too large");
    if (event.report() != null || event.kind().ends()) {
      assertThrows(UnreadableRecord.class, () -> json.read(value));
      assertThrows(UnreadableRecord.class, () -> avro.read(packed));
      return;
    }
    SubjectState known = SubjectState.of(event);
    assertEquals(known, json.read(value).known());
    ScopeState memory = new ScopeState();
    memory.put(known);
    assertEquals(known, memory.known(known.subject()));
    SubjectState fromAvro = avro.read(packed).known();
    assertEquals(known.subject(), fromAvro.subject());
    assertEquals(known.contentHash(), fromAvro.contentHash());
    if (StandardCharsets.UTF_8.newEncoder().canEncode(event.toString())) {
      assertEquals(known, fromAvro);
    }
  }

  private static byte[] assertCanonical(String json) {
    assertEquals(json, CanonicalJson.text(ExampleEvents.parse(json)));
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertTrue(bytes.length <= MAX_MESSAGE, "too large");
    return bytes;
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds();
  }
}
