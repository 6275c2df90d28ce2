package caravan.poll.schedule;

import caravan.poll.PollSettings;
import caravan.poll.PollTime;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.spi.CamelEvent.CamelContextStoppingEvent;

/** The time of the service's polls: nothing starts while it stops, and what runs is soon over. */
@Singleton
public final class Deadlines implements PollTime {

  private final Clock clock;
  private final Duration stopTimeout;
  private volatile Instant stopAt;

  public Deadlines(Clock clock, PollSettings settings) {
    this.clock = clock;
    this.stopTimeout = settings.stopTimeout();
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public boolean isStopping() {
    return stopAt != null;
  }

  @Override
  public boolean isTooLateToPublish() {
    Instant deadline = stopAt;
    return deadline != null && clock.instant().isAfter(deadline);
  }

  void stopping(@Observes CamelContextStoppingEvent event) {
    stopAt = clock.instant().plus(stopTimeout);
  }
}
