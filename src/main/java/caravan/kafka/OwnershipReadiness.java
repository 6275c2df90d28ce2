package caravan.kafka;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the state of every partition that this replica owns is loaded. */
@Readiness
@Singleton
final class OwnershipReadiness implements HealthCheck {

  private final Ownership ownership;

  OwnershipReadiness(Ownership ownership) {
    this.ownership = ownership;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("ownership")
            .status(ownership.problem().isEmpty())
            .withData("problem", ownership.problem().orElse("none"))
            .withData("share", String.valueOf(ownership.share()));
    // A scope whose state is damaged does not keep the others from being polled.
    ownership.damaged().forEach((scope, why) -> answer.withData("stopped " + scope, why));
    return answer.build();
  }
}
