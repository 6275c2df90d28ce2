package caravan.poll.schedule;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.event.CamelContextStoppingEvent;

/** Stops the time of polls, for tests. */
public final class Stopping {

  private Stopping() {}

  /** As when the service begins to stop. */
  public static void stop(Deadlines time) {
    time.stopping(new CamelContextStoppingEvent(new DefaultCamelContext()));
  }
}
