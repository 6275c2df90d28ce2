package caravan.poll.schedule;

import caravan.model.Scope;
import java.time.Duration;
import java.time.Instant;

/**
 * The slots of a scope: aligned to its period, with an offset that the scope's name fixes. So load
 * is spread, and every replica and every restart finds the same slots.
 *
 * @param period time between slots, at least a second
 * @param offset time of the first slot after the epoch, in whole seconds
 */
record Slots(Duration period, Duration offset) {

  static Slots of(Scope scope) {
    Duration period = scope.target().every();
    int hash = scope.path().hashCode();
    return new Slots(period, Duration.ofSeconds(Math.floorMod(hash, period.toSeconds())));
  }

  /** The latest slot that is not after {@code now}. */
  Instant current(Instant now) {
    long past = now.toEpochMilli() - offset.toMillis();
    long slot = Math.floorDiv(past, period.toMillis()) * period.toMillis();
    return Instant.ofEpochMilli(slot + offset.toMillis());
  }

  /** Slots from one to another, without the first. */
  long between(Instant earlier, Instant later) {
    return Duration.between(earlier, later).toMillis() / period.toMillis();
  }
}
