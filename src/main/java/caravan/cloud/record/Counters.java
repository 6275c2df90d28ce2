package caravan.cloud.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads counters: whole numbers from 0 to the largest 64-bit integer. */
final class Counters {

  private static final int MAX_DIGITS = 19;
  private static final Pattern DIGITS = Pattern.compile("0*(\\d{1," + MAX_DIGITS + "})");
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Counters() {}

  /** Reads a number or a string of decimal digits; null if that is not a counter. */
  static Long read(JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue() < 0 ? null : Long.valueOf(value.longValue());
    }
    if (value.isTextual()) {
      Matcher digits = DIGITS.matcher(value.textValue());
      return digits.matches() ? whole(new BigDecimal(digits.group(1))) : null;
    }
    return value.isNumber() && Double.isFinite(value.doubleValue())
        ? whole(value.decimalValue())
        : null;
  }

  /** Accepts numbers such as 13.0; one with a huge exponent must not be expanded to find out. */
  private static Long whole(BigDecimal number) {
    if (number.signum() == 0) {
      return 0L;
    }
    boolean fits = number.signum() > 0 && number.precision() - (long) number.scale() <= MAX_DIGITS;
    return fits && number.compareTo(MAX) <= 0 && number.stripTrailingZeros().scale() <= 0
        ? Long.valueOf(number.longValue())
        : null;
  }
}
