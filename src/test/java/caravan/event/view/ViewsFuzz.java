package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Event;
import caravan.event.View;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Polls;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Events of any records in both views: nothing is thrown, and what comes is valid and the same. */
public final class ViewsFuzz implements FuzzTarget {

  private static final int MAX_MESSAGE = 1_000_000;

  private final Polls polls = new Polls();
  private final OcsfView ocsf = new OcsfView();
  private final EcsView ecs = new EcsView();

  @Override
  public boolean takes(byte[] input) {
    boolean sampled = Choices.sampled(input);
    boolean told = false;
    for (Event event : polls.events(new Choices(input))) {
      if (event.report() == null) {
        JsonNode inOcsf = document(ocsf, event);
        JsonNode inEcs = document(ecs, event);
        if (sampled) {
          assertEquals(List.of(), OcsfSchema.problems(inOcsf));
          assertEquals(List.of(), EcsSchema.problems(inEcs));
        }
        told = true;
      } else {
        assertFalse(ocsf.json(event).isPresent());
        assertFalse(ecs.json(event).isPresent());
      }
    }
    return told;
  }

  private static JsonNode document(View view, Event event) {
    String json = view.json(event).orElseThrow();
    assertEquals(json, view.json(event).orElseThrow());
    assertFalse(view.dataschema(event).isEmpty());
    assertTrue(json.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE, "too large");
    return ExampleEvents.parse(json);
  }

  @Override
  public List<byte[]> seeds() {
    return Choices.seeds();
  }
}
