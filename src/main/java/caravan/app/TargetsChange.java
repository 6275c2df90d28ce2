package caravan.app;

import caravan.model.Scope;
import caravan.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reload changes, counted in scopes; those that are switched off count like the others.
 *
 * @param added scopes that were not there
 * @param removed scopes that are not there any more, as they were
 * @param changed scopes that stay, with something else said of them or their account
 */
public record TargetsChange(int added, List<Scope> removed, int changed) {

  /** The difference between the targets that were in force and those that come after them. */
  public static TargetsChange between(List<Target> before, List<Target> after) {
    Map<String, Scope> old = scopes(before);
    Map<String, Scope> now = scopes(after);
    int added = 0;
    int changed = 0;
    for (Map.Entry<String, Scope> one : now.entrySet()) {
      Scope was = old.remove(one.getKey());
      if (was == null) {
        added++;
      } else if (!said(was).equals(said(one.getValue()))) {
        changed++;
      }
    }
    return new TargetsChange(added, List.copyOf(old.values()), changed);
  }

  private static Map<String, Scope> scopes(List<Target> targets) {
    Map<String, Scope> scopes = new LinkedHashMap<>();
    targets.forEach(target -> Scope.each(target, scope -> scopes.put(scope.path(), scope)));
    return scopes;
  }

  /** What is said of a scope: its target without the other resources and users there. */
  private static Target said(Scope scope) {
    return scope.target().withOnly(scope.resourceId());
  }

  /** For the log. */
  @Override
  public String toString() {
    return "added=" + added + " removed=" + removed.size() + " changed=" + changed;
  }
}
