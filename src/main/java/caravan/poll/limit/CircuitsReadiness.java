package caravan.poll.limit;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Names the hosts that cannot be reached, and why. Always ready: the others are polled, and another
 * replica would not reach them either.
 */
@Readiness
@Singleton
final class CircuitsReadiness implements HealthCheck {

  private final Circuits circuits;

  CircuitsReadiness(Circuits circuits) {
    this.circuits = circuits;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("circuits").up();
    circuits
        .notClosed()
        .forEach(circuit -> answer.withData("open " + circuit.host(), circuit.problem()));
    return answer.build();
  }
}
