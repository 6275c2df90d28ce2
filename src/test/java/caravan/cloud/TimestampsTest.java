package caravan.cloud;

import static java.util.Locale.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
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

  /** Compares with Java's formatter, in zones on both sides and over years of four digits. */
  @Test
  void timesAreThoseOfJavasFormatter() {
    DateTimeFormatter extended = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", ROOT);
    DateTimeFormatter basic = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", ROOT);
    List<ZoneId> zones =
        List.of(ZoneOffset.UTC, ZoneId.of("Asia/Shanghai"), ZoneId.of("America/St_Johns"));
    long end = Instant.parse("9999-12-30T00:00:00Z").getEpochSecond();
    Random random = new Random(20260131);
    for (int i = 0; i < 5_000; i++) {
      // Given
      Instant time = Instant.ofEpochSecond(random.nextLong(-end / 5, end), random.nextInt(1 << 29));
      ZoneId zone = zones.get(i % zones.size());

      // Then
      assertEquals(extended.format(time.atZone(ZoneOffset.UTC)), Timestamps.extended(time));
      assertEquals(basic.format(time.atZone(zone)), Timestamps.basic(time, zone));
    }
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
