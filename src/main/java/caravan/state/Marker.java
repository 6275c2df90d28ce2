package caravan.state;

import caravan.model.Event;
import caravan.model.Ids;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.Report;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes the last event of a poll, which says what the poll proved. */
final class Marker {

  private Marker() {}

  /** Id of the last complete poll of the scope, or null. */
  static String previous(Poll poll) {
    Memory.Complete complete = poll.memory().complete();
    return complete == null ? null : complete.pollId();
  }

  /** The marker behind the events of a poll; {@code now} dates it when no page was read. */
  static Event of(Poll poll, Verdict verdict, List<Event> events, Instant now) {
    Kind kind = verdict == Verdict.COMPLETE ? Kind.SNAPSHOT_COMPLETED : Kind.SNAPSHOT_INCOMPLETE;
    Instant observedAt = poll.lastObservedAt() == null ? now : poll.lastObservedAt();
    int sequence = events.size() + 1;
    return new Event(
        Ids.marker(kind.wire(), poll.scope().path(), poll.id()),
        kind,
        poll.scope().path(),
        null,
        0,
        null,
        observedAt,
        "poll",
        observedAt,
        null,
        null,
        new Event.Snapshot(
            poll.id(), previous(poll), poll.scheduledAt(), null, null, sequence, "marker"),
        poll.scope(),
        null,
        null,
        null,
        null,
        null,
        null,
        report(poll, verdict, events),
        List.of(),
        null);
  }

  private static Report report(Poll poll, Verdict verdict, List<Event> events) {
    Map<Kind, Long> emitted = new EnumMap<>(Kind.class);
    for (Event event : events) {
      emitted.merge(event.kind(), 1L, Long::sum);
    }
    boolean complete = verdict == Verdict.COMPLETE;
    return new Report(
        verdict.wire(),
        Judge.reason(poll),
        poll.memory().complete() == null,
        poll.pagesExpected(),
        poll.pagesReceived(),
        poll.declaredTotal(),
        poll.received(),
        poll.unique(),
        poll.rejected(),
        emitted,
        events.size() + 1,
        0,
        complete ? Judge.digest(poll) : null,
        complete ? null : poll.error());
  }
}
