package caravan.targets;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.regex.Pattern;

/** Reads the durations that operators and route files write. */
public final class Durations {

  /** Quarkus also accepts fractions, negative durations and bare numbers. */
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{1,9}[smhd]|P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+S)?)?");

  private Durations() {}

  /**
   * Reads a whole number of seconds, minutes, hours or days ({@code 30s}, {@code 10m}, {@code 2h},
   * {@code 1d}) or an ISO 8601 duration of whole seconds ({@code PT30S}).
   *
   * @throws IllegalArgumentException when the text is not such a duration
   */
  public static Duration parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    try {
      return DurationConverter.parseDuration(text);
    } catch (IllegalArgumentException tooLarge) {
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
