package caravan.state;

import caravan.model.Event;
import caravan.model.Memory;
import caravan.model.Observation;
import caravan.model.Poll;
import caravan.model.Poll.Verdict;
import caravan.model.Reasons;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.ExchangeProperty;

/** Closes the walk of a poll: compares, judges and writes the marker; later, remembers. */
@Singleton
@Named("snapshots")
public final class Snapshots {

  private final Comparison comparison;
  private final Clock clock;

  /** With the comparison in force and the clock that dates markers of polls that read nothing. */
  public Snapshots(Comparison comparison, Clock clock) {
    this.comparison = comparison;
    this.clock = clock;
  }

  /** Gives the poll its events, marker last. */
  public void compare(@ExchangeProperty("poll") Poll poll) {
    List<Event> events = new ArrayList<>(comparison.compare(poll));
    Verdict verdict = Judge.verdict(poll);
    events.add(Marker.of(poll, verdict, events, clock.instant()));
    poll.publishes(events);
  }

  /** Keeps what the next poll of the scope must know; called after publishing. */
  public void remember(@ExchangeProperty("poll") Poll poll) {
    Memory memory = poll.memory();
    boolean gone = poll.error() != null && poll.error().reason().equals(Reasons.NOT_FOUND);
    memory.notFound(gone ? memory.notFound() + 1 : 0);
    Set<String> subjects = new HashSet<>();
    for (Observation observation : poll.observations()) {
      subjects.add(observation.subject());
    }
    if (Judge.verdict(poll) != Verdict.COMPLETE) {
      memory.keepAtLeast(subjects);
    } else {
      memory.keepOnly(subjects);
      memory.complete(
          new Memory.Complete(
              poll.id(),
              poll.scheduledAt(),
              poll.firstObservedAt(),
              poll.unique(),
              poll.report().digest()));
    }
  }
}
