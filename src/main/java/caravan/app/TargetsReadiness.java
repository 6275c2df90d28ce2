package caravan.app;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when there are targets in force, be it that the files say something else by now. */
@Readiness
@Singleton
final class TargetsReadiness implements HealthCheck {

  private final TargetsWatch targets;

  TargetsReadiness(TargetsWatch targets) {
    this.targets = targets;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("targets")
            .status(targets.inForce().isPresent())
            .withData("problem", targets.problem().orElse("none"));
    targets
        .inForce()
        .ifPresent(
            one ->
                answer
                    .withData("inForceSince", one.since().toString())
                    .withData("scopes", one.paths().size())
                    .withData("digest", one.digest()));
    return answer.build();
  }
}
