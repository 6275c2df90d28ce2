package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.event.Kind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The checker itself: a mistake of each sort is found. */
class EcsSchemaTest {

  private static List<String> problems(Consumer<ObjectNode> mistake) {
    ObjectNode document =
        ExampleEvents.first("DescribeClientConnections", Kind.CONNECTION_OBSERVED)
            .document("ecs")
            .deepCopy();
    mistake.accept(document);
    return EcsSchema.problems(document);
  }

  @Test
  void documentWithoutAMistakeIsValid() {
    assertEquals(List.of(), problems(document -> {}));
  }

  @Test
  void unknownFieldIsRefused() {
    assertEquals(
        List.of("source.colour: unknown field"),
        problems(document -> document.withObject("/source").put("colour", "red")));
  }

  @Test
  void maskedAddressIsNoAddress() {
    assertEquals(
        List.of("source.ip: \"10.*.0.1\" is no ip"),
        problems(document -> document.withObject("/source").put("ip", "10.*.0.1")));
  }

  @Test
  void impossibleAddressIsNoAddress() {
    assertEquals(
        List.of("source.ip: \"1:2:3\" is no ip"),
        problems(document -> document.withObject("/source").put("ip", "1:2:3")));
  }

  @Test
  void listMustBeAList() {
    assertEquals(
        List.of("related.user: list or single value"),
        problems(document -> document.withObject("/related").put("user", "a")));
  }

  @Test
  void singleValueMustNotBeAList() {
    assertEquals(
        List.of("user.name: list or single value"),
        problems(document -> document.withObject("/user").putArray("name").add("a")));
  }

  @Test
  void valueMustBeAllowed() {
    assertEquals(
        List.of("event.kind: no such value \"fact\""),
        problems(document -> document.withObject("/event").put("kind", "fact")));
  }

  @Test
  void dateMustHaveItsForm() {
    assertEquals(
        List.of("@timestamp: \"2025-12-03\" is no date"),
        problems(document -> document.put("@timestamp", "2025-12-03")));
  }

  @Test
  void typeMustFitTheCategory() {
    assertEquals(
        List.of("event.type: \"user\" is not expected of [\"network\",\"database\"]"),
        problems(document -> document.withObject("/event").putArray("type").add("user")));
  }

  @Test
  void emptyObjectSaysNothing() {
    assertEquals(
        List.of("caravan.*: says nothing", "tls: has no members"),
        problems(
            document -> {
              document.withObject("/caravan").putObject("window");
              document.putObject("tls");
            }));
  }

  @Test
  void timestampAndVersionAreRequired() {
    assertEquals(
        List.of("@timestamp: required", "ecs.version: is not \"9.4.0\""),
        problems(document -> document.remove(List.of("@timestamp", "ecs"))));
  }
}
