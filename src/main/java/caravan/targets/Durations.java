package caravan.targets;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the durations that operators and route files write. */
public final class Durations {

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhd])");
  private static final Pattern ISO =
      Pattern.compile("P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?");

  private Durations() {}

  /**
   * Reads a whole number of seconds, minutes, hours or days ({@code 30s}, {@code 10m}, {@code 2h},
   * {@code 1d}) or an ISO 8601 duration of whole seconds ({@code PT30S}).
   *
   * @param text the text
   * @return the duration, never negative
   * @throws IllegalArgumentException when the text is no such duration
   */
  public static Duration parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    if (!ISO.matcher(text).matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException tooLarge) {
      throw new IllegalArgumentException("not a duration", tooLarge);
    }
  }

  /** The duration as an operator would write it, in the largest unit that fits. */
  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds > 0 && seconds % 86_400 == 0 && seconds > 86_400) {
      return seconds / 86_400 + "d";
    }
    if (seconds > 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
