package caravan;

import caravan.poll.ClockGuard;
import caravan.poll.ClockSettings;
import caravan.poll.RunningTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * A clock in UTC that stands still until a test moves it, and the running time that goes with it.
 */
public final class SettableClock extends Clock implements RunningTime {

  private volatile Instant now;
  private volatile Duration jumped = Duration.ZERO;

  /** A clock that shows {@code start}. */
  public SettableClock(Instant start) {
    now = start;
  }

  /** Shows another instant from now on, as if as much time had passed. */
  public void set(Instant instant) {
    now = instant;
  }

  /** Moves forward. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  /** Is set by somebody: no time passes. */
  public void jump(Duration by) {
    jumped = jumped.plus(by);
    now = now.plus(by);
  }

  /** Says whether this clock can be trusted. */
  public ClockGuard guard() {
    return new ClockGuard(this, this, SettingsFixture.settings(ClockSettings.class));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long nanos() {
    Instant passed = now.minus(jumped);
    return TimeUnit.SECONDS.toNanos(passed.getEpochSecond()) + passed.getNano();
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
