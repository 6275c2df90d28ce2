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
 * The JSON Schema of {@code targets.yaml}, which editors use too. Titles and examples of the schema
 * supply the words of error messages, so that a new key needs no code here.
 */
final class TargetsSchema {

  /** Keys whose values are never shown and may be read from files. */
  static final Set<String> SECRETS = Set.of("accessKeyId", "secretAccessKey", "securityToken");

  private static final String RESOURCE = "/caravan/schema/targets.schema.json";
  private static final Pattern CONTROL =
      Pattern.compile("[\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029\\uD800-\\uDFFF]");
  private static final String PLACEHOLDER = "\\$\\{";
  private static final String OR_PLACEHOLDER = "|" + PLACEHOLDER;
  private static final String NOTHING = "(?!)";
  private static final String WITH_DASH = "Start each entry with a dash.";
  private static final String WITH_KEYS =
      "Write its keys below it, one to a line and indented alike.";
  private static final String NAMES =
      "Use letters, digits, dots, dashes and underscores, at most 64, for example tencent-prod.";
  private static final int MAX_SHOWN = 80;

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
   * The schema without placeholders. Editors accept them, but here they are already filled in, and
   * what still looks like one came from an escape or a variable.
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
    String name = node.place().name();
    if (SECRETS.contains(name) || "endpoint".equals(name)) {
      return "the value";
    }
    if (text.length() > MAX_SHOWN) {
      // Not cut: half a secret would no longer be recognized and masked.
      return "(" + text.length() + " characters)";
    }
    return node.kind() == Node.Kind.TEXT ? "\"" + text + "\"" : text;
  }

  private void report(Error error, Node node, Problems problems) {
    Place place = node.place();
    SchemaRule rule = SchemaRule.of(document, error.getEvaluationPath());
    String keyword = error.getKeyword();
    String key = error.getProperty();
    switch (keyword) {
      case "additionalProperties" -> unknown(node, key, rule, problems);
      case "required" ->
          problems.add(place.missing(key), "the key is missing", rule.property(key).addition(key));
      case "type" -> wrongType(node, rule, problems);
      case "pattern" -> unfit(node, rule, problems);
      case "propertyNames" ->
          problems.add(node.entry(key).place(), "the name of the account is not usable", NAMES);
      case "minItems" -> problems.add(place, "the list is empty", "Add at least one entry.");
      case "minProperties" -> problems.add(place, "the mapping is empty", "Add an entry.");
      case "maxLength" -> {
        String message = "the value is longer than " + rule.text(keyword) + " characters";
        problems.add(place, message, "Write a shorter one.");
      }
      case "minimum", "maximum" -> {
        String relation = keyword.equals("minimum") ? " is less than " : " is more than ";
        problems.add(place, shown(node) + relation + rule.text(keyword), rule.range());
      }
      case "uniqueItems" -> problems.add(place, "an entry is written twice", "Keep one of them.");
      default ->
          problems.add(place, "the value is not allowed here", "See the schema of targets.yaml.");
    }
  }

  private static void unknown(Node parent, String key, SchemaRule rule, Problems problems) {
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
      String remedy = DidYouMean.remedy(key, known, "Known keys");
      problems.add(place, "unknown key \"" + key + "\"", remedy);
      DidYouMean.find(key, known).ifPresent(name -> problems.cover(parent.place().missing(name)));
    }
  }

  private static void wrongType(Node node, SchemaRule rule, Problems problems) {
    Place place = node.place();
    String is = "the value is " + node.kind().words();
    if (node.kind() == Node.Kind.NOTHING) {
      problems.add(place, "the key has no value", rule.remedy("Write a value or remove the key."));
    } else if (!node.kind().scalar() || !rule.takes("string")) {
      String remedy = rule.takes("array") ? WITH_DASH : WITH_KEYS;
      problems.add(place, is + ", not " + rule.text("title"), rule.remedy(remedy));
    } else if (rule.matches(node.text())) {
      problems.add(place, is + ", not text", quotes(node));
    } else {
      unfit(node, rule, problems);
    }
  }

  private static String quotes(Node node) {
    if (SECRETS.contains(node.place().name())) {
      return "Put it in quotes.";
    }
    return node.kind() == Node.Kind.BOOLEAN
        ? "Put it in quotes: \"" + node.text() + "\"."
        : "Put it in quotes, or it may lose zeros: \"" + shown(node) + "\".";
  }

  private static void unfit(Node node, SchemaRule rule, Problems problems) {
    Place place = node.place();
    String text = node.text();
    if (CONTROL.matcher(text).find()) {
      String message = "the value holds a line break or control character";
      problems.add(place, message, "Remove the character.");
    } else if (text.isBlank()) {
      problems.add(place, "the value is empty", rule.remedy());
    } else if (!text.equals(text.strip())) {
      problems.add(place, "the value starts or ends with a space", "Remove the space.");
    } else if (rule.takes("integer") && Parser.kind(text) == Node.Kind.INTEGER
        || rule.takes("boolean") && Parser.kind(text) == Node.Kind.BOOLEAN) {
      String message = shown(node) + " is text, not " + rule.text("title");
      problems.add(place, message, "Remove the quotes.");
    } else {
      problems.add(place, shown(node) + " is not " + rule.text("title"), rule.remedy());
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

  private SchemaRule rule(String definition, String key) {
    return new SchemaRule(document, null, document.at("/$defs/" + definition)).property(key);
  }
}
