package caravan.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.RoleSources;
import caravan.model.Target;
import caravan.targets.PlaceholderRules;
import caravan.targets.Reading;
import caravan.targets.TargetsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsChangeTest {

  private static final List<Api> APIS = List.of(Fixtures.api(Fixtures.CTYUN));
  private static final String TWO =
      "  - {api: ctyun-mongodb-accounts, account: c, resources: [a, b]}";

  @TempDir Path folder;

  private List<Target> withSecret(String account, String... lines) throws Exception {
    String text =
        "accounts:\n  c: {vendor: ctyun, accountId: \"4\", accessKeyId: id, "
            + account
            + "}\ntargets:\n"
            + String.join("\n", lines)
            + "\n";
    Path file = Files.writeString(folder.resolve("targets.yaml"), text);
    return new TargetsReader(
            APIS, Map.<String, String>of()::get, PlaceholderRules.NONE, RoleSources.NONE, false)
        .read(new Reading(file.toString()));
  }

  private List<Target> targets(String... lines) throws Exception {
    return withSecret("secretAccessKey: one", lines);
  }

  private static String between(List<Target> before, List<Target> after) {
    return TargetsChange.between(before, after).toString();
  }

  @Test
  void firstTargetsAreAllAdded() throws Exception {
    assertEquals("added=2 removed=0 changed=0", between(List.of(), targets(TWO)));
  }

  @Test
  void equalFilesChangeNothing() throws Exception {
    assertEquals("added=0 removed=0 changed=0", between(targets(TWO), targets(TWO)));
  }

  /** The target has another list now; what it says of the scopes that stay is the same. */
  @Test
  void scopesThatStayAreNotChangedByTheirNeighbours() throws Exception {
    List<Target> after = targets(TWO.replace("[a, b]", "[b, c]"));
    assertEquals("added=1 removed=1 changed=0", between(targets(TWO), after));
    assertEquals("a", TargetsChange.between(targets(TWO), after).removed().get(0).resourceId());
  }

  @Test
  void anotherPeriodChangesAllScopesOfATarget() throws Exception {
    List<Target> after = targets(TWO.replace("[a, b]", "[a, b], every: 1s"));
    assertEquals("added=0 removed=0 changed=2", between(targets(TWO), after));
  }

  @Test
  void switchedOffIsChangedAndNotRemoved() throws Exception {
    List<Target> after = targets(TWO.replace("[a, b]", "[a, b], enabled: false"));
    assertEquals("added=0 removed=0 changed=2", between(targets(TWO), after));
  }

  @Test
  void anotherSecretChangesTheScopesOfTheAccount() throws Exception {
    List<Target> after = withSecret("secretAccessKey: two", TWO);
    assertEquals("added=0 removed=0 changed=2", between(targets(TWO), after));
  }

  @Test
  void movingAScopeToAnotherEntryWithTheSameWordsChangesNothing() throws Exception {
    List<Target> after = targets(TWO.replace("[a, b]", "[a]"), TWO.replace("[a, b]", "[b]"));
    assertEquals("added=0 removed=0 changed=0", between(targets(TWO), after));
  }
}
