package caravan.model;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of a scope between polls: its open subjects and its checkpoint, as Kafka has them.
 * The owner of the scope reads and writes it, one poll at a time; only {@link #lose} may come from
 * another thread. It grows with the open subjects, not with history.
 */
public final class Memory {

  /**
   * Which life of a subject this is, and how it stands.
   *
   * @param incarnation start of the life
   * @param revision changes, from 1
   * @param contentHash hash of the last content
   * @param scheduledAt slot of the poll that published the last event
   */
  public record Life(Instant incarnation, int revision, String contentHash, Instant scheduledAt) {}

  private final Map<String, Known> subjects = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private Checkpoint checkpoint;
  private volatile boolean lost;

  /** The checkpoint of the last published poll, or null before the first. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The last complete poll, or null. */
  public Checkpoint.Complete complete() {
    return checkpoint == null ? null : checkpoint.lastComplete();
  }

  /** Slot of the last published poll, or null before the first. */
  public Instant lastSlot() {
    return checkpoint == null ? null : checkpoint.lastPoll().scheduledAt();
  }

  /** Sets the checkpoint. */
  public void checkpoint(Checkpoint latest) {
    checkpoint = latest;
  }

  /** The life of an open subject, or null when it is not open. */
  public Life life(String subject) {
    Known known = subjects.get(subject);
    return known == null
        ? null
        : new Life(known.incarnation(), known.revision(), known.contentHash(), known.scheduledAt());
  }

  /** Everything known of an open subject, or null when it is not open. */
  public Known known(String subject) {
    return subjects.get(subject);
  }

  /** Paths of the open subjects, in no order. */
  public Collection<String> subjects() {
    return Collections.unmodifiableSet(subjects.keySet());
  }

  /** Open subjects. */
  public int size() {
    return subjects.size();
  }

  /** Takes in how an open subject stands now. */
  public void put(Known known) {
    subjects.put(known.subject(), known);
    unreadable.remove(known.subject());
  }

  /** Forgets a subject that ended. */
  public void remove(String subject) {
    subjects.remove(subject);
    unreadable.remove(subject);
  }

  /** Notes a subject that stands in the state topic with a record that cannot be read. */
  public void unreadable(String subject) {
    unreadable.add(subject);
  }

  /** Subjects that stand in the state topic with a record that cannot be read. */
  public Set<String> unreadable() {
    return Collections.unmodifiableSet(unreadable);
  }

  /** Takes in what a published poll changed. */
  public void take(Poll poll) {
    for (Event event : poll.events()) {
      if (event.kind().ends()) {
        remove(event.subject());
      } else if (event.report() == null) {
        put(Known.of(event));
      }
    }
    poll.forgets().forEach(this::remove);
    checkpoint = poll.checkpoint();
  }

  /** The scope has another owner now: nothing more may be published from this memory. */
  public void lose() {
    lost = true;
  }

  /** Whether the scope has another owner now. */
  public boolean lost() {
    return lost;
  }
}
