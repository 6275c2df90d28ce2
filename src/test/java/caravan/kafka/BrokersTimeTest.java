package caravan.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.poll.ClockGuard;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a machine against the time of a real cluster. */
class BrokersTimeTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private KafkaClients clients;

  private Broker watch(caravan.broker.Broker broker, ClockGuard guard) {
    TopicSettings settings = SettingsFixture.settings(TopicSettings.class);
    clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    return new Broker(clients, new Topics(settings), settings, guard);
  }

  private static void awaitReady(Broker watch) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              watch.check();
              return watch.ready();
            });
  }

  @AfterEach
  void close() {
    clients.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 3650})
  void clockThatIsWrongFromTheStartIsNoticed(long days) {
    try (caravan.broker.Broker broker = caravan.broker.Broker.start()) {
      // Given
      SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(days)));
      ClockGuard guard = clock.guard();
      Broker watch = watch(broker, guard);

      // When
      awaitReady(watch);

      // Then
      String problem = guard.problem().orElse("none");
      assertTrue(problem.contains("the brokers' time"), problem);
      assertFalse(guard.mayPoll());
    }
  }

  @Test
  void rightClockIsTrustedAndOneThatIsSetIsNot() {
    try (caravan.broker.Broker broker = caravan.broker.Broker.start()) {
      SettableClock clock = new SettableClock(Instant.now());
      ClockGuard guard = clock.guard();
      Broker watch = watch(broker, guard);
      awaitReady(watch);
      assertEquals(Optional.empty(), guard.problem());
      clock.jump(Duration.ofMinutes(5));
      watch.check();
      assertFalse(guard.mayPoll());
      clock.jump(Duration.ofMinutes(-5));
      watch.check();
      assertTrue(guard.mayPoll());
    }
  }
}
