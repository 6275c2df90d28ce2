package caravan.doctor.sheet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.apis.ApiExample;
import caravan.model.Api;
import caravan.model.ApiSheet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;

class NewSheetTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new NewSheet())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .setExecutionExceptionHandler((failure, line, parsed) -> 1)
        .execute(arguments);
  }

  private Api written(String id, Path answer) {
    assertEquals(0, run("--cloud", id.split("-")[0], "--id", id, answer.toString()));
    Object parts = new Load(LoadSettings.builder().build()).loadFromString(out.toString());
    Map<?, ?> beans = (Map<?, ?>) ((List<?>) parts).get(0);
    Map<?, ?> bean = (Map<?, ?>) ((List<?>) beans.get("beans")).get(0);
    ApiSheet sheet = new ApiSheet();
    ((Map<?, ?>) bean.get("properties")).forEach((key, value) -> sheet.put(key.toString(), value));
    List<String> mistakes = new ArrayList<>();
    Api api = sheet.build(one -> mistakes.add(one.toString()));
    assertEquals(List.of(), mistakes);
    return api;
  }

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  /** What can be seen in an answer is as in the sheet that was written by hand. */
  @ParameterizedTest
  @MethodSource("all")
  void answerGivesPathsAndEveryFieldOnce(ApiExample example) throws Exception {
    Api api = written(example.id(), example.answers().get(0));
    if (!example.api().record().single()) {
      assertEquals(example.api().record().items(), api.record().items());
      assertEquals(example.api().record().total(), api.record().total());
    }
    List<String> fields = new ArrayList<>(api.row().known());
    api.row().fields().values().forEach(field -> fields.add(field.from()));
    assertEquals(fields.size(), fields.stream().distinct().count());
  }

  @Test
  void guessesAreThoseOfTheShippedSheet() throws Exception {
    Api api =
        written(
            "alibaba-vpc-ssl-vpn-clients",
            Path.of("src/test/resources/apis/alibaba-vpc-ssl-vpn-clients/answer.json"));
    assertEquals("Ip", api.row().fields().get("client.address").from());
    assertEquals("ConnectedTime", api.row().fields().get("connection.started_at").from());
    assertEquals(List.of("Port", "Status"), api.row().known());
  }

  @ParameterizedTest
  @CsvSource({
    "[], alibaba-x",
    "nonsense, alibaba-x",
    "{}, huawei-x",
    "{}, alibaba-X",
    "{}, alibaba"
  })
  void answerOrIdThatIsNoneIsRefused(String answer, String id) throws Exception {
    Path file = Files.writeString(folder.resolve("answer.json"), answer);
    assertNotEquals(0, run("--cloud", "alibaba", "--id", id, file.toString()));
    assertTrue(out.toString().isEmpty());
  }
}
