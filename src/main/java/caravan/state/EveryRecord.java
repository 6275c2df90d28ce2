package caravan.state;

import caravan.model.Event;
import caravan.model.Ids;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Observation;
import caravan.model.Poll;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * States every record of every poll as observed and claims no change: a baseline until the first
 * complete poll of the scope, a heartbeat afterwards. It remembers which life of a subject it saw
 * first, because that is part of an event's identity, and nothing across a restart.
 */
@Singleton
public final class EveryRecord implements Comparison {

  private static final Comparator<Observation> PAGE_ORDER =
      Comparator.comparingInt((Observation one) -> one.place().page())
          .thenComparingInt(one -> one.place().position())
          .thenComparing(Observation::subject);

  @Override
  public List<Event> compare(Poll poll) {
    List<Observation> inOrder = new ArrayList<>(poll.observations());
    inOrder.sort(PAGE_ORDER);
    List<Event> events = new ArrayList<>(inOrder.size() + 1);
    for (Observation observation : inOrder) {
      events.add(observed(poll, observation, events.size() + 1));
    }
    return events;
  }

  private static Event observed(Poll poll, Observation seen, int sequence) {
    boolean baseline = poll.memory().complete() == null;
    Kind kind = Kind.observed(poll.scope().api().family());
    Memory.Life life = life(poll, seen);
    Instant measured = seen.traffic() == null ? null : seen.traffic().measuredAt();
    return new Event(
        Ids.event(
            kind.wire(),
            seen.subject(),
            life.incarnation(),
            life.revision(),
            seen.contentHash(),
            baseline ? null : poll.id()),
        kind,
        seen.subject(),
        life.incarnation(),
        life.revision(),
        seen.contentHash(),
        measured == null ? seen.place().observedAt() : measured,
        measured == null ? "poll" : "vendor_measured",
        seen.place().observedAt(),
        null,
        null,
        new Event.Snapshot(
            poll.id(),
            Marker.previous(poll),
            poll.scheduledAt(),
            seen.place().page(),
            seen.place().position(),
            sequence,
            baseline ? "baseline" : "heartbeat"),
        poll.scope(),
        seen.place().requestId(),
        seen.client(),
        seen.connection(),
        seen.traffic(),
        seen.tls(),
        seen.account(),
        null,
        seen.quality(),
        seen.raw());
  }

  /** The vendor's start tells lives apart; where it states none, the first sight does. */
  private static Memory.Life life(Poll poll, Observation seen) {
    Memory.Life before = poll.memory().life(seen.subject());
    Instant start = seen.incarnation();
    boolean sameLife = before != null && (start == null || start.equals(before.incarnation()));
    Memory.Life now;
    if (!sameLife) {
      now = new Memory.Life(start == null ? poll.scheduledAt() : start, 1, seen.contentHash());
    } else if (before.contentHash().equals(seen.contentHash())) {
      return before;
    } else {
      now = new Memory.Life(before.incarnation(), before.revision() + 1, seen.contentHash());
    }
    poll.memory().live(seen.subject(), now);
    return now;
  }
}
