package caravan.poll.limit;

import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.HeldMemory;
import caravan.poll.OwnedScopes;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Bounds the memory that the answers and rows of all polls take together, whatever vendors answer.
 *
 * <p>The first 256 KiB of each poll are set aside, so a short list never waits and never fails for
 * the long lists of others. What a poll takes beyond comes from a part that all share; one account
 * may hold half of it and all accounts of an endpoint three quarters. A further part serves one
 * poll at a time. It is large enough for a page of the usual bound, so polls that wait for each
 * other cannot stand still: one of them can always go on.
 */
@Singleton
@Priority(65)
public final class MemoryLimiter implements AttemptGate {

  private static final long MAX_FREE = 256 * 1024;

  /** A larger part would leave too little for subjects and the producers' buffers. */
  private static final double SHARE_OF_HEAP = 0.375;

  /** An open subject of the largest kind takes some 350 bytes. */
  private static final int HEAP_OF_SUBJECT = 1024;

  /** Scopes with fewer subjects are remembered in any case. */
  private static final int FEW_SUBJECTS = 1_000;

  private final OwnedScopes owned;
  private final long maxSubjects;
  private final long size;
  private final long free;
  private final long shared;
  private final long alone;

  private final Map<String, Long> heldBy = new HashMap<>();
  private long held;
  private long sharedHeld;
  private Held holder;

  private volatile long subjects;
  private volatile long countedAt = Long.MIN_VALUE;

  @Inject
  public MemoryLimiter(PollSettings settings, OwnedScopes owned, MeterRegistry registry) {
    this(
        settings.maxMemory().orElseGet(MemoryLimiter::shareOfHeap),
        settings.threads(),
        settings.maxSubjects().orElseGet(() -> heap() / HEAP_OF_SUBJECT),
        owned);
    Gauge.builder("caravan.poll.memory.bytes", this, MemoryLimiter::held)
        .description("Memory that the answers and rows of all polls hold together")
        .register(registry);
  }

  MemoryLimiter(long bytes, int threads, long maxSubjects, OwnedScopes owned) {
    this.owned = owned;
    this.maxSubjects = maxSubjects;
    this.size = bytes;
    this.free = Math.min(MAX_FREE, bytes / 8 / Math.max(1, threads));
    this.alone = bytes / 2;
    this.shared = bytes - alone - free * threads;
  }

  private static long heap() {
    return Runtime.getRuntime().maxMemory();
  }

  private static long shareOfHeap() {
    return (long) (heap() * SHARE_OF_HEAP);
  }

  @Override
  public Permit enter(Attempt attempt) {
    Poll poll = attempt.poll();
    if (poll.heldMemory() == HeldMemory.NONE) {
      poll.hold(new Held(poll.scope()));
    }
    poll.heldMemory().releaseAnswer();
    return new Permit() {
      @Override
      public void accepted(Page page) {
        // Its rows are still to be read.
      }

      @Override
      public void failed(PollError error) {
        poll.heldMemory().releaseAnswer();
      }
    };
  }

  /** Most that polls may hold together, in bytes. */
  public long size() {
    return size;
  }

  /** What polls hold of it now. */
  public synchronized long held() {
    return held;
  }

  private synchronized boolean grow(Held poll, long bytes, Duration wait)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (!take(poll, bytes)) {
      long left = deadline - System.nanoTime();
      if (poll == holder || poll.bytes + bytes > free + shared / 2 + alone || left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  private synchronized boolean grow(Held poll, long bytes) {
    return take(poll, bytes);
  }

  private boolean take(Held poll, long bytes) {
    long more = Math.max(0, poll.bytes + bytes - free) - poll.beyond();
    if (more > 0) {
      if (fits(poll, more)) {
        share(poll, more);
      } else if ((holder == null || holder == poll) && poll.inAlone + more <= alone) {
        holder = poll;
        poll.inAlone += more;
      } else {
        return false;
      }
    }
    poll.bytes += bytes;
    held += bytes;
    return true;
  }

  private boolean fits(Held poll, long more) {
    return sharedHeld + more <= shared
        && heldBy.getOrDefault(poll.account, 0L) + more <= shared / 2
        && heldBy.getOrDefault(poll.endpoint, 0L) + more <= shared / 4 * 3;
  }

  private void share(Held poll, long more) {
    poll.inShared += more;
    sharedHeld += more;
    for (String who : List.of(poll.account, poll.endpoint)) {
      heldBy.merge(who, more, (one, other) -> one + other == 0 ? null : one + other);
    }
  }

  private synchronized void shrink(Held poll, long bytes) {
    poll.bytes -= bytes;
    held -= bytes;
    long less = poll.beyond() - Math.max(0, poll.bytes - free);
    if (less <= 0) {
      return;
    }
    // First what somebody else may need to go on at all.
    long fromAlone = Math.min(less, poll.inAlone);
    poll.inAlone -= fromAlone;
    if (less > fromAlone) {
      share(poll, fromAlone - less);
    }
    if (holder == poll && poll.inAlone == 0) {
      holder = null;
    }
    notifyAll();
  }

  /**
   * Whether so many subjects more leave room for those of another replica that is lost: a replica
   * with half of all partitions may know half of what one can hold.
   */
  private boolean admitsSubjects(int known, int more) {
    if (more == 0 || known + more <= FEW_SUBJECTS) {
      return true;
    }
    double share = owned.share();
    double part = share >= 1 ? 1 : Math.max(0.5, 1 - share);
    long then = subjects() + more;
    if (then > maxSubjects * part) {
      return false;
    }
    subjects = then;
    return true;
  }

  /** Counted once a second, since there may be many scopes; what was admitted since is added. */
  private long subjects() {
    long now = System.nanoTime();
    if (countedAt == Long.MIN_VALUE || now - countedAt > TimeUnit.SECONDS.toNanos(1)) {
      subjects = owned.countedSubjects();
      countedAt = now;
    }
    return subjects;
  }

  /** What one poll holds: of what is set aside, of what is shared, and of what one may have. */
  private final class Held implements HeldMemory {

    private final String account;
    private final String endpoint;
    private long bytes;
    private long inShared;
    private long inAlone;
    private long answer;
    private long rows;

    Held(Scope scope) {
      this.account = "account " + scope.target().account().name();
      this.endpoint = "endpoint " + scope.origin();
    }

    private long beyond() {
      return inShared + inAlone;
    }

    @Override
    public boolean growAnswer(long more, Duration wait) throws InterruptedException {
      boolean fits = grow(this, more, wait);
      answer += fits ? more : 0;
      return fits;
    }

    @Override
    public void shrinkAnswer(long less) {
      answer -= less;
      shrink(this, less);
    }

    @Override
    public void releaseAnswer() {
      shrinkAnswer(answer);
    }

    @Override
    public boolean growRows(long more) {
      boolean fits = grow(this, more);
      rows += fits ? more : 0;
      return fits;
    }

    @Override
    public boolean admitsSubjects(int known, int more) {
      return MemoryLimiter.this.admitsSubjects(known, more);
    }

    @Override
    public void keepRows(double share) {
      long less = rows - (long) (rows * share);
      rows -= less;
      shrink(this, less);
    }

    @Override
    public void release() {
      releaseAnswer();
      keepRows(0);
    }
  }
}
