package caravan.schedule;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Names the suspended accounts with the reason; the others are polled, so it does not fail. */
@Readiness
@Singleton
final class AccessReadiness implements HealthCheck {

  private final Access access;

  AccessReadiness(Access access) {
    this.access = access;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("accounts").up();
    access.suspended().forEach((account, why) -> response.withData("suspended " + account, why));
    return response.build();
  }
}
