package caravan.poll.sign;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Reports endpoints whose clocks are far from this machine's; polling goes on, so always up. */
@Readiness
@Singleton
final class ClockReadiness implements HealthCheck {

  private final Skews skews;

  ClockReadiness(Skews skews) {
    this.skews = skews;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("clock").up();
    skews
        .far()
        .forEach(
            (endpoint, seconds) ->
                response.withData(
                    "skewed " + endpoint,
                    seconds + " s ahead of this machine; set this machine's clock"));
    return response.build();
  }
}
