package caravan.poll.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.app.HealthChecks;
import caravan.poll.Owned;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ScheduleLivenessTest {

  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final AtomicLong running = new AtomicLong();
  private final Schedule schedule = new Schedule(clock::instant, new Owned(), running::get);
  private final HealthCheck liveness = new HealthChecks().schedule(schedule);

  private void passes(Duration time) {
    running.addAndGet(time.toNanos());
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

  /** Timers stand still when the machine's clock is set back; the clock itself cannot show that. */
  @Test
  void deadWhenTheClockWasSetBackAndTheTimersStandStill() {
    schedule.due(Fixtures.TENCENT);
    running.addAndGet(Duration.ofSeconds(61).toNanos());
    clock.set(Fixtures.SLOT.minus(Duration.ofHours(1)));
    assertStatus(Status.DOWN);
  }

  @Test
  void aliveWhenTheClockWasSetForward() {
    schedule.due(Fixtures.TENCENT);
    clock.advance(Duration.ofHours(1));
    assertStatus(Status.UP);
  }
}
