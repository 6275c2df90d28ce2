package caravan.poll.compare;

import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.event.Event;
import caravan.event.Kind;
import caravan.poll.compare.Polls.Row;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 2 of the event contract: the kinds that each family of records has. */
class KindsTest extends ComparisonCase {

  @ParameterizedTest
  @MethodSource("families")
  void eachFamilyHasItsKinds(String api, Row plain, Row changed, List<String> kinds) {
    // Given
    polls = new Polls(api);

    // Then
    assertEquals(List.of(kinds.get(0), "snapshot.completed"), kinds(polls.complete(plain)));
    assertEquals(List.of(kinds.get(2), "snapshot.completed"), kinds(polls.complete(changed)));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(changed)));
    assertEquals(List.of(kinds.get(3), "snapshot.completed"), kinds(polls.complete()));
    assertEquals(List.of(kinds.get(1), "snapshot.completed"), kinds(polls.complete(plain)));
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.failed("timeout")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void eachFamilyHasItsHeartbeat(String api, Row plain, Row changed, List<String> kinds) {
    // Given
    polls = new Polls(api).heartbeat(Duration.ofMinutes(1));
    polls.complete(changed);

    // When
    Event heartbeat = only(polls.complete(changed));

    // Then
    assertEquals(kinds.get(0), heartbeat.kind().wire());
    assertEquals("heartbeat", heartbeat.snapshot().trigger());
  }

  @Test
  void everyKindButTheMarkersIsTested() {
    Set<String> tested = new TreeSet<>();
    families().forEach(one -> tested.addAll(kindsOf(one)));
    tested.add("snapshot.completed");
    tested.add("snapshot.incomplete");
    assertEquals(Stream.of(Kind.values()).map(Kind::wire).sorted().toList(), List.copyOf(tested));
  }

  @SuppressWarnings("unchecked")
  private static List<String> kindsOf(Arguments family) {
    return (List<String>) family.get()[3];
  }
}
