package caravan.targets;

import caravan.model.Scope;
import caravan.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The scopes of all targets. A scope may be written once only, even when one of its targets is
 * switched off: otherwise it would be open which of them its state belongs to.
 */
final class Scopes {

  /** Longest path that the schema of events allows. */
  private static final int MAX_PATH = 1024;

  private final Problems problems;
  private final Map<String, Place> places = new HashMap<>();

  Scopes(Problems problems) {
    this.problems = problems;
  }

  /** Adds the scopes of a target, and reports those that another target has. */
  void add(Target target, Node node) {
    for (Node resource : node.entry("resources").items()) {
      if (!problems.at(resource.place())) {
        users(target).forEach(user -> add(scope(target, resource, user), resource.place()));
      }
    }
  }

  private static Scope scope(Target target, Node resource, String user) {
    return new Scope(target, resource.text(), user.isEmpty() ? null : user);
  }

  /** Users of a target; one empty name where the API lists all. */
  private static List<String> users(Target target) {
    return target.users().isEmpty() ? List.of("") : target.users();
  }

  private void add(Scope scope, Place place) {
    if (scope.path().length() > MAX_PATH) {
      problems.add(
          place,
          "the path of the scope is longer than 1024 characters",
          "Use shorter ids; letters outside ASCII count up to twelve times.");
    }
    Place earlier = places.putIfAbsent(scope.path(), place);
    if (earlier != null) {
      problems.add(
          place,
          "the same list is already polled by " + earlier.key() + " at " + earlier.text(),
          "Remove one of them.");
    }
  }
}
