package caravan.app;

import caravan.kafka.Broker;
import caravan.kafka.Ownership;
import caravan.poll.ClockGuard;
import caravan.poll.limit.Circuits;
import caravan.poll.limit.CredentialGuard;
import caravan.poll.schedule.Schedule;
import caravan.poll.sign.Skews;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Health checks of what a replica depends on. Accounts, hosts and endpoints' clocks that are in
 * trouble are named and fail nothing: the rest is polled, and another replica would fare no better.
 */
@Singleton
public final class HealthChecks {

  private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

  /** Alive while the timer of every API asks for due polls. */
  @Produces
  @Liveness
  public HealthCheck schedule(Schedule schedule) {
    return () -> named("schedule", schedule.silence().compareTo(MAX_SILENCE) < 0).build();
  }

  /** Ready when the brokers answer and have the topics. */
  @Produces
  @Readiness
  HealthCheck kafka(Broker broker) {
    return () -> problem("kafka", broker.problem().orElse(null)).build();
  }

  /** Ready when the state of every owned partition is loaded; names what is not. */
  @Produces
  @Readiness
  HealthCheck ownership(Ownership ownership) {
    return () -> {
      HealthCheckResponseBuilder answer =
          problem("ownership", ownership.problem().orElse(null))
              .withData("share", String.valueOf(ownership.share()));
      ownership.ahead().forEach((scope, why) -> answer.withData("ahead " + scope, why));
      ownership
          .closed()
          .forEach((partition, why) -> answer.withData("closed partition " + partition, why));
      return listed(answer, "stopped ", ownership.damaged());
    };
  }

  /** Names the hosts that cannot be reached. */
  @Produces
  @Readiness
  public HealthCheck circuits(Circuits circuits) {
    return () -> listed(named("circuits", true), "open ", circuits.problems());
  }

  /** Names the accounts that are suspended. */
  @Produces
  @Readiness
  HealthCheck accounts(CredentialGuard guard) {
    return () -> listed(named("accounts", true), "suspended ", guard.suspended());
  }

  /** Ready while the clock can be trusted; names the endpoints whose clocks are far from it. */
  @Produces
  @Readiness
  HealthCheck clock(Skews skews, ClockGuard guard) {
    return () -> {
      HealthCheckResponseBuilder answer = problem("clock", guard.problem().orElse(null));
      String remedy = " s ahead of this machine; set this machine's clock";
      skews.far().forEach((host, seconds) -> answer.withData("skewed " + host, seconds + remedy));
      return answer.build();
    };
  }

  private static HealthCheckResponseBuilder named(String name, boolean up) {
    return HealthCheckResponse.named(name).status(up);
  }

  private static HealthCheckResponseBuilder problem(String name, String problem) {
    return named(name, problem == null).withData("problem", problem == null ? "none" : problem);
  }

  private static HealthCheckResponse listed(
      HealthCheckResponseBuilder answer, String prefix, Map<String, String> why) {
    why.forEach((name, text) -> answer.withData(prefix + name, text));
    return answer.build();
  }
}
