package caravan.doctor.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Scope;
import caravan.model.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeNamesTest {

  private static final List<Target> TARGETS =
      List.of(
          Fixtures.scope(Fixtures.TENCENT).target(),
          Fixtures.scope(Fixtures.TENCENT_SSL).target(),
          Fixtures.scope(Fixtures.ALIBABA).target());
  private static final ScopeNames NAMES = new ScopeNames(TARGETS);

  private static Scope first(int target) {
    List<Scope> scopes = new ArrayList<>();
    Scope.each(TARGETS.get(target), scopes::add);
    return scopes.get(0);
  }

  @Test
  void nameAndPathMeanTheScope() throws CommandException {
    for (int i = 0; i < TARGETS.size(); i++) {
      Scope scope = first(i);
      assertEquals(scope, NAMES.find(ScopeNames.of(scope)));
      assertEquals(scope, NAMES.find(scope.path()));
    }
  }

  @Test
  void nameOfAUserIsAPartOfTheName() {
    Scope scope = first(2);
    assertTrue(ScopeNames.of(scope).endsWith("/" + scope.resourceId() + "/" + scope.member()));
  }

  @Test
  void partsDoAsLongAsTheyNameOneScope() throws CommandException {
    assertEquals(first(1), NAMES.find(Fixtures.TENCENT_SSL));
    assertEquals(first(2), NAMES.find(first(2).member()));
  }

  @Test
  void severalAreListed() {
    String account = TARGETS.get(0).account().name();
    CommandException several = assertThrows(CommandException.class, () -> NAMES.find(account));
    assertEquals(Subcommand.USAGE, several.exitCode());
    assertTrue(several.getMessage().contains(ScopeNames.of(first(0))), several.getMessage());
    assertTrue(several.getMessage().contains(ScopeNames.of(first(1))), several.getMessage());
  }

  @Test
  void nearestIsProposedElseAllAreListed() {
    String name = ScopeNames.of(first(0));
    String slip = name.substring(0, name.length() - 1);
    assertTrue(message(slip).contains("Did you mean \"" + name + "\"?"), message(slip));
    assertTrue(message("what").contains(name), message("what"));
  }

  private static String message(String typed) {
    CommandException unknown = assertThrows(CommandException.class, () -> NAMES.find(typed));
    assertEquals(Subcommand.USAGE, unknown.exitCode());
    return unknown.getMessage();
  }
}
