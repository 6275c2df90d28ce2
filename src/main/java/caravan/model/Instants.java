package caravan.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The one text form of an instant in events: RFC 3339, UTC, three fraction digits. */
public final class Instants {

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Instants() {}

  /** For example {@code 2025-12-03T02:42:00.187Z}; finer digits are cut. */
  public static String text(Instant instant) {
    return MILLIS.format(instant);
  }
}
