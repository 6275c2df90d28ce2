package caravan.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The HTTP header {@code Retry-After}: seconds, or a date.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110, 10.2.3</a>
 */
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  private RetryAfter() {}

  /**
   * The time to wait.
   *
   * @param value the header, or null
   * @param date the header {@code Date} of the same answer, or null; a date to wait for is measured
   *     against it, since this machine's clock may differ
   * @param now time here
   * @return null when the header says nothing that can be understood
   */
  static Duration of(String value, String date, Instant now) {
    String text = value == null ? "" : value.strip();
    if (SECONDS.matcher(text).matches()) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    Instant until = HttpDate.read(text);
    if (until == null) {
      return null;
    }
    Instant stated = HttpDate.read(date);
    Duration wait = Duration.between(stated == null ? now : stated, until);
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}
