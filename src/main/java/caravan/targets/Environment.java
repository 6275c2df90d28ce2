package caravan.targets;

import java.util.function.Function;

/** Looks up the variables that placeholders name. */
final class Environment {

  private final Function<String, String> variables;

  Environment(Function<String, String> variables) {
    this.variables = variables;
  }

  /**
   * Value of a variable. The default also replaces an empty value, since an empty variable is how
   * most tools that start containers pass on one that is not set.
   *
   * @return the value, or null when it is not set and has no default
   */
  String value(Template.Variable variable) {
    String value = variables.apply(variable.name());
    return variable.fallback() != null && (value == null || value.isEmpty())
        ? variable.fallback()
        : value;
  }

  /** Reports a variable that is not set. */
  static void report(Problems problems, Place place, Template.Variable variable) {
    problems.add(
        place,
        "the environment variable " + variable.name() + " is not set",
        "Set it, or write ${" + variable.name() + ":default} to give a default.");
  }
}
