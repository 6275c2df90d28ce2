package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.cloud.tencent.TencentErrors;
import caravan.cloud.tencent.TencentRequest;
import caravan.cloud.tencent.TencentSigner;
import caravan.targets.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sheets as they are found, each file as an operator would write it. */
class ApiSheetsTest {

  private static final Path SHIPPED = Path.of("routes/tencent-mysql-ssl.camel.yaml");

  @TempDir Path folder;

  /** The beans of a shipped route file, changed. */
  private Path written(String name, String... replacements) throws Exception {
    String text = Files.readString(SHIPPED);
    // Its catalogue is another file, which is not there.
    text = text.substring(0, text.indexOf("- templatedRoute")).replaceFirst(" +catalogue.*\n", "");
    for (int i = 0; i < replacements.length; i += 2) {
      assertTrue(text.contains(replacements[i]), replacements[i]);
      text = text.replace(replacements[i], replacements[i + 1]);
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private List<Problem> problems() throws Exception {
    return problems("file:" + folder + "/*.yaml");
  }

  private static List<Problem> problems(String patterns) throws Exception {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind("tencentSigner", new TencentSigner());
      context.getRegistry().bind("tencentRequest", new TencentRequest());
      context.getRegistry().bind("tencentErrors", new TencentErrors());
      return ApiSheets.problems(context, patterns);
    }
  }

  private void assertMistakes(String... expected) throws Exception {
    assertEquals(List.of(expected), problems().stream().map(ApiSheetsTest::shown).toList());
  }

  @Test
  void shippedSheetHasNoMistakes() throws Exception {
    written("a.camel.yaml");
    assertMistakes();
  }

  @Test
  void everyMistakeOfEverySheetIsToldWithItsPlace() throws Exception {
    // Given
    written("one.camel.yaml", "tls.enabled:", "tls.enabld:", "https://cdb", "ftp://cdb");
    written(
        "two.camel.yaml",
        "tencent-mysql-ssl",
        "tencent-mysql-other",
        "every: 10m",
        "evry: 10m",
        "family: ENDPOINT",
        "family: SERVER");

    // Then
    assertMistakes(
        "one.camel.yaml:21 request.endpoint",
        "one.camel.yaml:38 row.fields.tls.enabld",
        "one.camel.yaml:37 row.fields.tls.enabled",
        "two.camel.yaml:18 source.family",
        "two.camel.yaml:23 request.evry");
  }

  private static String shown(Problem problem) {
    String file = problem.file().substring(problem.file().lastIndexOf('/') + 1);
    return file + ":" + problem.line() + " " + problem.key();
  }

  @Test
  void whatIsStillToBeDecidedIsRefused() throws Exception {
    written(
        "a.camel.yaml",
        "engine: mysql",
        "engine: decide",
        "https://cdb.intl.tencentcloudapi.com",
        "https://decide.example.org",
        "{InstanceId:",
        "{decide:",
        "subject: tls",
        "subject: decide/{decide}",
        "requires: region",
        "requires: regions");
    assertMistakes(
        "a.camel.yaml:19 source.engine",
        "a.camel.yaml:21 request.endpoint",
        "a.camel.yaml:25 request.parameters.decide",
        "a.camel.yaml:36 row.subject",
        "a.camel.yaml:24 request.requires");
  }

  /** Camel would read the environment for the first, and make an object for the second. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"{{env:HOME}}\"",
        "\"{{?env:HOME}}\"",
        "\"#class:java.io.FileOutputStream('made')\"",
        "\"#bean:tencentSigner\"",
        "\"#property:java.home\"",
        "[a, b]",
        "{a: b}"
      })
  void whatCamelWouldChangeIsRefused(String value) throws Exception {
    written("a.camel.yaml", "TencentDB for MySQL\n", value + "\n");
    assertMistakes("a.camel.yaml:14 source.product");
  }

  @Test
  void nameThatCamelWouldChangeIsRefused() throws Exception {
    written("a.camel.yaml", "{InstanceId:", "{Instance-Id:");
    assertMistakes("a.camel.yaml:25 request.parameters.Instance-Id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "script: System.exit(1)",
        "factoryMethod: x",
        "initMethod: x",
        "constructors: {0: x}",
        "destroyMethod: x"
      })
  void beanThatRunsCodeIsRefused(String key) throws Exception {
    String builder = "      builderClass:";
    written("a.camel.yaml", builder, "      " + key + "\n" + builder);
    assertMistakes("a.camel.yaml:5 " + key.substring(0, key.indexOf(':')));
  }

  @Test
  void oneIdInTwoFilesIsRefused() throws Exception {
    written("a.camel.yaml");
    written("b.camel.yaml");
    assertMistakes("b.camel.yaml:7 id");
  }

  @Test
  void beanHasTheIdAsItsName() throws Exception {
    written("a.camel.yaml", "    - name: tencent-mysql-ssl", "    - name: other");
    assertMistakes("a.camel.yaml:7 id");
  }

  @Test
  void unknownCloudIsRefused() throws Exception {
    written("a.camel.yaml", "vendor: tencent_cloud", "vendor: tencnt_cloud");
    assertMistakes("a.camel.yaml:11 source.vendor");
    assertTrue(problems().get(0).remedy().endsWith("one of tencent."));
  }

  @Test
  void partThatIsNoBeanOfItsKindIsNamedAtItsLine() throws Exception {
    String text = Files.readString(SHIPPED).replace("value: tencentErrors", "value: tencentSigner");
    Files.writeString(folder.resolve("a.camel.yaml"), text);
    int line = (int) text.substring(0, text.lastIndexOf("value: tencentSigner")).lines().count();
    Problem problem = problems().get(0);
    assertEquals("poll.errors", problem.key());
    assertTrue(Math.abs(problem.line() - line) <= 1, problem::toString);
    assertEquals("Write one of tencentErrors.", problem.remedy());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "2d", "-1s", "often"})
  void periodIsOneThatTargetsMayHave(String period) throws Exception {
    written("a.camel.yaml", "every: 10m", "every: " + period);
    assertMistakes("a.camel.yaml:23 request.every");
  }

  @Test
  void fileThatCannotBeReadIsTold() throws Exception {
    Files.writeString(folder.resolve("a.camel.yaml"), "- beans: caravan.model.Api\n  - x");
    assertEquals(1, problems().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:none/*.yaml", "file:none.yaml", "file:routes", "nonsense:x"})
  void whatIsNotThereIsTold(String pattern) throws Exception {
    written("a.camel.yaml");
    assertEquals(1, problems("file:" + folder + "/*.yaml," + pattern).size());
  }

  @ParameterizedTest
  @CsvSource({
    "tencent-mysql-instances, ''",
    "tencent-mysql-ssl, a.camel.yaml:26 request.catalogue",
    "tencent-mysql-other, ''",
  })
  void catalogueIsASheetOfTheFamilyResource(String catalogue, String mistake) throws Exception {
    // Given
    Path instances = Path.of("routes/tencent-mysql-instances.camel.yaml");
    Files.copy(instances, folder.resolve("b.camel.yaml"));
    String page = "parameters: {InstanceId: \"{resource}\"}\n";
    written("a.camel.yaml", page, page + "          catalogue: " + catalogue + "\n");

    // Then
    assertMistakes(mistake.isEmpty() ? new String[0] : new String[] {mistake});
  }

  @Test
  void filesWithoutSheetsAreNotLookedAt() throws Exception {
    Files.writeString(folder.resolve("a.camel.yaml"), "- from: {uri: \"timer:x\"}\n - {");
    assertMistakes();
  }
}
