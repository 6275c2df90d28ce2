package caravan.routes;

import caravan.SettableClock;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Puts a clock that tests set in the place of the application's. */
@Singleton
final class FrozenClock {

  @Produces
  @Alternative
  @Priority(1)
  @Singleton
  Clock clock() {
    return new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  }
}
