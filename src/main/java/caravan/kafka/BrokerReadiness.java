package caravan.kafka;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when events can be published. */
@Readiness
@Singleton
final class BrokerReadiness implements HealthCheck {

  private final Broker broker;

  BrokerReadiness(Broker broker) {
    this.broker = broker;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kafka")
        .status(broker.ready())
        .withData("problem", broker.problem().orElse("none"))
        .build();
  }
}
