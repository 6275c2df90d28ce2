package caravan.poll;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Dates in HTTP headers, in the three forms that a recipient has to read.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7">RFC 9110, 5.6.7</a>
 */
public final class HttpDate {

  /**
   * HttpClient's own formatter for this form states no zone and refuses a day padded by a blank.
   */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /** The instant of a header's value; null when there is none or it is not a date. */
  public static Instant read(String value) {
    return value == null
        ? null
        : DateUtils.parseDate(
            value.strip(),
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateUtils.FORMATTER_RFC1036,
            ASCTIME);
  }
}
