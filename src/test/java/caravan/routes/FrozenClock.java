package caravan.routes;

import caravan.SettableClock;
import caravan.poll.RunningTime;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Puts a clock that tests set in the place of the application's, and its running time. */
@Singleton
final class FrozenClock {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @Produces
  @Alternative
  @Priority(1)
  @Singleton
  Clock clock() {
    return clock;
  }

  @Produces
  @Alternative
  @Priority(1)
  @Singleton
  RunningTime runningTime() {
    return clock;
  }
}
