package caravan.schedule;

import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.Scope;
import java.time.Instant;

/** One scope of the schedule: its slots, and whether a poll of it is running. */
final class ScheduledScope {

  private final Memory memory = new Memory();
  private Scope scope;
  private Slots slots;
  private Instant last;
  private boolean running;

  ScheduledScope(Scope scope) {
    this.scope = scope;
    this.slots = Slots.of(scope);
  }

  /** Takes over what a newly read target says of the same scope; a running poll keeps the old. */
  synchronized ScheduledScope with(Scope reloaded) {
    scope = reloaded;
    slots = Slots.of(reloaded);
    return this;
  }

  /** The poll of the current slot, or null when it was started before or another one still runs. */
  synchronized Poll start(Instant now) {
    Instant slot = slots.current(now);
    if (running || (last != null && !slot.isAfter(last))) {
      return null;
    }
    running = true;
    last = slot;
    return new Poll(scope, slot, now, memory);
  }

  /**
   * Ends the running poll.
   *
   * @return slots that passed while it ran and are skipped
   */
  synchronized long finish(Instant now) {
    running = false;
    if (last == null) {
      // A poll of before the scope was taken out and put back.
      return 0;
    }
    Instant current = slots.current(now);
    // The slot that is current now is only late: the next tick polls it.
    return Math.max(0, slots.between(last, current) - 1);
  }
}
