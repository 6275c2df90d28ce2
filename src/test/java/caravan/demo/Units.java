package caravan.demo;

import java.time.Duration;
import java.util.Locale;

/** Figures as a person says them. */
final class Units {

  private static final String[] SIZES = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Units() {}

  /** Bytes in decimal units, for example {@code 4.2 kB}. */
  static String bytes(long count) {
    if (Math.abs(count) < 1000) {
      return count + " B";
    }
    double value = count / 1000.0;
    int unit = 0;
    // 999,950 bytes round to 1000.0 kB, which is better said as 1.0 MB.
    while (Math.abs(value) >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, SIZES[unit]);
  }

  /** A length of time in its two largest units, for example {@code 4 min 41 s}. */
  static String duration(Duration length) {
    if (length.toDays() > 0) {
      return length.toDays() + " d " + length.toHoursPart() + " h";
    }
    if (length.toHours() > 0) {
      return length.toHours() + " h " + length.toMinutesPart() + " min";
    }
    if (length.toMinutes() > 0) {
      return length.toMinutes() + " min " + length.toSecondsPart() + " s";
    }
    return length.toSeconds() + " s";
  }

  /** A count with its noun, for example {@code 1 page} or {@code 3 pages}. */
  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
