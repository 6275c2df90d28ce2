package caravan.doctor.sheet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.apis.ApiExample;
import caravan.model.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said beside the events. The command itself runs in {@code DoctorIT}. */
class TestSheetTest {

  private static List<String> remarks(Api api, String answer, String... events) throws Exception {
    return TestSheet.remarks(api, List.of(answer.getBytes(UTF_8)), List.of(events));
  }

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  /** Whatever a shipped sheet reads is in some answer of the vendor, or no answer shows it. */
  @ParameterizedTest
  @MethodSource("all")
  void rowsOfAShippedSheetAreInItsAnswers(ApiExample example) throws Exception {
    List<byte[]> bodies = new ArrayList<>();
    for (Path answer : example.answers()) {
      bodies.add(Files.readAllBytes(answer));
    }
    List<String> remarks = TestSheet.remarks(example.api(), bodies, List.of());
    assertEquals(
        List.of(), remarks.stream().filter(one -> one.startsWith("record.items")).toList());
  }

  @Test
  void pathThatNoAnswerHasIsNamed() throws Exception {
    Api api =
        Fixtures.api(Fixtures.CTYUN, Map.of("record.total", "returnObj.totl", "row.roles", "rols"));
    String answer =
        "{\"returnObj\":{\"list\":[{\"db\":\"a\",\"user\":\"b\",\"roles\":[]}],\"total\":1,\"pages\":1}}";
    assertEquals(
        List.of("record.total: no answer has returnObj.totl", "row.roles.from: no answer has rols"),
        remarks(api, answer));
  }

  @Test
  void withoutRowsNothingIsSaidOfTheirFields() throws Exception {
    assertEquals(
        List.of(),
        remarks(
            Fixtures.api(Fixtures.CTYUN), "{\"returnObj\":{\"list\":[],\"total\":0,\"pages\":1}}"));
  }

  @Test
  void doubtsAreCounted() throws Exception {
    String event =
        "{\"quality\":[{\"code\":\"unknown_field\",\"path\":\"raw.record\",\"detail\":\"Port\"}]}";
    assertEquals(
        List.of(
            "quality: unknown_field Port, times: 2", "record.items: no answer has returnObj.list"),
        remarks(Fixtures.api(Fixtures.CTYUN), "no JSON", event, event).stream()
            .filter(one -> !one.contains("total") && !one.contains("pages"))
            .toList());
  }
}
