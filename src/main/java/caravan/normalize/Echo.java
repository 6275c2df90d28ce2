package caravan.normalize;

import caravan.model.CanonicalJson;
import caravan.redact.RecordRedaction;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Shows what a vendor sent, short enough for a message and without credentials. */
final class Echo {

  /** Most UTF-16 code units of vendor text that are repeated. */
  static final int LONGEST = 100;

  private Echo() {}

  /** Vendor text as the detail of a doubt. */
  static String text(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    boolean splitsPair =
        Character.isHighSurrogate(text.charAt(LONGEST - 1))
            && Character.isLowSurrogate(text.charAt(LONGEST));
    return text.substring(0, splitsPair ? LONGEST - 1 : LONGEST);
  }

  /** A vendor value as the detail of a doubt. */
  static String detail(JsonNode value) {
    JsonNode safe = RecordRedaction.of(value);
    return text(safe.isTextual() ? safe.textValue() : CanonicalJson.text(safe));
  }

  /** A vendor value inside a sentence: text in quotes, with control characters escaped. */
  static String quoted(JsonNode value) {
    return value.isTextual() ? CanonicalJson.text(TextNode.valueOf(detail(value))) : detail(value);
  }
}
