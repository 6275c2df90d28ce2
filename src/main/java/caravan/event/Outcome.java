package caravan.event;

import java.util.List;
import java.util.Set;

/**
 * What a poll proved and what it leaves.
 *
 * @param events events, marker last; empty before the poll was compared
 * @param forgets subjects to take out of the state without an event, because their record is
 *     unreadable
 * @param checkpoint the checkpoint of the scope; null takes it away
 */
public record Outcome(List<Event> events, Set<String> forgets, Checkpoint checkpoint) {

  /** Of a poll that was not compared yet. */
  public static final Outcome NONE = new Outcome(List.of(), Set.of(), null);

  /** The report of the marker; null when there is no marker. */
  public Report report() {
    return events.isEmpty() ? null : events.get(events.size() - 1).report();
  }
}
