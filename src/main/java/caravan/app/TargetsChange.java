package caravan.app;

import caravan.model.Scope;
import caravan.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reload changes, counted in scopes; those that are switched off count like the others.
 *
 * @param removed the scopes as they were
 * @param changed scopes that stay, with other settings or another account
 */
public record TargetsChange(int added, List<Scope> removed, int changed) {

  /** The difference between the targets in force and their successors. */
  public static TargetsChange between(List<Target> before, List<Target> after) {
    Map<String, Scope> old = scopes(before);
    Map<String, Scope> now = scopes(after);
    int added = 0;
    int changed = 0;
    for (Map.Entry<String, Scope> one : now.entrySet()) {
      Scope was = old.remove(one.getKey());
      if (was == null) {
        added++;
      } else if (!settings(was).equals(settings(one.getValue()))) {
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

  /** The target of a scope without its other resources and users. */
  private static Target settings(Scope scope) {
    return scope.target().withOnly(scope.resourceId());
  }

  @Override
  public String toString() {
    return "added=" + added + " removed=" + removed.size() + " changed=" + changed;
  }
}
