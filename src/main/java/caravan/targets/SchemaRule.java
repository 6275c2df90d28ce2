package caravan.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A part of the schema.
 *
 * @param outer the place of use, which may add words to a shared definition; or null
 */
record SchemaRule(JsonNode document, JsonNode outer, JsonNode inner) {

  private static final String REFERENCE = "$ref";

  static SchemaRule of(JsonNode document, NodePath evaluation) {
    SchemaRule rule = new SchemaRule(document, null, document);
    for (int index = 0; index < evaluation.getNameCount() - 1; index++) {
      Object element = evaluation.getElement(index);
      if (!REFERENCE.equals(element)) {
        rule =
            rule.resolved(
                element instanceof Integer position
                    ? rule.inner.path(position)
                    : rule.at(String.valueOf(element)));
      }
    }
    return rule;
  }

  private SchemaRule resolved(JsonNode node) {
    JsonNode reference = node.path(REFERENCE);
    return reference.isTextual()
        ? new SchemaRule(document, node, document.at(reference.textValue().substring(1)))
        : new SchemaRule(document, null, node);
  }

  /** A keyword; the place of use wins. */
  private JsonNode at(String keyword) {
    return outer != null && outer.has(keyword) ? outer.path(keyword) : inner.path(keyword);
  }

  String text(String keyword) {
    return at(keyword).asText();
  }

  SchemaRule property(String key) {
    return resolved(inner.path("properties").path(key));
  }

  List<String> keys() {
    List<String> keys = new ArrayList<>();
    inner.path("properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  boolean takes(String type) {
    JsonNode types = at("type");
    return types.asText().equals(type)
        || StreamSupport.stream(types.spliterator(), false)
            .anyMatch(one -> one.asText().equals(type));
  }

  boolean matches(String text) {
    return !inner.has("pattern") || Pattern.compile(text("pattern")).matcher(text).find();
  }

  String range() {
    String from = "Write " + text("title");
    return at("maximum").isMissingNode()
        ? from + " of at least " + text("minimum") + "."
        : from + " from " + text("minimum") + " to " + text("maximum") + ".";
  }

  String remedy() {
    return remedy("Write " + text("title") + ".");
  }

  String remedy(String withoutExamples) {
    List<String> examples = examples();
    if (examples.isEmpty()) {
      return withoutExamples;
    }
    int last = examples.size() - 1;
    String others = String.join(", ", examples.subList(0, last));
    return "Write for example " + others + (last > 0 ? " or " : "") + examples.get(last) + ".";
  }

  String addition(String key) {
    List<String> examples = examples();
    return examples.isEmpty()
        ? "Add the key " + key + "."
        : "Add it, for example " + key + ": " + examples.get(0) + ".";
  }

  private List<String> examples() {
    List<String> examples = new ArrayList<>();
    at("examples").forEach(example -> examples.add(written(example)));
    return examples;
  }

  /** An example as one would write it: text that YAML would take for a number needs quotes. */
  private static String written(JsonNode example) {
    if (example.isArray()) {
      List<String> items = new ArrayList<>();
      example.forEach(item -> items.add(item.asText()));
      return "[" + String.join(", ", items) + "]";
    }
    String text = example.asText();
    boolean quoted = example.isTextual() && Parser.kind(text) != Node.Kind.TEXT;
    return quoted ? "\"" + text + "\"" : text;
  }
}
