package caravan.doctor.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventDifferenceTest {

  private static List<String> differences(List<String> recorded, List<String> now) {
    return EventDifference.all("event", recorded, now).stream()
        .map(EventDifference::toString)
        .toList();
  }

  @Test
  void sameEventsDoNotDiffer() {
    assertEquals(List.of(), differences(List.of("{\"a\":1}"), List.of("{\"a\":1}")));
  }

  @Test
  void membersThatDifferAreNamedByTheirPath() {
    assertEquals(
        List.of(
            "event 1 at /a/b: recorded 1, now 2",
            "event 1 at /gone: recorded true, now nothing",
            "event 1 at /new: recorded nothing, now \"x\""),
        differences(
            List.of("{\"a\":{\"b\":1},\"gone\":true}"),
            List.of("{\"a\":{\"b\":2},\"new\":\"x\"}")));
  }

  @Test
  void textsThatAreNotJsonOrDifferInFormAreShownWhole() {
    assertEquals(
        List.of("event 1: recorded {\"a\":1}, now {\"a\": 1}", "event 2: recorded x, now y"),
        differences(List.of("{\"a\":1}", "x"), List.of("{\"a\": 1}", "y")));
  }

  @Test
  void missingEventIsADifferenceAndIsCut() {
    String longEvent = "\"" + "x".repeat(500) + "\"";
    assertEquals(
        List.of("event 1: recorded nothing, now \"" + "x".repeat(199) + "…"),
        differences(List.of(), List.of(longEvent)));
  }
}
