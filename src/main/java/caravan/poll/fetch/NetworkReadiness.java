package caravan.poll.fetch;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the files that connections to vendors need can be used. */
@Readiness
@Singleton
final class NetworkReadiness implements HealthCheck {

  private final VendorTls tls;
  private final EgressProxy proxy;

  NetworkReadiness(VendorTls tls, EgressProxy proxy) {
    this.tls = tls;
    this.proxy = proxy;
  }

  @Override
  public HealthCheckResponse call() {
    boolean usable = tls.usable() && proxy.usable();
    return HealthCheckResponse.named("network")
        .status(usable)
        .withData("problem", tls.problem().or(proxy::problem).orElse("none"))
        .build();
  }
}
