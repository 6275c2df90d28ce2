package caravan.cloud.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** Reads counters: whole numbers from 0 to the largest 64-bit integer. */
final class Counters {

  private static final int MAX_DIGITS = 19;

  private Counters() {}

  /** Reads a number or a string of decimal digits; null if that is not a counter. */
  static Long read(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() && value.longValue() >= 0 ? value.longValue() : null;
    }
    if (value.isTextual()) {
      return whole(value.textValue());
    }
    return value.isNumber() && Double.isFinite(value.doubleValue())
        ? whole(value.decimalValue())
        : null;
  }

  private static Long whole(String text) {
    if (!Digits.only(text)) {
      return null;
    }
    int first = 0;
    while (first < text.length() - 1 && text.charAt(first) == '0') {
      first++;
    }
    return text.length() - first > MAX_DIGITS ? null : parse(text.substring(first));
  }

  private static Long parse(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Accepts numbers such as 13.0; one with a huge exponent must not be expanded to find out. */
  private static Long whole(BigDecimal number) {
    if (number.signum() == 0) {
      return 0L;
    }
    boolean fits = number.signum() > 0 && number.precision() - (long) number.scale() <= MAX_DIGITS;
    if (!fits || number.stripTrailingZeros().scale() > 0) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }
}
