package caravan.cloud.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Reads the forms of time the vendors send: epoch seconds (up to 10 digits) or milliseconds (13
 * digits) as a number or a string, and ISO 8601 text with a {@code T} or a space, up to nine
 * fraction digits and {@code Z}, an offset or no zone. Results are cut to milliseconds, the
 * precision of events, so that an instant read back from an event is the same.
 */
final class Times {

  private static final int EPOCH_SECONDS_DIGITS = 10;
  private static final int EPOCH_MILLIS_DIGITS = 13;

  /** Length of {@code yyyy-MM-dd HH:mm:ss}. */
  private static final int DATE_AND_TIME = 19;

  private static final int MAX_FRACTION_DIGITS = 9;

  private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern("xxx", Locale.ROOT);

  /**
   * A time that was read.
   *
   * @param instant the instant
   * @param zoneAssumed whether the text had no zone
   */
  record Moment(Instant instant, boolean zoneAssumed) {}

  private Times() {}

  /** Whether this is how a vendor states no time. */
  static boolean isNone(String text) {
    return text.isEmpty() || text.startsWith("0000-00-00");
  }

  /** Reads a JSON value; null if it is not a time that an event can carry. */
  static Moment read(JsonNode value, ZoneOffset assumed) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return epoch(Long.toString(value.longValue()));
    }
    return value.isTextual() ? read(value.textValue(), assumed) : null;
  }

  private static Moment read(String text, ZoneOffset assumed) {
    if (Digits.only(text)) {
      return epoch(text);
    }
    try {
      return iso(text, assumed);
    } catch (DateTimeException e) {
      // Well formed, but there is no such time, for example 30 February.
      return null;
    }
  }

  /** An offset as events write it, for example {@code +08:00}. */
  static String offset(ZoneOffset zone) {
    return OFFSET.format(zone);
  }

  private static Moment epoch(String digits) {
    if (!Digits.only(digits)) {
      return null;
    }
    if (digits.length() <= EPOCH_SECONDS_DIGITS) {
      return new Moment(Instant.ofEpochSecond(Long.parseLong(digits)), false);
    }
    return digits.length() == EPOCH_MILLIS_DIGITS
        ? new Moment(Instant.ofEpochMilli(Long.parseLong(digits)), false)
        : null;
  }

  private static Moment iso(String text, ZoneOffset assumed) {
    if (!hasDateAndTime(text)) {
      return null;
    }
    boolean fraction = text.length() > DATE_AND_TIME && text.charAt(DATE_AND_TIME) == '.';
    int zone = fraction ? Digits.end(text, DATE_AND_TIME + 1) : DATE_AND_TIME;
    int digits = fraction ? zone - DATE_AND_TIME - 1 : 0;
    ZoneOffset offset = zone == text.length() ? assumed : offset(text.substring(zone));
    if (offset == null || digits > MAX_FRACTION_DIGITS) {
      return null;
    }
    Instant instant =
        dateAndTime(text, nanos(text, digits)).toInstant(offset).truncatedTo(ChronoUnit.MILLIS);
    return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
        ? null
        : new Moment(instant, zone == text.length());
  }

  private static boolean hasDateAndTime(String text) {
    return text.length() >= DATE_AND_TIME
        && Digits.between(text, 0, 4)
        && text.charAt(4) == '-'
        && Digits.between(text, 5, 7)
        && text.charAt(7) == '-'
        && Digits.between(text, 8, 10)
        && (text.charAt(10) == 'T' || text.charAt(10) == 't' || text.charAt(10) == ' ')
        && Digits.between(text, 11, 13)
        && text.charAt(13) == ':'
        && Digits.between(text, 14, 16)
        && text.charAt(16) == ':'
        && Digits.between(text, 17, DATE_AND_TIME);
  }

  private static LocalDateTime dateAndTime(String text, int nanos) {
    return LocalDateTime.of(
        number(text, 0, 4),
        number(text, 5, 7),
        number(text, 8, 10),
        number(text, 11, 13),
        number(text, 14, 16),
        number(text, 17, DATE_AND_TIME),
        nanos);
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static int nanos(String text, int count) {
    int nanos = count == 0 ? 0 : number(text, DATE_AND_TIME + 1, DATE_AND_TIME + 1 + count);
    for (int i = count; i < MAX_FRACTION_DIGITS; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static ZoneOffset offset(String text) {
    if (text.equals("Z") || text.equals("z")) {
      return ZoneOffset.UTC;
    }
    boolean inForm =
        text.length() == 6
            && (text.charAt(0) == '+' || text.charAt(0) == '-')
            && Digits.between(text, 1, 3)
            && text.charAt(3) == ':'
            && Digits.between(text, 4, 6);
    return inForm ? ZoneOffset.of(text) : null;
  }
}
