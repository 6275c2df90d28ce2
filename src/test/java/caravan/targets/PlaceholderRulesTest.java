package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettingsFixture;
import caravan.model.RoleSources;
import caravan.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write the targets gets at the variables and files that the operator names only. */
class PlaceholderRulesTest {

  @TempDir private Path folder;
  private Path secrets;
  private Path secret;
  private Path elsewhere;

  @BeforeEach
  void writeFiles() throws IOException {
    secrets = Files.createDirectories(folder.resolve("secrets"));
    secret = Files.writeString(secrets.resolve("key"), "planted-key");
    elsewhere = Files.writeString(folder.resolve("passwd"), "planted-elsewhere");
  }

  private static List<Target> read(String keys, String... settings) throws TargetsException {
    PlaceholderRules rules =
        PlaceholderRules.of(SettingsFixture.settings(PlaceholderSettings.class, settings));
    String text =
        "accounts: {ctyun: {vendor: ctyun, accountId: \"4\", accessKeyId: id, "
            + keys
            + "}}\ntargets:\n  - {api: ctyun-mongodb-accounts, account: ctyun, resources: [a]}\n";
    return new TargetsReader(
            Fixtures.apis(), Fixtures.ENVIRONMENT::get, rules, RoleSources.NONE, false)
        .read(new Reading(List.of(Fixtures.document(text))));
  }

  private static Problem refused(String keys, String... settings) {
    List<Problem> problems =
        assertThrows(TargetsException.class, () -> read(keys, settings)).problems();
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  private static String file(Path path) {
    return "secretAccessKey: \"${file:" + path + "}\"";
  }

  private String[] onlySecrets() {
    return new String[] {"caravan.placeholders.folders", "/nowhere, " + secrets};
  }

  @Test
  void withoutRulesAnythingMayBeUsed() throws TargetsException {
    read("secretAccessKey: \"${SECRET}\"");
    read(file(elsewhere));
  }

  @ParameterizedTest
  @CsvSource({"SECRET", "S*", "*", "'OTHER, SEC*T'", "'OTHER ,SECRET '"})
  void namedVariableMayBeUsed(String names) throws TargetsException {
    read("secretAccessKey: \"${SECRET}\"", "caravan.placeholders.variables", names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "secret", "SECRET_*", "S", "SECRE.", "*S", "[A-Z]*"})
  void anyOtherVariableIsRefusedWithTheRemedy(String names) {
    Problem problem =
        refused("secretAccessKey: \"${SECRET}\"", "caravan.placeholders.variables", names);
    assertEquals("the environment variable SECRET may not be used here", problem.message());
    assertEquals("Add it to caravan.placeholders.variables, or use another.", problem.remedy());
  }

  /** Neither the host of a request nor an id may tell it, and a default does not show if it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "secretAccessKey: k, endpoint: \"https://${REGION}.example\"",
        "secretAccessKey: k, securityToken: \"${REGION}\"",
        "secretAccessKey: k, securityToken: \"${REGION:default}\"",
        "secretAccessKey: k, securityToken: \"${REGION:}\"",
        "secretAccessKey: \"x${REGION}\""
      })
  void variableIsRefusedWhereverItStands(String keys) {
    assertEquals(
        "the environment variable REGION may not be used here",
        refused(keys, "caravan.placeholders.variables", "SECRET").message());
  }

  @Test
  void fileInAFolderMayBeUsed() throws Exception {
    List<Target> targets = read(file(secret), onlySecrets());
    assertEquals("planted-key", targets.get(0).account().credentials().get().secretAccessKey());
  }

  @Test
  void fileElsewhereIsRefusedWithTheRemedy() {
    Problem problem = refused(file(elsewhere), onlySecrets());
    assertTrue(problem.message().contains(elsewhere + " is outside of the folders"));
    assertTrue(problem.message().contains("caravan.placeholders.folders"), problem.message());
    assertEquals(
        "Move the secret into one of them, or add its folder to the setting.", problem.remedy());
  }

  /** A name that begins like the folder is another folder. */
  @Test
  void pathThatLeavesTheFolderIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("secrets-of-others"));
    Path other = Files.writeString(folder.resolve("secrets-of-others/key"), "planted");
    for (Path path : List.of(secrets.resolve("../passwd"), other)) {
      assertTrue(refused(file(path), onlySecrets()).message().contains("is outside"));
    }
  }

  @Test
  void linkThatLeadsOutIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(secrets.resolve("link"), elsewhere);
    assertTrue(refused(file(link), onlySecrets()).message().contains("is outside"));
  }

  /** How orchestrators mount secrets, and how {@code /var/run} leads to {@code /run}. */
  @Test
  void linkThatLeadsInMayBeUsed() throws Exception {
    Path version = Files.createDirectories(secrets.resolve("..v1"));
    Files.writeString(version.resolve("mounted"), "planted-mounted");
    Files.createSymbolicLink(secrets.resolve("..data"), Path.of("..v1"));
    Path mounted = Files.createSymbolicLink(secrets.resolve("mounted"), Path.of("..data/mounted"));
    Path other = Files.createSymbolicLink(folder.resolve("other-name"), secrets);

    read(file(mounted), onlySecrets());
    read(file(other.resolve("mounted")), onlySecrets());
    read(file(mounted), "caravan.placeholders.folders", other.toString());
  }

  /** A link may be swapped at any time after the targets were accepted. */
  @Test
  void eachReadIsChecked() throws Exception {
    Path link = Files.createSymbolicLink(secrets.resolve("link"), secret);
    List<Target> targets = read(file(link), onlySecrets());
    Path swap = Files.createSymbolicLink(secrets.resolve("swap"), elsewhere);
    Files.move(swap, link, StandardCopyOption.ATOMIC_MOVE);

    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> targets.get(0).account().credentials().get());
    assertTrue(refused.getMessage().contains("is outside of the folders"), refused.getMessage());
  }

  /** Otherwise the answers would tell which files there are. */
  @Test
  void missingFileElsewhereIsRefusedInTheSameWords() {
    Path missing = folder.resolve("missing");
    assertEquals(
        refused(file(elsewhere), onlySecrets()).message().replace("passwd", "missing"),
        refused(file(missing), onlySecrets()).message());
    assertTrue(
        refused(file(secrets.resolve("missing")), onlySecrets())
            .message()
            .endsWith("does not exist"));
  }
}
