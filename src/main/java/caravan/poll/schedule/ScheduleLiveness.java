package caravan.poll.schedule;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the timer of every API asks for due polls. */
@Liveness
@Singleton
final class ScheduleLiveness implements HealthCheck {

  private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

  private final Schedule schedule;

  ScheduleLiveness(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("schedule")
        .status(schedule.silence().compareTo(MAX_SILENCE) < 0)
        .build();
  }
}
