package caravan.poll.schedule;

import caravan.poll.PollSettings;
import caravan.poll.PollTime;
import caravan.poll.RunningTime;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;

/** The time of the service's polls: nothing starts while it stops, and what runs is soon over. */
@Singleton
public final class Deadlines implements PollTime {

  private final Clock clock;
  private final RunningTime running;
  private final long stopNanos;
  private volatile Long stopAt;

  public Deadlines(Clock clock, RunningTime running, PollSettings settings) {
    this.clock = clock;
    this.running = running;
    this.stopNanos = settings.stopTimeout().toNanos();
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public long nanos() {
    return running.nanos();
  }

  @Override
  public boolean isStopping() {
    return stopAt != null;
  }

  @Override
  public boolean isTooLateToPublish() {
    Long deadline = stopAt;
    return deadline != null && hasPassed(deadline);
  }

  void stopping(@Observes CamelContextStoppingEvent event) {
    stopAt = nanos() + stopNanos;
  }
}
