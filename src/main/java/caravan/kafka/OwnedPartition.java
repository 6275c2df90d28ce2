package caravan.kafka;

import caravan.state.ScopeState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One partition that this process owns, from the moment it was given to the moment it is taken
 * away. It is never used again after that: a partition that comes back gets a new one.
 */
final class OwnedPartition {

  private final int partition;
  private volatile boolean open;
  private volatile boolean idle;
  private volatile boolean lost;
  private volatile Writer writer;
  private volatile Map<String, ScopeState> memories = Map.of();
  private volatile long nextAttempt;

  OwnedPartition(int partition) {
    this.partition = partition;
    this.nextAttempt = System.nanoTime();
  }

  int partition() {
    return partition;
  }

  /** Whether its scopes may be polled. */
  boolean isOpen() {
    return open && !lost;
  }

  /** Whether it holds nothing and nobody asks for it. */
  boolean isIdle() {
    return idle;
  }

  /** Leaves it closed until somebody wants it. */
  void idle() {
    idle = true;
  }

  /** Whether it is worth trying to open it now. */
  boolean isDue(boolean wanted) {
    return !open && !lost && (!idle || wanted) && System.nanoTime() - nextAttempt >= 0;
  }

  /** Tries again after a while. */
  void retryAfter(long nanos) {
    nextAttempt = System.nanoTime() + nanos;
  }

  /** Whether its writer can write no more. */
  boolean isBroken() {
    Writer current = writer;
    return current != null && current.isBroken();
  }

  /** Lets its scopes be polled; {@code fenced} is null when no transactions are used. */
  synchronized boolean open(Map<String, ScopeState> loaded, Writer fenced) {
    if (lost) {
      return false;
    }
    memories = new ConcurrentHashMap<>(loaded);
    writer = fenced;
    open = true;
    return true;
  }

  /** The writer; null when it is not open or no transactions are used. */
  Writer writer() {
    return isOpen() ? writer : null;
  }

  /** What is known of a scope. */
  ScopeState memory(String scope) {
    return memories.computeIfAbsent(scope, path -> new ScopeState());
  }

  /** What is known of every scope. */
  Map<String, ScopeState> memories() {
    return memories;
  }

  /** Sees to it that nothing more of it is published; running polls are abandoned. */
  synchronized void lose() {
    lost = true;
    memories.values().forEach(ScopeState::lose);
  }

  /** Waits, at most so long, for the polls that run. */
  void awaitPolls(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    for (ScopeState memory : memories.values()) {
      memory.awaitRelease(Math.max(0, (deadline - System.nanoTime()) / 1_000_000));
    }
  }

  /** Ends its writer, after the commit that is under way. */
  void close() {
    lose();
    Writer current = writer;
    if (current != null) {
      current.close();
    }
  }
}
