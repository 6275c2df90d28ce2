package caravan.state;

import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Origin;
import caravan.event.Outcome;
import caravan.event.Verdict;
import caravan.model.Scope;
import caravan.model.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * What is kept of a scope between polls: its open subjects and its checkpoint, as Kafka has them.
 * The owner of the scope reads and writes it, one poll at a time; only {@link #lose} may come from
 * another thread. It grows with the open subjects, not with history, and keeps each as a string of
 * bytes; whatever was put in comes back equal, instants to the nanosecond.
 */
public final class ScopeState {

  /**
   * Which life of a subject this is, and how it stands.
   *
   * @param incarnation start of the life
   * @param revision changes, from 1
   * @param contentHash hash of the last content
   * @param scheduledAt slot of the poll that published the last event
   */
  public record Life(Instant incarnation, int revision, String contentHash, Instant scheduledAt) {}

  private final SubjectTable subjects = new SubjectTable();
  private final Set<String> unreadable = new HashSet<>();
  private Checkpoint checkpoint;
  private Scope scope;
  private Origin origin;
  private volatile String damage;
  private volatile boolean lost;
  private boolean held;
  private int pageSize;

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
    return subjects.life(subject);
  }

  /** Everything known of an open subject, or null when it is not open. */
  public SubjectState known(String subject) {
    return subjects.known(subject);
  }

  /** Paths of the open subjects, in no order; made while they are walked, and never kept. */
  public Collection<String> subjects() {
    return subjects.subjects();
  }

  /** Open subjects. */
  public int size() {
    return subjects.size();
  }

  /** Takes in how an open subject stands now. */
  public void put(SubjectState known) {
    put(known, new CompactWriter());
  }

  private void put(SubjectState known, CompactWriter packer) {
    subjects.put(known, packer);
    unreadable.remove(known.subject());
  }

  /** Forgets a subject that ended. */
  public void remove(String subject) {
    subjects.remove(subject);
    unreadable.remove(subject);
  }

  /** Forgets a subject that stands in the state topic with a record that cannot be read. */
  public void unreadable(String subject) {
    subjects.remove(subject);
    unreadable.add(subject);
  }

  /** Subjects that stand in the state topic with a record that cannot be read. */
  public Set<String> unreadable() {
    return Collections.unmodifiableSet(unreadable);
  }

  /**
   * Takes in what a published poll changed.
   *
   * @param polled the scope as the poll knew it
   * @param outcome what the poll left
   * @param usedPageSize rows it asked for per page
   */
  public void take(Scope polled, Outcome outcome, int usedPageSize) {
    CompactWriter packer = new CompactWriter();
    for (Event event : outcome.events()) {
      if (event.kind().ends()) {
        remove(event.subject());
      } else if (event.report() == null) {
        put(SubjectState.of(event), packer);
      }
    }
    outcome.forgets().forEach(this::remove);
    checkpoint = outcome.checkpoint();
    scope = polled;
    boolean whole =
        checkpoint != null && checkpoint.lastPoll().status().equals(Verdict.COMPLETE.wire());
    pageSize = whole ? usedPageSize : 0;
  }

  /**
   * Rows that the next poll asks for per page: what the target says, or pages where the last poll
   * saw the whole list only so.
   */
  public int pageSize(Target target) {
    return target.pageSize() == 0 ? pageSize : target.pageSize();
  }

  /** The scope as its last poll in this process knew it, or null. */
  public Scope scope() {
    return scope;
  }

  /** Where the recorded events of the scope say they come from, or null when there are none. */
  public Origin origin() {
    return origin;
  }

  /** Sets where the recorded events of the scope say they come from. */
  public void origin(Origin recorded) {
    origin = recorded;
  }

  /** Why the scope must not be polled: what of its state cannot be read; null when it can. */
  public String damage() {
    return damage;
  }

  /** Stops the scope until somebody looks after its state. */
  public void damaged(String why) {
    damage = why;
  }

  /** Takes the scope for one poll; false when another one has it or the owner has changed. */
  public synchronized boolean hold() {
    if (held || lost) {
      return false;
    }
    held = true;
    return true;
  }

  /** Gives the scope back after a poll. */
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  /**
   * Waits until no poll has the scope.
   *
   * @param millis longest time to wait
   * @return whether no poll has it
   */
  public synchronized boolean awaitRelease(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; held && left > 0; ) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return !held;
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
