package caravan.poll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.app.HealthChecks;
import caravan.poll.Owned;
import caravan.poll.PollSettings;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ScheduleLivenessTest {

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final Schedule schedule =
      new Schedule(
          new Deadlines(clock, clock, SettingsFixture.settings(PollSettings.class)), new Owned());
  private final HealthCheck liveness = new HealthChecks().schedule(schedule);

  private void passes(Duration time) {
    clock.advance(time);
  }

  private void assertStatus(Status expected) {
    assertEquals(expected, liveness.call().getStatus());
  }

  @Test
  void aliveBeforeTheFirstTick() {
    passes(Duration.ofMinutes(2));
    assertStatus(Status.UP);
  }

  @Test
  void deadAfterAMinuteOfSilence() {
    schedule.due(Fixtures.TENCENT);
    passes(Duration.ofSeconds(59));
    assertStatus(Status.UP);
    passes(Duration.ofSeconds(1));
    assertStatus(Status.DOWN);
  }

  /** One timer may end while the others go on: its API would be blind for ever. */
  @Test
  void deadWhenTheTimerOfOneApiIsSilent() {
    schedule.due(Fixtures.TENCENT);
    schedule.due(Fixtures.CTYUN);
    passes(Duration.ofSeconds(61));
    schedule.due(Fixtures.TENCENT);
    assertStatus(Status.DOWN);
  }

  /** The clock itself cannot show that. */
  @Test
  void deadWhenTheClockWasSetBackAndTheTimersStandStill() {
    schedule.due(Fixtures.TENCENT);
    clock.advance(Duration.ofSeconds(61));
    clock.jump(Duration.ofHours(-1));
    assertStatus(Status.DOWN);
  }

  @Test
  void aliveWhenTheClockWasSetForward() {
    schedule.due(Fixtures.TENCENT);
    clock.jump(Duration.ofHours(1));
    assertStatus(Status.UP);
  }
}
