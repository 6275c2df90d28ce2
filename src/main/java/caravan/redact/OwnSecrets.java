package caravan.redact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/**
 * Removes the account's own secrets from a row, in case a vendor or something in its place repeats
 * them. An honest vendor never does, so a row is copied only after a secret is found in it.
 */
final class OwnSecrets {

  private OwnSecrets() {}

  static JsonNode remove(JsonNode row, Redaction redaction) {
    return isIn(row, redaction) ? copy(row, redaction) : row;
  }

  private static boolean isIn(JsonNode value, Redaction redaction) {
    if (value.isTextual()) {
      return redaction.isIn(value.textValue());
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (redaction.isIn(member.getKey()) || isIn(member.getValue(), redaction)) {
          return true;
        }
      }
    } else if (value.isArray()) {
      for (JsonNode element : value) {
        if (isIn(element, redaction)) {
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
    if (value instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object.forEachEntry(
          (name, member) -> copy.set(redaction.applyToValue(name), copy(member, redaction)));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(element -> copy.add(copy(element, redaction)));
      return copy;
    }
    return value;
  }
}
