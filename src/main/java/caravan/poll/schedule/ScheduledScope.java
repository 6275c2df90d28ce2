package caravan.poll.schedule;

import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.poll.PollTime;
import caravan.state.ScopeState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** One scope of the schedule: its slots, and whether a poll of it is running. */
final class ScheduledScope {

  private static final Logger LOG = Logger.getLogger(ScheduledScope.class);

  private final Instant ended;
  private Scope scope;
  private Slots slots;
  private Slots polled;
  private Instant last;
  private volatile long startedNanos;

  /**
   * Schedules a scope.
   *
   * @param ended the slot in which its former life ended, or null
   * @param nanos running time
   */
  ScheduledScope(Scope scope, Instant ended, long nanos) {
    this.scope = scope;
    this.slots = Slots.of(scope);
    this.ended = ended;
    this.startedNanos = nanos;
  }

  /** Takes over what a newly read target says of the same scope; a running poll keeps the old. */
  synchronized ScheduledScope with(Scope reloaded) {
    scope = reloaded;
    slots = Slots.of(reloaded);
    return this;
  }

  synchronized Scope scope() {
    return scope;
  }

  /**
   * Whether the current slot is another than the last that was started here. It may be an earlier
   * one: the clock may have been ahead when that was started.
   */
  synchronized boolean isDue(Instant now) {
    return !slots.current(now).equals(last);
  }

  /** No poll has to start here, so none is late. */
  void idle(long nanos) {
    startedNanos = nanos;
  }

  /** Periods since a poll was last started, or could first have been. */
  synchronized double periodsSinceStart(long nanos) {
    return Math.max(0, nanos - startedNanos) / (double) slots.period().toNanos();
  }

  /**
   * The poll of the current slot, or null when it was polled before, here or elsewhere, or another
   * one still runs.
   */
  synchronized Poll start(Instant now, ScopeState memory, PollTime time) {
    Instant slot = slots.current(now);
    if (!isDue(now) || !memory.hold()) {
      return null;
    }
    Instant published = memory.lastSlot();
    if (published != null && !memory.isRetired() && !slot.isAfter(published)) {
      memory.release();
      return null;
    }
    last = slot;
    polled = slots;
    Instant end = memory.isRetired() ? published : ended;
    return new Poll(scope, ownSlot(slot, now, end), now, memory, time);
  }

  /**
   * The slot of a new life is behind the end of the one before. In the same slot its first poll
   * would have the id of a poll that was published, and consumers would drop its events as
   * repetitions.
   */
  private static Instant ownSlot(Instant slot, Instant now, Instant end) {
    if (end == null || slot.isAfter(end)) {
      return slot;
    }
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return second.isAfter(end) ? second : end.plusSeconds(1);
  }

  /** The poll of the slot that is current now, in place of one that has waited for a thread. */
  synchronized Poll starting(Poll due, Instant now, long nanos) {
    startedNanos = nanos;
    Instant slot = slots.current(now);
    if (last == null || !slot.isAfter(due.scheduledAt())) {
      return due.in(due.scope(), due.scheduledAt(), now);
    }
    last = slot;
    LOG.warnf(
        "poll waited over its slot scope=%s pollId=%s skippedSlots=%d; poll less often or raise"
            + " limits",
        scope.path(), due.id(), slots.between(due.scheduledAt(), slot));
    return due.in(scope, slot, now);
  }

  /**
   * Ends the running poll.
   *
   * @return slots that passed while it ran and are skipped
   */
  synchronized long finish(Instant now) {
    if (!slots.equals(polled)) {
      // A poll of before the scope was taken out and put back, or got another period.
      return 0;
    }
    Instant current = slots.current(now);
    // The slot that is current now is only late: the next tick polls it.
    return Math.max(0, slots.between(last, current) - 1);
  }
}
