package caravan.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The JSON Schema of {@code targets.yaml}, which editors use too. What it finds is put in plain
 * words; titles and examples of the schema supply the nouns and the remedies, so that a new key
 * needs none here.
 */
final class TargetsSchema {

  /** Keys whose values are never shown and may be read from files. */
  static final Set<String> SECRETS = Set.of("accessKeyId", "secretAccessKey", "securityToken");

  private static final String RESOURCE = "/caravan/schema/targets.schema.json";
  private static final String REFERENCE = "$ref";
  private static final Pattern CONTROL =
      Pattern.compile("[\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uD800-\\uDFFF]");
  private static final String PLACEHOLDER = "\\$\\{";
  private static final String OR_PLACEHOLDER = "|" + PLACEHOLDER;
  private static final String NOTHING = "(?!)";
  private static final int SHOWN = 80;

  private final JsonNode document;
  private final Schema schema;

  TargetsSchema() {
    try (InputStream resource = TargetsSchema.class.getResourceAsStream(RESOURCE)) {
      document = strict(new ObjectMapper().readTree(resource));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document);
  }

  /**
   * The schema without its leave to write placeholders. Editors see them, but here they are filled
   * in already, and what still looks like one came from an escape or a variable.
   */
  private static JsonNode strict(JsonNode rule) {
    for (JsonNode inner : rule) {
      strict(inner);
    }
    if (rule instanceof ObjectNode object && object.path("pattern").isTextual()) {
      String pattern = object.path("pattern").textValue();
      object.put(
          "pattern", pattern.equals(PLACEHOLDER) ? NOTHING : pattern.replace(OR_PLACEHOLDER, ""));
    }
    return rule;
  }

  /** Reports everything in a file that does not fit the schema. */
  void check(Node root, Problems problems) {
    List<Error> errors = new ArrayList<>(schema.validate(root.json()));
    errors.sort(Comparator.comparingInt(error -> rank(error.getKeyword())));
    for (Error error : errors) {
      report(error, find(root, error.getInstanceLocation()), problems);
    }
  }

  /**
   * Order of reports, as the first at a place is the only one: a misspelt key is why another is
   * missing, and a value of the wrong type is not also too small.
   */
  private static int rank(String keyword) {
    return switch (keyword) {
      case "additionalProperties" -> 0;
      case "type" -> 1;
      default -> 2;
    };
  }

  /** Whether a key of a target takes a type besides text. */
  boolean accepts(String key, String type) {
    return rule("target", key).takes(type);
  }

  /** A sentence that says how to write a key of a definition. */
  String remedy(String definition, String key) {
    return rule(definition, key).remedy();
  }

  /** A sentence that says how to add a key of a definition. */
  String addition(String definition, String key) {
    return rule(definition, key).addition(key);
  }

  /** A value as a problem may show it: as written, so that no variable is revealed. */
  static String shown(Node node) {
    String text = node.written();
    String name = lastName(node.place());
    if (SECRETS.contains(name) || "endpoint".equals(name)) {
      return "the value";
    }
    if (text.length() > SHOWN) {
      // Not cut: half a secret would no longer be recognized and masked.
      return "(" + text.length() + " characters)";
    }
    return node.kind() == Node.Kind.TEXT ? "\"" + text + "\"" : text;
  }

  private void report(Error error, Node node, Problems problems) {
    Place place = node.place();
    Rule rule = rule(error.getEvaluationPath());
    String keyword = error.getKeyword();
    switch (keyword) {
      case "additionalProperties" -> unknown(node, error.getProperty(), rule, problems);
      case "required" ->
          problems.add(
              place.missing(error.getProperty()),
              "the key is missing",
              rule.property(error.getProperty()).addition(error.getProperty()));
      case "type" -> wrongType(node, rule, problems);
      case "pattern" -> unfit(node, rule, problems);
      case "propertyNames" -> badName(node, error.getProperty(), problems);
      case "minItems" -> problems.add(place, "the list is empty", "Add at least one entry.");
      case "minProperties" -> problems.add(place, "the mapping is empty", "Add an entry.");
      case "maxLength" ->
          problems.add(
              place,
              "the value is longer than " + rule.at(keyword).asText() + " characters",
              "Write a shorter one.");
      case "minimum" ->
          problems.add(
              place, shown(node) + " is less than " + rule.at(keyword).asText(), rule.range());
      case "maximum" ->
          problems.add(
              place, shown(node) + " is more than " + rule.at(keyword).asText(), rule.range());
      case "uniqueItems" -> problems.add(place, "an entry is written twice", "Keep one of them.");
      default ->
          problems.add(place, "the value is not allowed here", "See the schema of targets.yaml.");
    }
  }

