package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "30s, 30",
    "10m, 600",
    "2h, 7200",
    "1d, 86400",
    "PT30S, 30",
    "PT1H30M, 5400",
    "P1D, 86400",
    "P1DT1S, 86401"
  })
  void durationsAreRead(String text, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sixty",
        "60",
        "500ms",
        "-1s",
        "1.5h",
        "60 s",
        "60S",
        "1h30m",
        "1w",
        "P",
        "PT",
        "P1",
        "P1DT",
        "PT0.5S",
        "PT-5S",
        "-PT5S",
        "pt5s",
        "P1M",
        "1234567890s",
        "PT99999999999999999999S"
      })
  void anythingElseIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"0, 0s", "1, 1s", "60, 1m", "90, 90s", "3600, 1h", "86400, 24h", "172800, 2d"})
  void durationsAreWrittenAsAPersonWould(long seconds, String text) {
    assertEquals(text, Durations.text(Duration.ofSeconds(seconds)));
  }
}
