package caravan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock in UTC that stands still until a test moves it. */
public final class SettableClock extends Clock {

  private volatile Instant now;

  /** A clock that shows {@code start}. */
  public SettableClock(Instant start) {
    now = start;
  }

  /** Shows another instant from now on. */
  public void set(Instant instant) {
    now = instant;
  }

  /** Moves forward. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("every instant of the service is in UTC");
  }
}
