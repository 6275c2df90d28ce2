package caravan.state;

import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Ids;
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
 * What is kept of a scope between polls: its open subjects and its checkpoint, as in Kafka. One
 * poll at a time reads and writes it; only {@link #lose} may come from another thread. It grows
 * with the open subjects, not with history. Each is kept as bytes and comes back equal.
 */
public final class ScopeState {

  /** Absences with which a checkpoint of an earlier version may have left others out. */
  private static final int MAX_PENDING_BEFORE = 15_000;

  /** Bytes of a record that counts once. */
  private static final int SMALL = 1024;

  /** What such a record takes, packed, is seldom more. */
  private static final int PACKED = 384;

  private final SubjectTable subjects = new SubjectTable();
  private final Set<String> unreadable = new HashSet<>();
  private Checkpoint checkpoint;
  private Scope scope;
  private Origin origin;
  private String installation;
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

  /** Whether the scope was retired, and nothing of it is open since. */
  public boolean isRetired() {
    return checkpoint != null
        && checkpoint.isRetired()
        && subjects.size() == 0
        && unreadable.isEmpty();
  }

  /** The incarnation of an open subject, or null if it is not open. */
  public Incarnation incarnation(String subject) {
    return subjects.incarnation(subject);
  }

  /** Everything known of an open subject, or null if it is not open. */
  public SubjectState known(String subject) {
    return subjects.known(subject);
  }

  /** Paths of the open subjects, in no order; unpacked during iteration. */
  public Collection<String> subjects() {
    return subjects.subjects();
  }

  /** Number of open subjects. */
  public int size() {
    return subjects.size();
  }

  /** What the open subjects count as when memory is counted. */
  public int counted() {
    return subjects.counted();
  }

  /**
   * How many subjects one counts as when memory is counted: one as most are, and more the larger
   * its record is.
   *
   * @param bytes what it takes, about
   */
  public static int countsAs(int bytes) {
    return bytes <= SMALL ? 1 : 1 + bytes / PACKED;
  }

  /**
   * What of the open subjects the checkpoint does not bear out, in one sentence; null if nothing,
   * or if the checkpoint cannot tell.
   */
  public String contradiction() {
    if (checkpoint == null || !unreadable.isEmpty()) {
      return null;
    }
    if (!checkpoint.isComplete()) {
      Long open = checkpoint.open();
      return open == null || open == size() ? null : miscounted(open);
    }
    Set<String> pending = checkpoint.pendingAbsent().keySet();
    long omitted = checkpoint.omitted() == null ? 0 : checkpoint.omitted().count();
    long open = checkpoint.lastComplete().unique() + pending.size() + omitted;
    if (open != size()) {
      boolean mayOmitMore = pending.size() >= MAX_PENDING_BEFORE && open < size();
      return mayOmitMore ? null : miscounted(open);
    }
    return omitted > 0 || checkpoint.lastComplete().digest().equals(digest(pending))
        ? null
        : "other subjects, or with other content, are open than the checkpoint of slot %s proves"
            .formatted(lastSlot());
  }

  private String miscounted(long wanted) {
    return "open subjects=%d, but the checkpoint of slot %s counts %d"
        .formatted(size(), lastSlot(), wanted);
  }

  /** Digest of the open subjects but some, as the marker of a poll that saw them states it. */
  private String digest(Set<String> without) {
    return Ids.digest(
        subjects
            .incarnations()
            .filter(one -> !without.contains(one.subject()))
            .toArray(Incarnation[]::new),
        Incarnation::subject,
        Incarnation::contentHash);
  }

  /** Adds or replaces an open subject. */
  public void put(SubjectState known) {
    put(known, new CompactWriter());
  }

  private void put(SubjectState known, CompactWriter writer) {
    subjects.put(known, writer);
    unreadable.remove(known.subject());
  }

  /** Removes a subject that ended. */
  public void remove(String subject) {
    subjects.remove(subject);
    unreadable.remove(subject);
  }

  /** Removes a subject whose record in the state topic cannot be read. */
  public void unreadable(String subject) {
    subjects.remove(subject);
    unreadable.add(subject);
  }

  /** Subjects whose record in the state topic cannot be read. */
  public Set<String> unreadable() {
    return Collections.unmodifiableSet(unreadable);
  }

  /**
   * Applies what a published poll changed.
   *
   * @param polled the scope as the poll knew it
   * @param outcome what the poll left
   * @param usedPageSize rows it asked for per page
   */
  public void apply(Scope polled, Outcome outcome, int usedPageSize) {
    CompactWriter writer = new CompactWriter();
    for (Event event : outcome.events()) {
      if (event.kind().ends()) {
        remove(event.subject());
      } else if (event.report() == null) {
        put(SubjectState.of(event), writer);
      }
    }
    outcome.forgets().forEach(this::remove);
    checkpoint = outcome.checkpoint();
    installation = null;
    scope = polled;
    boolean whole =
        checkpoint != null && checkpoint.lastPoll().status().equals(Verdict.COMPLETE.wire());
    pageSize = whole ? usedPageSize : 0;
  }

  /** Rows per page of the next poll: the target's, or those of the last poll if it was complete. */
  public int pageSize(Target target) {
    return target.pageSize() == 0 ? pageSize : target.pageSize();
  }

  /** The scope as its last poll in this process knew it, or null. */
  public Scope scope() {
    return scope;
  }

  /** The origin that the recorded events of the scope state, or null if there are none. */
  public Origin origin() {
    return origin;
  }

  /** Sets the origin that the recorded events state. */
  public void origin(Origin recorded) {
    origin = recorded;
  }

  /** The installation whose checkpoint was loaded; null if none is known, or it was this one. */
  public String installation() {
    return installation;
  }

  /** Sets which installation wrote the checkpoint that was loaded. */
  public void writtenBy(String writer) {
    installation = writer;
  }

  /** Why the scope must not be polled: what of its state cannot be read. Null if it may. */
  public String damage() {
    return damage;
  }

  /** Stops the scope until somebody repairs its state. */
  public void damaged(String why) {
    damage = why;
  }

  /** Acquires the scope for one poll; false if another one holds it or the owner has changed. */
  public synchronized boolean hold() {
    if (held || lost) {
      return false;
    }
    held = true;
    return true;
  }

  /** Releases the scope after a poll. */
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  /** Waits until no poll holds the scope; false if the time is over first. */
  public synchronized boolean awaitRelease(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; held && left > 0; ) {
      wait(left);
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
    return !held;
  }

  /** The scope has another owner now: nothing more may be published from this state. */
  public void lose() {
    lost = true;
  }

  /** Whether the scope has another owner now. */
  public boolean lost() {
    return lost;
  }
}
