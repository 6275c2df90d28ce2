package caravan.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "120, -, 120",
        "' 7 ', -, 7",
        "0, -, 0",
        "999999999, -, 999999999",
        "'Sun, 01 Mar 2026 12:00:30 GMT', -, 30",
        "'Sun, 01 Mar 2026 11:59:00 GMT', -, 0",
        "'Sunday, 01-Mar-26 12:00:30 GMT', -, 30",
        "'Sun Mar  1 12:00:30 2026', 'Sunday, 01-Mar-26 12:00:00 GMT', 30",
        "'Sun, 01 Mar 2026 12:20:30 GMT', 'Sun, 01 Mar 2026 12:20:00 GMT', 30",
        "'Sun, 01 Mar 2026 12:00:30 GMT', 'yesterday', 30"
      })
  void secondsAndDatesAreUnderstood(String value, String date, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), RetryAfter.of(value, date, NOW));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"soon", "-1", "1.5", "9999999999", "2026-03-01T12:00:00Z"})
  void anythingElseSaysNothing(String value) {
    assertNull(RetryAfter.of(value, null, NOW));
  }
}
