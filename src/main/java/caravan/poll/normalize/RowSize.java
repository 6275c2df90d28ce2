package caravan.poll.normalize;

import caravan.json.CanonicalJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bounds the length of a row's text, usually without rendering it. */
public final class RowSize {

  /** The escape of a control character; no character takes more bytes. */
  private static final int MAX_CHARACTER = 6;

  /** Punctuation around a value; also {@code false} with a comma. */
  private static final int AROUND = 8;

  /** At least the length of a long, of a double, and of its 21 digits without exponent. */
  private static final int MAX_NUMBER = 32;

  private RowSize() {}

  /** Whether the row's canonical text is longer than so many bytes. */
  static boolean exceeds(JsonNode row, int max) {
    return most(row) > max && CanonicalJson.text(row).getBytes(StandardCharsets.UTF_8).length > max;
  }

  /** An upper bound on the bytes of the row's canonical text. */
  public static long most(JsonNode value) {
    if (value.isTextual()) {
      return AROUND + (long) value.textValue().length() * MAX_CHARACTER;
    }
    long most = AROUND;
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        most += AROUND + (long) member.getKey().length() * MAX_CHARACTER;
        most += most(member.getValue());
      }
      return most;
    }
    if (value.isArray()) {
      for (JsonNode element : value) {
        most += AROUND + most(element);
      }
      return most;
    }
    return most + (value.isNumber() ? numberLength(value) : 0);
  }

  /** An integer keeps its digits; another number takes at most its digits and some zeros. */
  private static long numberLength(JsonNode number) {
    if (number.isIntegralNumber()) {
      return MAX_NUMBER
          + (number.canConvertToLong() ? 0L : (long) number.bigIntegerValue().bitLength());
    }
    return MAX_NUMBER + (number.isBigDecimal() ? (long) number.decimalValue().precision() : 0);
  }
}