  private static void unknown(Node parent, String key, Rule rule, Problems problems) {
    Place place = parent.entry(key).place();
    List<String> known = rule.keys();
    String beforeColon = key.substring(0, Math.max(0, key.indexOf(':')));
    if ("<<".equals(key)) {
      problems.add(place, "merge keys (<<) are not supported", "Write the keys out.");
      known.forEach(name -> problems.cover(parent.place().missing(name)));
    } else if (known.contains(beforeColon)) {
      problems.add(place, "a key has no space after its colon", "Write \"key: value\".");
      problems.cover(parent.place().missing(beforeColon));
    } else if ("?".equals(Parser.shown(key))) {
      problems.add(place, "unknown key", "Known keys: " + String.join(", ", known) + ".");
    } else {
      problems.add(
          place, "unknown key \"" + key + "\"", DidYouMean.remedy(key, known, "Known keys"));
      DidYouMean.find(key, known).ifPresent(name -> problems.cover(parent.place().missing(name)));
    }
  }

  private static void badName(Node parent, String name, Problems problems) {
    problems.add(
        parent.entry(name).place(),
        "the name of the account is not usable",
        "Use letters, digits, dots, dashes and underscores, at most 64, for example tencent-prod.");
  }

  private static void wrongType(Node node, Rule rule, Problems problems) {
    Place place = node.place();
    if (node.kind() == Node.Kind.NOTHING) {
      problems.add(place, "the key has no value", rule.remedy("Write a value or remove the key."));
    } else if (!node.kind().scalar() || !rule.takes("string")) {
      problems.add(
          place,
          "the value is " + node.kind().words() + ", not " + rule.text("title"),
          rule.remedy(
              rule.takes("array")
                  ? "Start each entry with a dash."
                  : "Write its keys below it, one to a line and indented alike."));
    } else if (rule.matches(node.text())) {
      problems.add(place, "the value is " + node.kind().words() + ", not text", quotes(node));
    } else {
      unfit(node, rule, problems);
    }
  }

  private static String quotes(Node node) {
    if (SECRETS.contains(lastName(node.place()))) {
      return "Put it in quotes.";
    }
    return node.kind() == Node.Kind.BOOLEAN
        ? "Put it in quotes: \"" + node.text() + "\"."
        : "Put it in quotes, or it may lose zeros: \"" + shown(node) + "\".";
  }

  private static String lastName(Place place) {
    return place.key().substring(place.key().lastIndexOf('.') + 1);
  }

  private static void unfit(Node node, Rule rule, Problems problems) {
    Place place = node.place();
    String text = node.text();
    if (CONTROL.matcher(text).find()) {
      problems.add(
          place, "the value holds a line break or control character", "Remove the character.");
    } else if (text.isBlank()) {
      problems.add(place, "the value is empty", rule.remedy("Write " + rule.text("title") + "."));
    } else if (!text.equals(text.strip())) {
      problems.add(place, "the value starts or ends with a space", "Remove the space.");
    } else if (rule.takes("integer") && Parser.kind(text) == Node.Kind.INTEGER
        || rule.takes("boolean") && Parser.kind(text) == Node.Kind.BOOLEAN) {
      problems.add(
          place, shown(node) + " is text, not " + rule.text("title"), "Remove the quotes.");
    } else {
      problems.add(
          place,
          shown(node) + " is not " + rule.text("title"),
          rule.remedy("Write " + rule.text("title") + "."));
    }
  }

