package caravan.normalize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Tells without laying a row out that its text cannot be too long. */
final class RowSize {

  /** A control character becomes an escape of so many bytes; no other character takes more. */
  private static final int LARGEST_CHARACTER = 6;

  /** Punctuation around a value, and what is no text or number: {@code false} and a comma. */
  private static final int AROUND = 8;

  /** Sign, 17 digits, a point and an exponent; 21 digits before an exponent is used; a long. */
  private static final int LONGEST_DOUBLE = 32;

  private RowSize() {}

  /** At least as many bytes as the row's canonical text has. */
  static long most(JsonNode value) {
    if (value.isTextual()) {
      return AROUND + (long) value.textValue().length() * LARGEST_CHARACTER;
    }
    if (value.isObject()) {
      long most = AROUND;
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        most += AROUND + (long) member.getKey().length() * LARGEST_CHARACTER;
        most += most(member.getValue());
      }
      return most;
    }
    if (value.isArray()) {
      long most = AROUND;
      for (JsonNode element : value) {
        most += AROUND + most(element);
      }
      return most;
    }
    return AROUND + (value.isNumber() ? numberLength(value) : 0);
  }

  /** An integer keeps its digits; any other number takes no more than its digits and some zeros. */
  private static long numberLength(JsonNode number) {
    if (number.isIntegralNumber()) {
      return number.canConvertToLong()
          ? LONGEST_DOUBLE
          : LONGEST_DOUBLE + (long) number.bigIntegerValue().bitLength();
    }
    return LONGEST_DOUBLE + (number.isBigDecimal() ? (long) number.decimalValue().precision() : 0);
  }
}
