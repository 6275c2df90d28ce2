package caravan.sign;

import caravan.model.Instants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Whole-second time texts of the signing schemes, for years of four digits, independent of the
 * machine's zone and locale.
 */
public final class Timestamps {

  private static final int SECONDS_OF_DAY = 24 * 60 * 60;

  /** The day that was asked for last, which is nearly always the one that is asked for next. */
  private static volatile Day day = Day.of(0);

  /**
   * A day and its first second in both forms.
   *
   * @param number days since 1970-01-01
   */
  private record Day(long number, String text, byte[] extended, byte[] basic) {

    private static Day of(long number) {
      String text = Instants.text(Instant.ofEpochSecond(number * SECONDS_OF_DAY)).substring(0, 10);
      return new Day(
          number, text, bytes(text + "T00:00:00Z"), bytes(text.replace("-", "") + "T000000Z"));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  private Timestamps() {}

  /** UTC day, for example {@code 2026-01-31}. */
  public static String day(Instant instant) {
    return dayOf(instant.getEpochSecond()).text;
  }

  /** UTC in ISO 8601 extended form, for example {@code 2026-01-31T23:59:59Z}. */
  public static String extended(Instant instant) {
    byte[] text = dayOf(instant.getEpochSecond()).extended.clone();
    return withTime(text, instant.getEpochSecond(), 3);
  }

  /**
   * ISO 8601 basic form, for example {@code 20260131T235959Z}. The Z is written whatever the zone,
   * because one vendor puts it behind local time.
   */
  public static String basic(Instant instant, ZoneId zone) {
    long wallClock =
        instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds();
    return withTime(dayOf(wallClock).basic.clone(), wallClock, 2);
  }

  private static Day dayOf(long second) {
    long number = Math.floorDiv(second, SECONDS_OF_DAY);
    Day known = day;
    if (known.number != number) {
      known = Day.of(number);
      day = known;
    }
    return known;
  }

  /** Writes hour, minute and second before the Z, so many characters from one to the next. */
  private static String withTime(byte[] text, long second, int step) {
    int ofDay = Math.floorMod(second, SECONDS_OF_DAY);
    int last = text.length - 3;
    digits(text, last - 2 * step, ofDay / 3600);
    digits(text, last - step, ofDay / 60 % 60);
    digits(text, last, ofDay % 60);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int at, int number) {
    text[at] = (byte) ('0' + number / 10);
    text[at + 1] = (byte) ('0' + number % 10);
  }
}
