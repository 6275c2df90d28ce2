package caravan.targets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Fills in the placeholders of a file, except those of secrets, which are read at use. */
record Placeholders(
    Function<String, String> environment,
    PlaceholderRules rules,
    TargetsSchema schema,
    Problems problems) {

  /** The value with everything filled in; what cannot be filled in stays as written. */
  Node fill(Node node) {
    return fill("", node);
  }

  private Node fill(String key, Node node) {
    if (node.kind() == Node.Kind.TEXT) {
      return TargetsSchema.SECRETS.contains(key) ? node : scalar(key, node);
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    node.entries().forEach((name, value) -> entries.put(name, fill(name, value)));
    List<Node> items = node.items().stream().map(item -> fill(key, item)).toList();
    return new Node(node.place(), node.kind(), node.text(), node.written(), entries, items);
  }

  private Node scalar(String key, Node node) {
    if (!node.text().contains("${")) {
      return node;
    }
    try {
      String value = value(node.place(), Template.parse(node.text()));
      return value == null ? node : node.filled(kind(key, value), value);
    } catch (IllegalArgumentException malformed) {
      problems.add(node.place(), malformed.getMessage(), Template.REMEDY);
      return node;
    }
  }

  private String value(Place place, List<Template.Piece> pieces) {
    StringBuilder filled = new StringBuilder();
    for (Template.Piece piece : pieces) {
      if (piece instanceof Template.FileName) {
        String remedy = "Write the value here, or take it from the environment with ${NAME}.";
        problems.add(place, "${file:...} is for secrets only", remedy);
        return null;
      }
      String text = text(place, piece);
      if (text == null) {
        return null;
      }
      filled.append(text);
    }
    return filled.toString();
  }

  /**
   * Text of a literal or a variable. A default also replaces an empty variable, since that is how
   * most tools that start containers pass on one that is not set.
   *
   * @return null when the variable may not be used, or is not set and has no default, which is then
   *     reported
   */
  String text(Place place, Template.Piece piece) {
    if (piece instanceof Template.Literal literal) {
      return literal.text();
    }
    Template.Variable variable = (Template.Variable) piece;
    String name = variable.name();
    if (!rules.allowsVariable(name)) {
      String message = "the environment variable " + name + " may not be used here";
      problems.add(place, message, "Add it to caravan.placeholders.variables, or use another.");
      return null;
    }
    String value = environment.apply(name);
    if (variable.fallback() != null && (value == null || value.isEmpty())) {
      return variable.fallback();
    }
    if (value == null) {
      String remedy = "Set it, or write ${" + name + ":default} to give a default.";
      problems.add(place, "the environment variable " + name + " is not set", remedy);
    }
    return value;
  }

  /** A value is text, so that an id of digits stays one, unless its key requires a number. */
  private Node.Kind kind(String key, String value) {
    Node.Kind plain = Parser.kind(value);
    boolean wanted =
        plain == Node.Kind.INTEGER && schema.accepts(key, "integer")
            || plain == Node.Kind.BOOLEAN && schema.accepts(key, "boolean");
    return wanted ? plain : Node.Kind.TEXT;
  }
}
