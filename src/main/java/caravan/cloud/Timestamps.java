package caravan.cloud;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Whole-second time texts of the signing schemes, independent of the machine's zone and locale. */
public final class Timestamps {

  private static final DateTimeFormatter EXTENDED = formatter("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter BASIC = formatter("uuuuMMdd'T'HHmmss'Z'");

  private Timestamps() {}

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /** UTC day, for example {@code 2026-01-31}. */
  public static String day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  /** UTC in ISO 8601 extended form, for example {@code 2026-01-31T23:59:59Z}. */
  public static String extended(Instant instant) {
    return EXTENDED.format(instant.atOffset(ZoneOffset.UTC));
  }

  /**
   * ISO 8601 basic form, for example {@code 20260131T235959Z}. The Z is written whatever the zone,
   * because CTYun puts it behind local time.
   */
  public static String basic(Instant instant, ZoneId zone) {
    return BASIC.format(instant.atZone(zone));
  }
}
