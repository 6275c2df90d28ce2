package caravan.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TimestampsTest {

  private static final Instant DAY_EDGE = Instant.parse("2026-01-31T23:59:59.987Z");

  @Test
  void dayIsTheUtcDay() {
    assertEquals("2026-01-31", Timestamps.day(DAY_EDGE));
    assertEquals("2026-02-01", Timestamps.day(DAY_EDGE.plusSeconds(1)));
  }

  @Test
  void daysBeforeTheEpochAreDaysToo() {
    assertEquals("1969-12-31", Timestamps.day(Instant.ofEpochSecond(-1)));
    assertEquals("1970-01-01", Timestamps.day(Instant.EPOCH));
  }

  @Test
  void extendedFormCutsFractions() {
    assertEquals("2026-01-31T23:59:59Z", Timestamps.extended(DAY_EDGE));
  }

  @Test
  void basicFormShowsTheWallClockOfItsZoneBehindTheSameLetter() {
    assertEquals("20260131T235959Z", Timestamps.basic(DAY_EDGE, ZoneOffset.UTC));
    assertEquals("20260201T075959Z", Timestamps.basic(DAY_EDGE, ZoneId.of("Asia/Shanghai")));
  }
}
