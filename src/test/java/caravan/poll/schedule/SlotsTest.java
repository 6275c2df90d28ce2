package caravan.poll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotsTest {

  private static final Slots MINUTES = new Slots(Duration.ofSeconds(60), Duration.ofSeconds(17));

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:17Z, 2026-01-31T23:59:17Z",
    "2026-01-31T23:59:17.001Z, 2026-01-31T23:59:17Z",
    "2026-02-01T00:00:16.999Z, 2026-01-31T23:59:17Z",
    "2026-02-01T00:00:17Z, 2026-02-01T00:00:17Z",
    "1970-01-01T00:00:16Z, 1969-12-31T23:59:17Z",
    "1969-12-31T23:59:17Z, 1969-12-31T23:59:17Z"
  })
  void slotIsTheLatestOneThatHasCome(Instant now, Instant slot) {
    assertEquals(slot, MINUTES.current(now));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:17Z, 2026-01-31T23:59:17Z, 0",
    "2026-01-31T23:59:17Z, 2026-02-01T00:00:17Z, 1",
    "2026-01-31T23:59:17Z, 2026-02-01T00:59:17Z, 60"
  })
  void slotsBetweenAreCountedWithoutTheFirst(Instant earlier, Instant later, long slots) {
    assertEquals(slots, MINUTES.between(earlier, later));
  }

  @Test
  void sameScopeHasTheSameSlotsInEveryProcess() {
    // Given
    Scope scope = Fixtures.scope(Fixtures.CTYUN);

    // Then: the text's hash is fixed by the language, not by the process.
    assertEquals(
        Math.floorMod("ctyun/dds/1250000000/-/instance/res-1/poll/describeAccounts".hashCode(), 60),
        Slots.of(scope).offset().toSeconds());
    assertEquals(Slots.of(scope), Slots.of(Fixtures.scope(Fixtures.CTYUN)));
  }

  @Test
  void periodIsTheTargets() {
    Scope scope = Fixtures.target(Fixtures.CTYUN).every(Duration.ofMinutes(10)).scope();
    assertEquals(Duration.ofMinutes(10), Slots.of(scope).period());
  }

  @Test
  void slotsOfManyScopesAreSpreadOverThePeriod() {
    // Given
    Set<Long> offsets = new HashSet<>();

    // When
    for (int i = 0; i < 1_000; i++) {
      Duration offset =
          Slots.of(Fixtures.target(Fixtures.CTYUN).resources("instance-" + i).scope()).offset();
      assertTrue(!offset.isNegative() && offset.compareTo(Duration.ofSeconds(60)) < 0);
      offsets.add(offset.toSeconds());
    }

    // Then
    assertEquals(60, offsets.size());
  }

  @Test
  void slotsOfTheShortestPeriodComeEverySecond() {
    Slots seconds = Slots.of(Fixtures.target(Fixtures.CTYUN).every(Duration.ofSeconds(1)).scope());
    assertEquals(
        Instant.parse("2026-01-31T23:59:59Z"),
        seconds.current(Instant.parse("2026-01-31T23:59:59.999Z")));
  }
}
