package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Examples;
import caravan.model.Examples.Example;
import caravan.model.Examples.Item;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record of the contract's examples, compared with the event the contract makes of it. */
class ExamplesTest {

  /** Facts that come from comparing with earlier polls, not from the record. */
  private static final Map<String, List<String>> COMPARED =
      Map.of(
          "connection", List.of("count_delta", "duration_min_ms", "duration_max_ms"),
          "traffic", List.of("delta"),
          "tls", List.of("previous"),
          "account", List.of("changes"));

  private static final Set<String> COMPARED_DOUBTS =
      Set.of("derived_from_absence", "duplicate_in_snapshot", "counter_reset");

  private static final List<String> FROM_THE_RECORD =
      List.of(
          "subject",
          "content_hash",
          "client",
          "connection",
          "traffic",
          "tls",
          "account",
          "raw",
          "source",
          "resource");

  @ParameterizedTest
  @MethodSource("caravan.model.Examples#all")
  void recordsSayWhatTheContractExpects(Example example) {
    Scope scope = example.scope();
    for (Item item : example.items()) {
      Optional<JsonNode> letter = at(example.deadLetters(), item);
      Optional<JsonNode> expected = at(example.events(), item);
      if (letter.isPresent()) {
        assertRejected(letter.get(), item, scope);
      } else {
        Observation observation = normalize(item, scope);
        JsonNode actual = Normalized.event(observation, scope);
        expected.ifPresent(event -> assertSame(event, actual, observation));
      }
    }
  }

  @Test
  void examplesCoverEveryApiAndARejection() {
    Set<String> apis = new HashSet<>();
    int compared = 0;
    int rejected = 0;
    for (Example example : Examples.all().toList()) {
      apis.add(example.scope().api().id());
      for (Item item : example.items()) {
        compared += at(example.events(), item).isPresent() ? 1 : 0;
        rejected += at(example.deadLetters(), item).isPresent() ? 1 : 0;
      }
    }
    assertEquals(5, apis.size());
    assertEquals(15, compared);
    assertEquals(1, rejected);
  }

  private static Observation normalize(Item item, Scope scope) {
    return Fixtures.normalizer(scope.api().id())
        .normalize(item.vendorRecord(), scope, item.place());
  }

  private static Optional<JsonNode> at(List<JsonNode> documents, Item item) {
    return documents.stream()
        .filter(d -> d.at("/snapshot/page").asInt(-1) == item.place().page())
        .filter(d -> d.at("/snapshot/position").asInt(-1) == item.place().position())
        .findFirst();
  }

  private static void assertRejected(JsonNode letter, Item item, Scope scope) {
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(item, scope));
    assertEquals(letter.at("/error/class").textValue(), rejected.errorClass());
    assertEquals(letter.at("/error/path").textValue(), rejected.path());
    assertEquals(letter.at("/error/message").textValue(), rejected.getMessage());
    assertEquals(letter.get("record").textValue(), Normalized.raw(item.vendorRecord()).record());
    assertEquals(
        letter.get("record_sha256").textValue(), Normalized.raw(item.vendorRecord()).sha256());
  }

  private static void assertSame(JsonNode expected, JsonNode actual, Observation observation) {
    for (String part : FROM_THE_RECORD) {
      assertEquals(stated(expected, part), stated(actual, part), part);
    }
    assertEquals(doubts(expected), doubts(actual));
    if (observation.incarnation() != null) {
      assertEquals(expected.get("incarnation"), actual.get("incarnation"));
    }
    assertTrue(observation.raw().sha256().matches("[0-9a-f]{64}"));
  }

  private static JsonNode stated(JsonNode event, String part) {
    JsonNode value = event.path(part);
    return value instanceof ObjectNode object
        ? object.deepCopy().remove(COMPARED.getOrDefault(part, List.of()))
        : value;
  }

  private static Set<JsonNode> doubts(JsonNode event) {
    Set<JsonNode> doubts = new HashSet<>();
    event.path("quality").forEach(doubts::add);
    doubts.removeIf(doubt -> COMPARED_DOUBTS.contains(doubt.get("code").textValue()));
    return doubts;
  }
}
