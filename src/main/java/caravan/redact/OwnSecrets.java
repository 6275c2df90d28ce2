package caravan.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Takes the account's own secrets out of a row, should a vendor or something in its place repeat
 * them there. A row without any, which is every row of an honest vendor, is passed through as it
 * is.
 */
public final class OwnSecrets {

  private OwnSecrets() {}

  /** The row without the secrets that a redaction knows, in names and values at any depth. */
  public static JsonNode without(JsonNode row, Redaction redaction) {
    return holds(row, redaction) ? copy(row, redaction) : row;
  }

  private static boolean holds(JsonNode value, Redaction redaction) {
    if (value.isTextual()) {
      return redaction.isIn(value.textValue());
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> one : value.properties()) {
        if (redaction.isIn(one.getKey()) || holds(one.getValue(), redaction)) {
          return true;
        }
      }
    } else if (value.isArray()) {
      for (JsonNode one : value) {
        if (holds(one, redaction)) {
          return true;
        }
      }
    }
    return false;
  }

  private static JsonNode copy(JsonNode value, Redaction redaction) {
    if (value.isTextual()) {
      return TextNode.valueOf(redaction.applyToValue(value.textValue()));
    }
    if (value.isObject()) {
      ObjectNode copy = ((ObjectNode) value).objectNode();
      value
          .properties()
          .forEach(
              one ->
                  copy.set(redaction.applyToValue(one.getKey()), copy(one.getValue(), redaction)));
      return copy;
    }
    if (value.isArray()) {
      ArrayNode copy = ((ArrayNode) value).arrayNode();
      value.forEach(one -> copy.add(copy(one, redaction)));
      return copy;
    }
    return value;
  }
}
