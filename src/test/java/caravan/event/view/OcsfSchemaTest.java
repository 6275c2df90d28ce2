package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.event.Kind;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The checker itself: a mistake of each sort is found. */
class OcsfSchemaTest {

  private static List<String> problems(Consumer<ObjectNode> mistake) {
    ObjectNode event =
        ExampleEvents.first("DescribeClientConnections", Kind.CONNECTION_OBSERVED)
            .document("ocsf")
            .deepCopy();
    mistake.accept(event);
    return OcsfSchema.problems(event);
  }

  @Test
  void eventWithoutAMistakeIsValid() {
    assertEquals(List.of(), problems(event -> {}));
  }

  @Test
  void unknownClassIsRefused() {
    assertEquals(
        List.of("class_uid: no such class 6005"), problems(event -> event.put("class_uid", 6005)));
  }

  @Test
  void unknownAttributeIsRefused() {
    assertEquals(
        List.of("src_endpoint.colour: unknown attribute"),
        problems(event -> event.withObject("/src_endpoint").put("colour", "red")));
  }

  @Test
  void deprecatedAttributeIsRefused() {
    assertEquals(
        List.of("cloud.project_uid: deprecated attribute"),
        problems(event -> event.withObject("/cloud").put("project_uid", "p")));
  }

  @Test
  void attributeOfAProfileNeedsTheProfile() {
    assertEquals(
        List.of("device: unknown attribute"),
        problems(event -> event.withObject("/device").put("uid", "d").put("type_id", 1)));
  }

  @Test
  void requiredAttributeIsMissed() {
    assertEquals(List.of("cloud: required"), problems(event -> event.remove("cloud")));
  }

  @Test
  void wrongTypeIsFound() {
    assertEquals(List.of("time: is no long_t"), problems(event -> event.put("time", "yesterday")));
  }

  @Test
  void emptyObjectIsFound() {
    assertEquals(
        List.of("unmapped: is no object with members"),
        problems(event -> event.putObject("unmapped")));
  }

  @Test
  void maskedAddressIsNoAddress() {
    assertEquals(
        List.of(
            "src_endpoint.ip: has not the form of ip_t",
            "observables: src_endpoint.ip is not \"192.168.1.1\""),
        problems(event -> event.withObject("/src_endpoint").put("ip", "192.***.1.1")));
  }

  @Test
  void unknownNumberIsFound() {
    assertEquals(
        List.of("severity_id: no such value 9"), problems(event -> event.put("severity_id", 9)));
  }

  @Test
  void nameOfAnotherNumberIsFound() {
    assertEquals(
        List.of("severity_id: 1 is \"Informational\", not \"High\""),
        problems(event -> event.put("severity", "High")));
  }

  @Test
  void constraintIsChecked() {
    assertEquals(
        List.of("cloud.account.: needs one of [\"name\",\"uid\"]"),
        problems(
            event -> {
              event.withObject("/cloud/account").removeAll();
              event.withObject("/cloud/account").put("type", "x");
            }));
  }

  @Test
  void typeMustFollowFromClassAndActivity() {
    assertEquals(
        List.of("type_uid: is not 400199"),
        problems(
            event -> event.put("type_uid", 400101).put("type_name", "Network Activity: Open")));
  }

  @Test
  void observableMustPointAtItsValue() {
    assertEquals(
        List.of("observables: src_endpoint.ip is not \"10.0.0.1\""),
        problems(event -> event.withObject("/observables/0").put("value", "10.0.0.1")));
  }
}
