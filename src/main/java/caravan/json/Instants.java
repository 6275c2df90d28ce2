package caravan.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The one text form of an instant in events: RFC 3339, UTC, three fraction digits. */
public final class Instants {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String FORM = "0000-00-00T00:00:00.000Z";

  private static final int SECONDS_OF_DAY = 24 * 60 * 60;
  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private Instants() {}

  /** For example {@code 2025-12-03T02:42:00.187Z}; finer digits are cut. */
  public static String text(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      return MILLIS.format(instant);
    }
    // Every event holds several; Java's formatter takes many times as long.
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_OF_DAY));
    int ofDay = Math.floorMod(seconds, SECONDS_OF_DAY);
    byte[] text = FORM.getBytes(StandardCharsets.ISO_8859_1);
    digits(text, 0, 4, day.getYear());
    digits(text, 5, 7, day.getMonthValue());
    digits(text, 8, 10, day.getDayOfMonth());
    digits(text, 11, 13, ofDay / 3600);
    digits(text, 14, 16, ofDay / 60 % 60);
    digits(text, 17, 19, ofDay % 60);
    digits(text, 20, 23, instant.getNano() / 1_000_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, int to, int number) {
    int rest = number;
    for (int i = to - 1; i >= from; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * The instant of a text in just this form, years 0000 to 9999; null for any other text. Java's
   * own parser takes more forms than this, and more time.
   */
  public static Instant read(String text) {
    if (!inForm(text)) {
      return null;
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    try {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      long ofDay = (hour * 60L + minute) * 60 + second;
      return Instant.ofEpochSecond(
          day.toEpochDay() * SECONDS_OF_DAY + ofDay, number(text, 20, 23) * 1_000_000L);
    } catch (DateTimeException e) {
      // A date such as 30 February.
      return null;
    }
  }

  private static boolean inForm(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = text.charAt(i);
      if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
