package caravan.event.view;

import caravan.event.Event;
import caravan.json.Instants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Finds the vendor's own text of an event's time. Which field it stands in is the vendor's affair;
 * that it denotes the same instant is enough to know it by.
 */
final class OriginalTime {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int EPOCH_SECONDS_DIGITS = 10;
  private static final int EPOCH_MILLIS_DIGITS = 13;

  private OriginalTime() {}

  /** The text, or null when the time is not the vendor's or its text was cut off. */
  static String of(Event event) {
    return event.raw() == null || !event.times().basis().startsWith("vendor_")
        ? null
        : find(event.raw().record(), event.times().event().truncatedTo(ChronoUnit.MILLIS));
  }

  private static String find(String vendorRecord, Instant time) {
    try (JsonParser parser = JSON.createParser(vendorRecord)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean value = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT;
        if (value && time.equals(read(parser.getText()))) {
          return parser.getText();
        }
      }
      return null;
    } catch (IOException cut) {
      // A record above its limit is cut and then no longer JSON; what stood before was looked at.
      return null;
    }
  }

  private static Instant read(String text) {
    try {
      return switch (digits(text)) {
        case EPOCH_SECONDS_DIGITS -> Instant.ofEpochSecond(Long.parseLong(text));
        case EPOCH_MILLIS_DIGITS -> Instant.ofEpochMilli(Long.parseLong(text));
        default -> iso(text);
      };
    } catch (DateTimeException notTime) {
      return null;
    }
  }

  /** Length of a text of ASCII digits; 0 for any other. */
  private static int digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text.length() : 0;
  }

  private static Instant iso(String text) {
    Instant ours = Instants.read(text);
    if (ours != null) {
      // The form in which times mostly come; Java's own parser takes many times as long.
      return ours;
    }
    boolean dated = text.length() > 19 && text.charAt(4) == '-' && text.charAt(13) == ':';
    return dated
        ? OffsetDateTime.parse(text.replace(' ', 'T')).toInstant().truncatedTo(ChronoUnit.MILLIS)
        : null;
  }
}
