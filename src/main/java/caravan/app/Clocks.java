package caravan.app;

import caravan.poll.RunningTime;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock of the service, in UTC, and its running time. */
@Singleton
final class Clocks {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RunningTime runningTime() {
    return System::nanoTime;
  }
}
