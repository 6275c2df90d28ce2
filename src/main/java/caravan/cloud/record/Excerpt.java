package caravan.cloud.record;

import caravan.json.Beginning;
import caravan.json.CanonicalJson;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Quotes vendor text, short enough for a message and without credentials. */
final class Excerpt {

  /** Bound on the quoted vendor text, in UTF-16 code units. */
  private static final int MAX_LENGTH = 100;

  private Excerpt() {}

  static String text(String text) {
    return Beginning.of(text, MAX_LENGTH);
  }

  static String detail(JsonNode value) {
    JsonNode safe = RecordRedaction.of(value);
    return text(safe.isTextual() ? safe.textValue() : CanonicalJson.text(safe));
  }

  /** A vendor value inside a sentence: text in quotes, with control characters escaped. */
  static String quoted(JsonNode value) {
    return value.isTextual() ? CanonicalJson.text(TextNode.valueOf(detail(value))) : detail(value);
  }
}
