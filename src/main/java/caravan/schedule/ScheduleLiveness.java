package caravan.schedule;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the timers ask for due polls. */
@Liveness
@Singleton
final class ScheduleLiveness implements HealthCheck {

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final Schedule schedule;
  private final Clock clock;

  ScheduleLiveness(Schedule schedule, Clock clock) {
    this.schedule = schedule;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    Instant tick = schedule.lastTick();
    boolean alive =
        tick == null || Duration.between(tick, clock.instant()).compareTo(LONGEST_SILENCE) < 0;
    return HealthCheckResponse.named("schedule").status(alive).build();
  }
}
