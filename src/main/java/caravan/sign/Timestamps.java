package caravan.sign;

import caravan.model.Instants;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Whole-second time texts of the signing schemes, for years of four digits, independent of the
 * machine's zone and locale.
 */
public final class Timestamps {

  private static final int SECONDS_OF_DAY = 24 * 60 * 60;

  /** The day that was asked for last, which is nearly always the one that is asked for next. */
  private static volatile Day day = new Day(0, "1970-01-01");

  private record Day(long number, String text) {}

  private Timestamps() {}

  /** UTC day, for example {@code 2026-01-31}. */
  public static String day(Instant instant) {
    long number = Math.floorDiv(instant.getEpochSecond(), SECONDS_OF_DAY);
    Day known = day;
    if (known.number != number) {
      known = new Day(number, Instants.text(instant).substring(0, 10));
      day = known;
    }
    return known.text;
  }

  /** UTC in ISO 8601 extended form, for example {@code 2026-01-31T23:59:59Z}. */
  public static String extended(Instant instant) {
    return Instants.text(instant).substring(0, 19) + "Z";
  }

  /**
   * ISO 8601 basic form, for example {@code 20260131T235959Z}. The Z is written whatever the zone,
   * because one vendor puts it behind local time.
   */
  public static String basic(Instant instant, ZoneId zone) {
    Instant wallClock = instant.plusSeconds(zone.getRules().getOffset(instant).getTotalSeconds());
    String text = Instants.text(wallClock);
    return text.substring(0, 4)
        + text.substring(5, 7)
        + text.substring(8, 13)
        + text.substring(14, 16)
        + text.substring(17, 19)
        + "Z";
  }
}
