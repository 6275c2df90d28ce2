package caravan.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstantsTest {

  @ParameterizedTest
  @CsvSource({
    "2025-12-03T02:42:00Z,            2025-12-03T02:42:00.000Z",
    "2025-12-03T02:42:00.187Z,        2025-12-03T02:42:00.187Z",
    "2025-12-03T02:42:00.1879999Z,    2025-12-03T02:42:00.187Z",
    "2025-12-03T02:42:59.999999999Z,  2025-12-03T02:42:59.999Z",
    "2025-12-03T02:42:00.007Z,        2025-12-03T02:42:00.007Z",
    "1970-01-01T00:00:00Z,            1970-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.9995Z,       1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z,            0001-01-01T00:00:00.000Z",
    "2024-02-29T23:59:59Z,            2024-02-29T23:59:59.000Z",
    "9999-12-31T23:59:59.999Z,        9999-12-31T23:59:59.999Z"
  })
  void textIsUtcWithThreeFractionDigits(Instant instant, String text) {
    assertEquals(text, Instants.text(instant));
  }
}
