package caravan.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import caravan.event.view.ExampleEvents;
import caravan.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTextTest {

  private static final List<ExampleEvents.Expected> EXAMPLES = ExampleEvents.all().toList();

  private static byte[] expected(ExampleEvents.Expected one) {
    return CanonicalJson.text(one.json()).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void eventsOfAllPollsAndScopesAreWrittenOneBehindTheOther() {
    EventText text = new EventText();
    for (ExampleEvents.Expected one : EXAMPLES) {
      assertArrayEquals(expected(one), text.utf8(one.event()), one::toString);
    }
  }

  @Test
  void eventOfAnotherPollInBetweenLeavesNothingBehind() {
    // Given
    EventText text = new EventText();
    ExampleEvents.Expected first = EXAMPLES.get(0);
    Event event = first.event();

    for (ExampleEvents.Expected other : EXAMPLES) {
      // When
      text.utf8(other.event());

      // Then
      assertArrayEquals(expected(first), text.utf8(event), other::toString);
    }
  }

  @Test
  void largeEventIsNotCutAndNotKept() {
    // Given
    EventText text = new EventText();
    ExampleEvents.Expected first =
        EXAMPLES.stream().filter(one -> one.json().has("raw")).findFirst().orElseThrow();
    String large = "\"".repeat(100_000);
    Event event = first.changed(json -> json.withObject("/raw").put("record", large));

    // Then
    assertArrayEquals(event.json().getBytes(StandardCharsets.UTF_8), text.utf8(event));
    assertArrayEquals(expected(first), text.utf8(first.event()));
  }
}
