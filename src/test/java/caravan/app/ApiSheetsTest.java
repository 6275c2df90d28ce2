package caravan.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.targets.Problem;
import caravan.targets.TargetsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sheets as Camel loads them, each file as an operator would write it. */
class ApiSheetsTest {

  private static final Path SHIPPED = Path.of("routes/tencent-mysql-ssl.camel.yaml");

  @TempDir Path folder;

  /** The beans of a shipped route file, changed. */
  private Path written(String name, String... replacements) throws Exception {
    String text = Files.readString(SHIPPED);
    text = text.substring(0, text.indexOf("- templatedRoute"));
    for (int i = 0; i < replacements.length; i += 2) {
      assertTrue(text.contains(replacements[i]), replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<Problem> problems(Path... files) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      for (Path file : files) {
        PluginHelper.getRoutesLoader(context)
            .loadRoutes(ResourceHelper.resolveResource(context, "file:" + file));
      }
      context.start();
      return assertThrows(TargetsException.class, () -> ApiSheets.check(context)).problems();
    }
  }

  @Test
  void shippedSheetHasNoMistakes() throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(ResourceHelper.resolveResource(context, "file:" + written("a.camel.yaml")));
      context.start();
      assertDoesNotThrow(() -> ApiSheets.check(context));
    }
  }

  @Test
  void everyMistakeOfEverySheetIsToldWithItsPlace() throws Exception {
    // Given
    Path one = written("one.camel.yaml", "tls.enabled:", "tls.enabld:", "https://cdb", "ftp://cdb");
    Path two =
        written(
            "two.camel.yaml",
            "tencent-mysql-ssl",
            "tencent-mysql-other",
            "every: 10m",
            "evry: 10m",
            "family: ENDPOINT",
            "family: SERVER");

    // When
    List<Problem> problems = problems(one, two);

    // Then
    assertEquals(
        List.of(
            "one.camel.yaml:21 request.endpoint",
            "one.camel.yaml:38 row.fields.tls.enabld",
            "one.camel.yaml:37 row.fields.tls.enabled",
            "two.camel.yaml:18 source.family",
            "two.camel.yaml:23 request.evry"),
        problems.stream().map(ApiSheetsTest::shown).toList());
  }

  private static String shown(Problem problem) {
    String file = problem.file().substring(problem.file().lastIndexOf('/') + 1);
    return file + ":" + problem.line() + " " + problem.key();
  }

  @Test
  void whatIsStillToBeDecidedIsRefused() throws Exception {
    Path file = written("a.camel.yaml", "engine: mysql", "engine: decide");
    assertEquals(List.of("source.engine"), problems(file).stream().map(Problem::key).toList());
  }

  @Test
  void whatCamelWouldChangeIsRefused() throws Exception {
    Path file =
        written(
            "a.camel.yaml",
            "InstanceId: \"{resource}\"",
            "Instance-Id: \"{resource}\", Home: \"{{env:HOME}}\"");
    assertEquals(
        List.of("request.parameters.Home", "request.parameters.Instance-Id"),
        problems(file).stream().map(Problem::key).sorted().toList());
  }
}
