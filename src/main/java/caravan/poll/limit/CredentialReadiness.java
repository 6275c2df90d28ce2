package caravan.poll.limit;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Names the suspended accounts with the reason; the others are polled, so it does not fail. */
@Readiness
@Singleton
final class CredentialReadiness implements HealthCheck {

  private final CredentialGuard access;

  CredentialReadiness(CredentialGuard access) {
    this.access = access;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("accounts").up();
    access.suspended().forEach((account, why) -> response.withData("suspended " + account, why));
    return response.build();
  }
}
