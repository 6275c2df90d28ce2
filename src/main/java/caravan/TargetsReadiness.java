package caravan;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when there are valid targets. */
@Readiness
@Singleton
final class TargetsReadiness implements HealthCheck {

  private final TargetsWatch targets;

  TargetsReadiness(TargetsWatch targets) {
    this.targets = targets;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("targets")
        .status(targets.problem().isEmpty())
        .withData("problem", targets.problem().orElse("none"))
        .build();
  }
}
