package caravan.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 01 Mar 2026 12:00:30 GMT",
        " Sun, 1 Mar 2026 12:00:30 GMT ",
        "Sun, 01 Mar 2026 12:00:30 +0000",
        "01 Mar 2026 12:00:30 GMT",
        "Sunday, 01-Mar-26 12:00:30 GMT",
        "Sun Mar  1 12:00:30 2026"
      })
  void allFormsAreRead(String value) {
    assertEquals(Instant.parse("2026-03-01T12:00:30Z"), HttpDate.read(value));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {"today", "Mon, 01 Mar 2026 12:00:30 GMT", "2026-03-01T12:00:00Z", "1772366430"})
  void anythingElseIsNoDate(String value) {
    assertNull(HttpDate.read(value));
  }
}
