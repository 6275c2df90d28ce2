package caravan.kafka;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness checks of the brokers and of the owned partitions. */
@Singleton
final class KafkaReadiness {

  @Produces
  @Readiness
  @Singleton
  HealthCheck kafka(Broker broker) {
    return () -> check("kafka", broker.problem().orElse(null)).build();
  }

  /** Ready when the state of every owned partition is loaded. */
  @Produces
  @Readiness
  @Singleton
  HealthCheck ownership(Ownership ownership) {
    return () -> {
      HealthCheckResponseBuilder answer =
          check("ownership", ownership.problem().orElse(null))
              .withData("share", String.valueOf(ownership.share()));
      // A scope with damaged state does not keep the others from being polled.
      ownership.damaged().forEach((scope, why) -> answer.withData("stopped " + scope, why));
      return answer.build();
    };
  }

  private static HealthCheckResponseBuilder check(String name, String problem) {
    return HealthCheckResponse.named(name)
        .status(problem == null)
        .withData("problem", problem == null ? "none" : problem);
  }
}
