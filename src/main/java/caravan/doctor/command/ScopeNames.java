package caravan.doctor.command;

import caravan.model.Scope;
import caravan.model.Target;
import caravan.targets.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of scopes that a person can type: {@code api/account/resource} and, if the API lists a
 * single user, {@code /user}. Parts may be left out if the rest is unique; the scope's path works
 * too.
 */
public final class ScopeNames {

  private static final int MAX_SHOWN = 20;

  private final List<Scope> scopes = new ArrayList<>();

  public ScopeNames(Collection<Target> targets) {
    targets.forEach(target -> Scope.each(target, scopes::add));
  }

  /** The full name of a scope. */
  public static String of(Scope scope) {
    return String.join("/", parts(scope));
  }

  private static List<String> parts(Scope scope) {
    return Stream.of(
            scope.api().id(), scope.target().account().name(), scope.resourceId(), scope.member())
        .filter(Objects::nonNull)
        .toList();
  }

  /** The one scope of that name; the message of a {@link CommandException} lists the names. */
  public Scope find(String typed) throws CommandException {
    List<Scope> exact =
        scopes.stream()
            .filter(scope -> scope.path().equals(typed) || of(scope).equals(typed))
            .toList();
    List<Scope> meant =
        exact.isEmpty()
            ? scopes.stream().filter(scope -> names(typed, parts(scope))).toList()
            : exact;
    if (meant.size() == 1) {
      return meant.get(0);
    }
    if (meant.isEmpty()) {
      String proposal = proposal(typed, scopes.stream().map(ScopeNames::of).toList());
      throw CommandException.usage("No target is named \"" + typed + "\". " + proposal);
    }
    throw CommandException.usage(
        "\"%s\" means %s targets. Name one of them:%s"
            .formatted(typed, meant.size(), lines(meant.stream().map(ScopeNames::of).toList())));
  }

  /** Whether each part that was typed is one of the name's, in order. */
  private static boolean names(String typed, List<String> parts) {
    int from = 0;
    for (String one : typed.split("/")) {
      int found = parts.subList(from, parts.size()).indexOf(one);
      if (found < 0) {
        return false;
      }
      from += found + 1;
    }
    return true;
  }

  private static String proposal(String typed, List<String> names) {
    String near = DidYouMean.remedy(typed, names, "Targets");
    return near.startsWith("Did you mean") ? near : "These are there:" + lines(names);
  }

  private static String lines(List<String> names) {
    String shown =
        names.stream().limit(MAX_SHOWN).map(name -> "\n  " + name).collect(Collectors.joining());
    return names.size() > MAX_SHOWN
        ? shown + "\n  and " + (names.size() - MAX_SHOWN) + " more"
        : shown;
  }
}
