package caravan.doctor.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ApiCheckTest {

  private static final Instant BEFORE = Instant.parse("2026-01-31T10:00:00.700Z");
  private static final Instant AFTER = Instant.parse("2026-01-31T10:00:01.200Z");

  private static Duration skew(String date) {
    return ApiCheck.skew(BEFORE, AFTER, Instant.parse(date));
  }

  /** The header has whole seconds, so it lags by up to one. */
  @Test
  void clocksThatMayAgreeDoAgree() {
    assertEquals(Duration.ZERO, skew("2026-01-31T10:00:00Z"));
    assertEquals(Duration.ZERO, skew("2026-01-31T10:00:01Z"));
  }

  @Test
  void clockOfTheVendorIsAheadOrBehind() {
    assertEquals(Duration.ofMillis(298_800), skew("2026-01-31T10:05:00Z"));
    assertEquals(Duration.ofMillis(-299_700), skew("2026-01-31T09:55:00Z"));
  }

  @Test
  void vendorThatDoesNotSayIsNotJudged() {
    assertNull(ApiCheck.skew(BEFORE, AFTER, null));
  }
}
