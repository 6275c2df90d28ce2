package caravan.sign;

import caravan.model.Instants;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Whole-second time texts of the signing schemes, for years of four digits, independent of the
 * machine's zone and locale.
 */
public final class Timestamps {

  private Timestamps() {}

  /** UTC day, for example {@code 2026-01-31}. */
  public static String day(Instant instant) {
    return Instants.text(instant).substring(0, 10);
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
