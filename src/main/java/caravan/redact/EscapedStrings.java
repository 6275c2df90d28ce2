package caravan.redact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks behind the escapes of JSON strings, where a secret is spelled differently. */
final class EscapedStrings {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final String ESCAPE = "\\u";

  private EscapedStrings() {}

  /** The text, where each string with escapes that the redaction would change is redacted. */
  static String redact(String text, UnaryOperator<String> redaction) {
    return text.contains(ESCAPE)
        ? STRING
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(literal(found.group(), redaction)))
        : text;
  }

  private static String literal(String literal, UnaryOperator<String> redaction) {
    if (!literal.contains(ESCAPE)) {
      return literal;
    }
    try {
      String plain = JSON.readValue(literal, String.class);
      String clean = redaction.apply(plain);
      return clean.equals(plain) ? literal : JSON.writeValueAsString(clean);
    } catch (JsonProcessingException broken) {
      return '"' + Redaction.REDACTED + '"';
    }
  }
}
