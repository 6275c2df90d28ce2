package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.apis.ApiExample;
import caravan.event.View;
import caravan.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract's examples: every expected event, seen through both views. */
class ExamplesTest {

  private static final View OCSF = new OcsfView();
  private static final View ECS = new EcsView();

  static Stream<ExampleEvents.Expected> all() {
    return ExampleEvents.all();
  }

  static Stream<ExampleEvents.Expected> records() {
    return ExampleEvents.records();
  }

  static Stream<ExampleEvents.Expected> markers() {
    return ExampleEvents.all().filter(ExampleEvents.Expected::isMarker);
  }

  @Test
  void examplesHaveThirtyEventsAndEighteenDocumentsOfEachView() {
    assertEquals(30, all().count());
    assertEquals(18, records().map(one -> one.document("ocsf")).distinct().count());
    assertEquals(18, records().map(one -> one.document("ecs")).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("all")
  void expectedEventIsReadInFull(ExampleEvents.Expected expected) {
    assertEquals(CanonicalJson.text(expected.json()), expected.event().json());
  }

  @ParameterizedTest
  @MethodSource("records")
  void ocsfViewIsTheExpectedDocument(ExampleEvents.Expected expected) {
    String json = OCSF.json(expected.event()).orElseThrow();
    assertEquals(CanonicalJson.text(expected.document("ocsf")), json);
  }

  @ParameterizedTest
  @MethodSource("records")
  void ecsViewIsTheExpectedDocument(ExampleEvents.Expected expected) {
    String json = ECS.json(expected.event()).orElseThrow();
    assertEquals(CanonicalJson.text(expected.document("ecs")), json);
  }

  @ParameterizedTest
  @MethodSource("records")
  void viewsAreValid(ExampleEvents.Expected expected) {
    JsonNode ocsf = ExampleEvents.parse(OCSF.json(expected.event()).orElseThrow());
    JsonNode ecs = ExampleEvents.parse(ECS.json(expected.event()).orElseThrow());
    assertEquals(List.of(), OcsfSchema.problems(ocsf));
    assertEquals(List.of(), EcsSchema.problems(ecs));
  }

  /** The views of every API's answers. */
  @ParameterizedTest
  @MethodSource("caravan.apis.ApiExample#all")
  void viewsOfApisAreValid(ApiExample example) throws IOException {
    for (String line : Files.readAllLines(example.folder().resolve("ocsf.jsonl"))) {
      assertEquals(List.of(), OcsfSchema.problems(ExampleEvents.parse(line)), line);
    }
    for (String line : Files.readAllLines(example.folder().resolve("ecs.jsonl"))) {
      assertEquals(List.of(), EcsSchema.problems(ExampleEvents.parse(line)), line);
    }
  }

  @ParameterizedTest
  @MethodSource("markers")
  void markerHasNoView(ExampleEvents.Expected expected) {
    assertEquals(Optional.empty(), OCSF.json(expected.event()));
    assertEquals(Optional.empty(), ECS.json(expected.event()));
  }
}
