package caravan.targets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills in the placeholders of a file, except those of secrets, which are read at use. */
final class Placeholders {

  private final Environment environment;
  private final TargetsSchema schema;
  private final Problems problems;

  Placeholders(Environment environment, TargetsSchema schema, Problems problems) {
    this.environment = environment;
    this.schema = schema;
    this.problems = problems;
  }

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
    List<Node> items = new ArrayList<>();
    node.items().forEach(item -> items.add(fill(key, item)));
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
      if (piece instanceof Template.Literal literal) {
        filled.append(literal.text());
      } else if (piece instanceof Template.Variable variable) {
        String value = environment.value(variable);
        if (value == null) {
          Environment.report(problems, place, variable);
          return null;
        }
        filled.append(value);
      } else {
        problems.add(
            place,
            "${file:...} is for secrets only",
            "Write the value here, or take it from the environment with ${NAME}.");
        return null;
      }
    }
    return filled.toString();
  }

  /**
   * A filled-in value is text, so that an id of digits stays one, unless its key wants a number.
   */
  private Node.Kind kind(String key, String value) {
    Node.Kind plain = Parser.kind(value);
    boolean wanted =
        plain == Node.Kind.INTEGER && schema.accepts(key, "integer")
            || plain == Node.Kind.BOOLEAN && schema.accepts(key, "boolean");
    return wanted ? plain : Node.Kind.TEXT;
  }
}
