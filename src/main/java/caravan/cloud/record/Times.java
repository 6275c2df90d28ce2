package caravan.cloud.record;

import caravan.json.Instants;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the forms of time the vendors send: epoch seconds (up to 10 digits) or milliseconds (13
 * digits) as a number or a string, and ISO 8601 text with a {@code T} or a space, up to nine
 * fraction digits and {@code Z}, an offset or no zone. Results are cut to milliseconds, the
 * precision of events, so that an instant read back from an event is the same.
 */
final class Times {

  private static final int EPOCH_SECONDS_DIGITS = 10;
  private static final int EPOCH_MILLIS_DIGITS = 13;

  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern ISO =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(?:\\.(\\d{0,9}))?"
              + "([Zz]|[+-]\\d\\d:\\d\\d)?");

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
    // The forms in which most times come, with and without a fraction.
    Instant usual = Instants.read(text.length() == 20 ? text.replace("Z", ".000Z") : text);
    if (usual != null) {
      return new Moment(usual, false);
    }
    try {
      Moment epoch = epoch(text);
      return epoch == null ? iso(text, assumed) : epoch;
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
    if (!DIGITS.matcher(digits).matches()) {
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
    Matcher form = ISO.matcher(text);
    if (!form.matches()) {
      return null;
    }
    String zone = form.group(2);
    ZoneOffset offset = zone == null ? assumed : ZoneOffset.of(zone.toUpperCase(Locale.ROOT));
    int nanos = form.group(1) == null ? 0 : nanos(form.group(1));
    Instant instant =
        dateAndTime(text).plusNanos(nanos).toInstant(offset).truncatedTo(ChronoUnit.MILLIS);
    return instant.isBefore(EARLIEST) || instant.isAfter(LATEST)
        ? null
        : new Moment(instant, zone == null);
  }

  private static LocalDateTime dateAndTime(String text) {
    return LocalDateTime.of(
        number(text, 0, 4),
        number(text, 5, 7),
        number(text, 8, 10),
        number(text, 11, 13),
        number(text, 14, 16),
        number(text, 17, 19));
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static int nanos(String fraction) {
    return Integer.parseInt((fraction + "000000000").substring(0, 9));
  }
}
