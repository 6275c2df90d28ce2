package caravan.kafka;

import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One partition that this process owns, from its assignment to its revocation. A partition that is
 * assigned again gets a new object.
 */
final class OwnedPartition {

  private static final Duration RETRY = Duration.ofSeconds(3);
  private static final int MAX_DOUBLINGS = 4;

  private final int number;
  private volatile boolean open;
  private volatile boolean idle;
  private boolean opening;
  private volatile boolean lost;
  private volatile boolean writtenByOthers;
  private volatile Writer writer;
  private volatile long checkpointsReadTo;
  private volatile Map<String, ScopeState> memories = Map.of();
  private final Map<String, Instant> ahead = new ConcurrentHashMap<>();
  private volatile String problem;
  private int failures;
  private long nextAttempt;
  private long contestedAt;
  private boolean contested;

  OwnedPartition(int number) {
    this.number = number;
    this.nextAttempt = System.nanoTime();
  }

  /** The same partition once more, after another writer may have taken it over. */
  static OwnedPartition contested(int number) {
    OwnedPartition again = new OwnedPartition(number);
    again.contest();
    return again;
  }

  private synchronized void contest() {
    contestedAt = System.nanoTime();
    contested = true;
  }

  int number() {
    return number;
  }

  /** Whether its scopes may be polled. */
  boolean isOpen() {
    return open && !lost;
  }

  /** Whether it has no records and no scope of it is polled. */
  boolean isIdle() {
    return idle;
  }

  /** Keeps it closed until it is wanted. */
  synchronized void idle() {
    idle = true;
    problem = null;
    opening = false;
  }

  /**
   * Whether it is to be opened now. Opening it fences whoever writes to it, and the group alone
   * knows who that should be: it must have answered since somebody else may have owned it. It is
   * opened once at a time, until {@link #open}, {@link #idle} or {@link #notOpened}.
   *
   * @param heardAt a moment after which the group has answered, in {@link System#nanoTime}
   */
  synchronized boolean beginOpening(boolean wanted, long heardAt) {
    boolean confirmed = !contested || heardAt - contestedAt > 0;
    boolean paused = System.nanoTime() - nextAttempt < 0;
    boolean due = !open && !lost && !opening && (!idle || wanted) && confirmed && !paused;
    opening |= due;
    return due;
  }

  /**
   * Notes why it cannot be opened now. The pause before it is due again grows.
   *
   * @return whether that is news
   */
  synchronized boolean notOpened(String why) {
    boolean news = !lost && !why.equals(problem);
    problem = why;
    opening = false;
    contest();
    nextAttempt = System.nanoTime() + (RETRY.toNanos() << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    return news;
  }

  /** Why it could not be opened; null when nothing is known to be wrong. */
  String problem() {
    return problem;
  }

  boolean isBroken() {
    Writer current = writer;
    return writtenByOthers || current != null && current.isBroken();
  }

  boolean isWrittenByOthers() {
    return writtenByOthers;
  }

  /** Somebody else wrote to it, so what is in memory is not what Kafka has. */
  void writtenByOthers() {
    writtenByOthers = true;
  }

  /**
   * Where the checkpoints end that this process read or wrote; empty while a commit of its own
   * would notice another writer, or while there is none.
   */
  OptionalLong quietEnd(String checkpoints) {
    Writer current = writer();
    return current == null || current.hasSentLately()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(checkpointsReadTo, current.sentTo(checkpoints)));
  }

  /** Remembers where the checkpoints ended when they were loaded. */
  void readTo(long checkpointsEnd) {
    checkpointsReadTo = checkpointsEnd;
  }

  /** Opens its scopes for polls; {@code fenced} is null when no transactions are used. */
  synchronized boolean open(Map<String, ScopeState> loaded, Writer fenced) {
    if (lost) {
      return false;
    }
    memories = new ConcurrentHashMap<>(loaded);
    writer = fenced;
    open = true;
    opening = false;
    problem = null;
    return true;
  }

  /** The writer; null while it is closed, or without transactions. */
  Writer writer() {
    return isOpen() ? writer : null;
  }

  ScopeState memory(String scope) {
    ScopeState state = memories.computeIfAbsent(scope, path -> new ScopeState());
    if (lost) {
      // It may have been made just after all others were told.
      state.lose();
    }
    return state;
  }

  Map<String, ScopeState> memories() {
    return memories;
  }

  /** Notes that the last slot of a scope is ahead of the clock; false if that was known. */
  boolean ahead(String scope, Instant slot) {
    return !slot.equals(ahead.put(scope, slot));
  }

  /** Scopes that are not polled because their last slot is ahead of the clock, with that slot. */
  Map<String, Instant> ahead() {
    ahead.entrySet().removeIf(one -> !one.getValue().equals(lastSlot(one.getKey())));
    return ahead;
  }

  private Instant lastSlot(String scope) {
    ScopeState state = memories.get(scope);
    return state == null ? null : state.lastSlot();
  }

  /** The clock has caught up with the last slot of a scope, or it was begun anew. */
  void caughtUp(String scope) {
    ahead.remove(scope);
  }

  /** Abandons running polls, so that nothing more of it is published. */
  synchronized void lose() {
    lost = true;
    memories.values().forEach(ScopeState::lose);
  }

  /** Waits for the running polls until a deadline in {@link System#nanoTime} has passed. */
  void awaitPolls(long deadline) throws InterruptedException {
    for (ScopeState state : memories.values()) {
      state.awaitRelease(Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
    }
  }

  void close() {
    lose();
    Writer current = writer;
    if (current != null) {
      current.close();
    }
  }
}
