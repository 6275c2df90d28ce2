package caravan.poll.compare;

import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Report;
import caravan.event.Verdict;
import caravan.model.PollError;
import caravan.poll.Judge;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Builds the marker, the last event of a poll, which states what the poll proved. */
final class Marker {

  /**
   * What a poll does not state.
   *
   * @param absences known subjects that were missing but not closed
   * @param omitted of these, absences that the checkpoint had no room for
   * @param letters dead letters whose text was told already
   */
  record LeftOut(long absences, long omitted, long letters) {}

  /** Why a poll is not complete; nulls if it is. */
  private record Cause(String reason, PollError error) {}

  private Marker() {}

  /** Id of the last complete poll of the scope, or null. */
  static String previous(Poll poll) {
    Checkpoint.Complete complete = poll.memory().complete();
    return complete == null ? null : complete.pollId();
  }

  /**
   * Builds the marker of a poll.
   *
   * @param events its events so far
   * @param observedAt when its last page had been read; now, when there was none
   */
  static Event of(
      Poll poll, Verdict verdict, List<Event> events, LeftOut leftOut, Instant observedAt) {
    boolean complete = verdict == Verdict.COMPLETE;
    Cause cause = new Cause(Judge.reason(poll), complete ? null : poll.error());
    return of(poll, verdict, events, leftOut, cause, observedAt);
  }

  /** Builds the marker of a poll of which nothing else can be published. */
  static Event withheld(
      Poll poll, Verdict verdict, PollError why, LeftOut leftOut, Instant observedAt) {
    return of(poll, verdict, List.of(), leftOut, new Cause(why.reason(), why), observedAt);
  }

  private static Event of(
      Poll poll,
      Verdict verdict,
      List<Event> events,
      LeftOut leftOut,
      Cause cause,
      Instant observedAt) {
    Kind kind = verdict == Verdict.COMPLETE ? Kind.SNAPSHOT_COMPLETED : Kind.SNAPSHOT_INCOMPLETE;
    int sequence = events.size() + 1;
    return new Event(
        Ids.marker(kind.wire(), poll.scope().path(), poll.id()),
        kind,
        new Identity(poll.scope().path(), null, 0, null),
        new Event.Times(observedAt, "poll", observedAt, null),
        null,
        new Event.Snapshot(
            poll.id(), previous(poll), poll.scheduledAt(), null, null, sequence, "marker"),
        poll.scope(),
        null,
        null,
        report(poll, verdict, events, leftOut, cause),
        List.of(),
        null);
  }

  private static Report report(
      Poll poll, Verdict verdict, List<Event> events, LeftOut leftOut, Cause cause) {
    Map<Kind, Long> emitted = new EnumMap<>(Kind.class);
    for (Event event : events) {
      emitted.merge(event.kind(), 1L, Long::sum);
    }
    return new Report(
        verdict.wire(),
        cause.reason,
        poll.memory().complete() == null,
        poll.walk().pagesExpected(),
        poll.walk().pagesReceived(),
        poll.walk().declaredTotal(),
        poll.walk().received(),
        poll.walk().unique(),
        poll.walk().rejected(),
        poll.walk().skipped(),
        emitted,
        events.size() + 1,
        leftOut.absences,
        leftOut.omitted,
        leftOut.letters,
        verdict == Verdict.COMPLETE ? Judge.digest(poll) : null,
        cause.error);
  }
}
