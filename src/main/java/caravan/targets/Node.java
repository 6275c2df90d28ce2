package caravan.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * A value of a file and its place.
 *
 * @param place of the key for a value under a key, else of the value
 * @param text text of a scalar, with placeholders filled in; null otherwise
 * @param written text of a scalar as it stands in the file; null otherwise
 * @param entries values of a mapping by key, in order; empty otherwise
 * @param items values of a list; empty otherwise
 */
record Node(
    Place place,
    Kind kind,
    String text,
    String written,
    Map<String, Node> entries,
    List<Node> items) {

  /** Kinds of value, with the words that a problem uses for them. */
  enum Kind {
    MAPPING("a mapping"),
    LIST("a list"),
    TEXT("text"),
    INTEGER("a number"),
    DECIMAL("a number"),
    BOOLEAN("true or false"),
    NOTHING("nothing");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean scalar() {
      return this != MAPPING && this != LIST;
    }
  }

  static Node scalar(Place place, Kind kind, String text) {
    return new Node(place, kind, text, text, Map.of(), List.of());
  }

  static Node mapping(Place place, Map<String, Node> entries) {
    return new Node(place, Kind.MAPPING, null, null, entries, List.of());
  }

  static Node list(Place place, List<Node> items) {
    return new Node(place, Kind.LIST, null, null, Map.of(), items);
  }

  Node filled(Kind changed, String value) {
    return new Node(place, changed, value, written, entries, items);
  }

  /** The value under a key, or null. */
  Node entry(String key) {
    return entries.get(key);
  }

  JsonNode json() {
    JsonNodeFactory factory = JsonNodeFactory.instance;
    return switch (kind) {
      case MAPPING -> {
        ObjectNode object = factory.objectNode();
        entries.forEach((key, value) -> object.set(key, value.json()));
        yield object;
      }
      case LIST -> {
        ArrayNode array = factory.arrayNode();
        items.forEach(item -> array.add(item.json()));
        yield array;
      }
      case TEXT -> factory.textNode(text);
      case INTEGER -> factory.numberNode(integer());
      // Any fraction will do: the schema only asks whether a number is whole, and 1.0 is refused.
      case DECIMAL -> factory.numberNode(new BigDecimal("0.5"));
      case BOOLEAN -> factory.booleanNode(truth());
      case NOTHING -> factory.nullNode();
    };
  }

  /** The number; hexadecimal and octal are part of YAML's core schema. */
  BigInteger integer() {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o")
        ? new BigInteger(text.substring(2), 8)
        : new BigInteger(text.startsWith("+") ? text.substring(1) : text);
  }

  boolean truth() {
    return "true".equalsIgnoreCase(text);
  }

  /** Shows the place only: the value may be a secret. */
  @Override
  public String toString() {
    return "Node[" + place.text() + "]";
  }
}
