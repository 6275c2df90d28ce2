package caravan.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "4185, 4.2 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "10480000000, 10.5 GB",
    "9223372036854775807, 9.2 EB",
    "-2048, -2.0 kB"
  })
  void bytesAreSaidInDecimalUnits(long count, String text) {
    assertEquals(text, Units.bytes(count));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min 0 s",
    "281, 4 min 41 s",
    "3600, 1 h 0 min",
    "97200, 1 d 3 h"
  })
  void timesAreSaidInTwoUnits(long seconds, String text) {
    assertEquals(text, Units.duration(Duration.ofSeconds(seconds)));
  }

  @Test
  void countsAgreeWithTheirNoun() {
    assertEquals("0 pages", Units.count(0, "page"));
    assertEquals("1 page", Units.count(1, "page"));
    assertEquals("2 pages", Units.count(2, "page"));
  }
}