  private static Node find(Node root, NodePath path) {
    Node node = root;
    for (int index = 0; index < path.getNameCount(); index++) {
      Object element = path.getElement(index);
      node =
          element instanceof Integer position
              ? node.items().get(position)
              : node.entry(String.valueOf(element));
    }
    return node;
  }

  /** The rule for a key of a definition. */
  private Rule rule(String definition, String key) {
    return new Rule(null, document.path("$defs").path(definition)).property(key);
  }

  /** The rule that an error's keyword belongs to. */
  private Rule rule(NodePath evaluation) {
    Rule rule = new Rule(null, document);
    for (int index = 0; index < evaluation.getNameCount() - 1; index++) {
      Object element = evaluation.getElement(index);
      if (!REFERENCE.equals(element)) {
        rule = resolved(rule.child(element));
      }
    }
    return rule;
  }

  private Rule resolved(JsonNode node) {
    JsonNode reference = node.path(REFERENCE);
    return reference.isTextual()
        ? new Rule(node, document.at(reference.textValue().substring(1)))
        : new Rule(null, node);
  }

  /** A part of the schema. */
  private final class Rule {

    /** The place of use, which may add words to a shared definition; or null. */
    private final JsonNode outer;

    /** The definition. */
    private final JsonNode inner;

    Rule(JsonNode outer, JsonNode inner) {
      this.outer = outer;
      this.inner = inner;
    }

    /** A keyword; the place of use wins. */
    JsonNode at(String keyword) {
      return outer != null && outer.has(keyword) ? outer.path(keyword) : inner.path(keyword);
    }

    String text(String keyword) {
      return at(keyword).asText();
    }

    JsonNode child(Object name) {
      return name instanceof Integer position ? inner.path(position) : at(String.valueOf(name));
    }

    Rule property(String key) {
      return resolved(inner.path("properties").path(key));
    }

    List<String> keys() {
      List<String> keys = new ArrayList<>();
      inner.path("properties").fieldNames().forEachRemaining(keys::add);
      return keys;
    }

    boolean takes(String type) {
      JsonNode types = at("type");
      if (types.isTextual()) {
        return types.textValue().equals(type);
      }
      for (JsonNode one : types) {
        if (one.textValue().equals(type)) {
          return true;
        }
      }
      return false;
    }

    boolean matches(String text) {
      return !inner.has("pattern") || Pattern.compile(text("pattern")).matcher(text).find();
    }

    String range() {
      return at("maximum").isMissingNode()
          ? "Write " + text("title") + " of at least " + at("minimum").asText() + "."
          : "Write "
              + text("title")
              + " from "
              + at("minimum").asText()
              + " to "
              + at("maximum").asText()
              + ".";
    }

    String remedy() {
      return remedy("Write " + text("title") + ".");
    }

    String remedy(String otherwise) {
      List<String> examples = examples();
      if (examples.isEmpty()) {
        return otherwise;
      }
      int last = examples.size() - 1;
      String all =
          last == 0
              ? examples.get(0)
              : String.join(", ", examples.subList(0, last)) + " or " + examples.get(last);
      return "Write for example " + all + ".";
    }

    String addition(String key) {
      List<String> examples = examples();
      return examples.isEmpty()
          ? "Add the key " + key + "."
          : "Add it, for example " + key + ": " + examples.get(0) + ".";
    }

    private List<String> examples() {
      List<String> examples = new ArrayList<>();
      for (JsonNode example : at("examples")) {
        examples.add(example.isArray() ? flow(example) : scalar(example));
      }
      return examples;
    }

    /** An example as one would write it: text that YAML would take for a number needs quotes. */
    private static String scalar(JsonNode example) {
      String text = example.asText();
      boolean quoted = example.isTextual() && Parser.kind(text) != Node.Kind.TEXT;
      return quoted ? "\"" + text + "\"" : text;
    }

    private static String flow(JsonNode list) {
      List<String> items = new ArrayList<>();
      list.forEach(item -> items.add(item.asText()));
      return "[" + String.join(", ", items) + "]";
    }
  }
}
