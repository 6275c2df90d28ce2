package caravan.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under k8s as they are written, before kustomize puts them together. */
class DeployFilesTest {

  private static final Path ROOT = Path.of("k8s");
  private static final String POD = "/spec/template/spec";

  /** What leaving the group and closing the writers may take at most, after the routes stopped. */
  private static final int LEAVING_SECONDS = 20;

  /** Shapes of real key ids and keys: Tencent, Alibaba, Amazon, any private key. */
  private static final Pattern SECRET =
      Pattern.compile("(AKID|LTAI|AKIA)(?!EXAMPLE)[0-9A-Za-z]{12,}|PRIVATE KEY-----");

  private static final Pattern CREDENTIAL_FILE =
      Pattern.compile("\\$\\{file:/run/secrets/caravan/([^}]+)}");

  static Stream<Path> folders() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  static Stream<Path> targets() throws IOException {
    return files().filter(file -> file.endsWith("targets.yaml"));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyObjectFitsTheObjectModel(Path folder) {
    List<ClusterObject> objects = Kustomization.in(folder).objects();

    assertFalse(objects.isEmpty());
    assertEquals(
        List.of(), objects.stream().flatMap(o -> ObjectModel.problems(o).stream()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/dev", "overlays/prod"})
  void everyInstallationKeepsTheRules(String folder) {
    assertEquals(List.of(), DeployRules.problems(Kustomization.in(ROOT.resolve(folder)).objects()));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyNamedFileExistsAndEveryFileIsNamed(Path folder) throws IOException {
    Set<Path> named = new HashSet<>(Kustomization.in(folder).named());

    named.forEach(path -> assertTrue(Files.exists(path), path + " is named but missing"));
    try (Stream<Path> present = Files.list(folder)) {
      present
          .filter(path -> !path.endsWith("kustomization.yaml"))
          .forEach(path -> assertTrue(named.contains(path), path + " is not named"));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void noFileHoldsARealSecret(Path file) throws IOException {
    assertFalse(SECRET.matcher(Files.readString(file)).find(), file.toString());
  }

  @Test
  void onlyTheDevelopmentOverlayBringsASecret() {
    assertTrue(secrets("base").isEmpty());
    assertTrue(secrets("overlays/prod").isEmpty());
    assertEquals(1, secrets("overlays/dev").size());
  }

  @Test
  void everyCredentialFileOfTheDevelopmentTargetsIsInItsSecret() throws IOException {
    // Given
    Set<String> wanted = new TreeSet<>();
    Matcher file =
        CREDENTIAL_FILE.matcher(Files.readString(ROOT.resolve("overlays/dev/targets.yaml")));
    while (file.find()) {
      wanted.add(file.group(1));
    }

    // Then
    assertEquals(8, wanted.size());
    assertEquals(wanted, secrets("overlays/dev").get(0).map("/stringData").keySet());
  }

  @Test
  void partitionsAlwaysHaveSomebodyToGoTo() {
    JsonNode deployment = YamlFile.document(ROOT.resolve("base/deployment.yaml"));

    assertTrue(deployment.at("/spec/replicas").asInt() >= 2);
    assertEquals("RollingUpdate", deployment.at("/spec/strategy/type").asText());
    JsonNode rolling = deployment.at("/spec/strategy/rollingUpdate");
    assertEquals(0, rolling.path("maxUnavailable").asInt(-1));
    assertEquals(1, rolling.path("maxSurge").asInt());
    assertEquals(1, replicas("overlays/dev"));
    assertEquals(3, replicas("overlays/prod"));
  }

  @Test
  void drainsLeaveAReplica() {
    JsonNode budget = YamlFile.document(ROOT.resolve("base/pod-disruption-budget.yaml"));

    assertEquals(1, budget.at("/spec/maxUnavailable").asInt());
  }

  @Test
  void podsHaveTimeToEndTheirPollsAndToGivePartitionsBack() throws IOException {
    // Given
    Properties settings = new Properties();
    try (InputStream packaged = getClass().getResourceAsStream("/application.properties")) {
      settings.load(packaged);
    }
    int routes = Integer.parseInt(settings.getProperty("camel.main.shutdown-timeout"));
    JsonNode pod = YamlFile.document(ROOT.resolve("base/deployment.yaml")).at(POD);

    // Then
    assertTrue(
        pod.path("terminationGracePeriodSeconds").asInt() > routes + LEAVING_SECONDS,
        "killed while it stops, a replica keeps its partitions until the session time-out");
  }

  @Test
  void productionNeverAllowsPlainHttp() throws IOException {
    for (String folder : List.of("base", "overlays/prod")) {
      for (String file : List.of("settings.env", "targets.yaml")) {
        String text = Files.readString(ROOT.resolve(folder).resolve(file));
        assertFalse(text.contains("ALLOW_PLAIN") || text.contains("http://"), folder + "/" + file);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyTargetHasAnAccountOfItsVendor(Path file) {
    JsonNode tree = YamlFile.document(file);

    assertFalse(tree.path("targets").isEmpty());
    for (JsonNode target : tree.path("targets")) {
      String vendor = tree.at("/accounts/" + target.path("account").asText() + "/vendor").asText();
      String prefix = target.path("api").asText().split("-")[0];
      assertTrue(vendor.startsWith(prefix), file + ": " + target);
    }
  }

  /** As the settings of the base allow; any other placeholder would stop the rollout. */
  @ParameterizedTest
  @MethodSource("targets")
  void targetsUseNothingButTheMountedCredentials(Path file) throws IOException {
    Properties settings = new Properties();
    try (InputStream base = Files.newInputStream(ROOT.resolve("base/settings.env"))) {
      settings.load(base);
    }
    assertEquals("none", settings.getProperty("CARAVAN_PLACEHOLDERS_VARIABLES"));
    assertEquals("/run/secrets/caravan", settings.getProperty("CARAVAN_PLACEHOLDERS_FOLDERS"));
    String others = CREDENTIAL_FILE.matcher(Files.readString(file)).replaceAll("");
    assertFalse(others.contains("${"), others);
  }

  private static int replicas(String folder) {
    JsonNode replicas = Kustomization.in(ROOT.resolve(folder)).at("/replicas/0");
    assertEquals("caravan", replicas.path("name").asText());
    return replicas.path("count").asInt();
  }

  private static List<ClusterObject> secrets(String folder) {
    return Kustomization.in(ROOT.resolve(folder)).objects().stream()
        .filter(object -> object.is("Secret"))
        .toList();
  }
}
