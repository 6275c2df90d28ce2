package caravan.poll;

import caravan.cloud.ApiParts;
import caravan.event.Ids;
import caravan.event.Outcome;
import caravan.event.Report;
import caravan.json.Instants;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.state.ScopeState;
import java.time.Duration;
import java.time.Instant;

/**
 * One slot of one scope, from the first page to the marker. It belongs to one thread and is thrown
 * away after publishing.
 */
public final class Poll {

  /**
   * How long a wait may last before the poll looks whether it still has to wait: upper bound of the
   * time in which it notices that the service stops or that the scope has another owner.
   */
  public static final Duration MAX_WAIT_UNNOTICED = Duration.ofMillis(100);

  private final Scope scope;
  private final Instant scheduledAt;
  private final String id;
  private final ScopeState memory;
  private final Instant startedAt;
  private final PollTime time;
  private final long startedNanos;

  private ApiParts parts;
  private Walk walk;
  private Attempt attempt;
  private HeldRows rows = HeldRows.NONE;
  private HeldMemory heldMemory = HeldMemory.NONE;
  private boolean clockCorrected;
  private Duration clockMoved = Duration.ZERO;
  private boolean abandoned;
  private boolean resourceGone;
  private Outcome outcome = Outcome.NONE;

  /** Creates a poll that is about to start; {@code memory} is what earlier polls left. */
  public Poll(
      Scope scope, Instant scheduledAt, Instant startedAt, ScopeState memory, PollTime time) {
    this.scope = scope;
    this.scheduledAt = scheduledAt;
    this.startedAt = startedAt;
    this.memory = memory;
    this.time = time;
    this.startedNanos = time.nanos();
    this.id = Ids.poll(scope.path(), scheduledAt);
    this.walk = new Walk(1, memory.pageSize(scope.target()));
  }

  /** This poll in another slot, started later; it has not read anything yet. */
  public Poll in(Scope reloaded, Instant slot, Instant started) {
    return new Poll(reloaded, slot, started, memory, time);
  }

  /** What it lists. */
  public Scope scope() {
    return scope;
  }

  /** Slot of the schedule. */
  public Instant scheduledAt() {
    return scheduledAt;
  }

  /** Deterministic id. */
  public String id() {
    return id;
  }

  /** What earlier polls of the scope left. */
  public ScopeState memory() {
    return memory;
  }

  /** When it started. */
  public Instant startedAt() {
    return startedAt;
  }

  /** The beans that its API names; null before it began. */
  public ApiParts parts() {
    return parts;
  }

  /** Sets the beans that its API names. */
  public void begin(ApiParts beans) {
    parts = beans;
  }

  /** The current reading of the list. */
  public Walk walk() {
    return walk;
  }

  /** Forgets what the walk brought and starts at the first page again. */
  void walkAgain() {
    walkInPages(walk.pageSize());
  }

  /** Starts again with another page size. */
  public void walkInPages(int size) {
    heldMemory.keepRows(0);
    walk = new Walk(walk.number() + 1, size);
  }

  /** The attempt that is being made or was made last; null before the first. */
  public Attempt attempt() {
    return attempt;
  }

  Attempt beginAttempt() {
    attempt = new Attempt(this);
    return attempt;
  }

  /** Whether another page is to be asked for. */
  public boolean wantsPage() {
    return walk.wantsPage() && !abandoned;
  }

  /** What ended the poll early, or null. */
  public PollError error() {
    return walk.error();
  }

  /** How long it has been running, however the clock was set meanwhile. */
  public Duration elapsed() {
    return Duration.ofNanos(time.nanos() - startedNanos);
  }

  /** Now, as the poll goes by it. */
  public Instant now() {
    Instant now = time.now();
    Duration moved = Duration.between(startedAt, now).minus(elapsed()).abs();
    clockMoved = moved.compareTo(clockMoved) > 0 ? moved : clockMoved;
    return now;
  }

  /** How far the clock was set while it ran, as far as the poll looked at it. */
  Duration clockMoved() {
    now();
    return clockMoved;
  }

  /** Whether its slot still lasts after a wait. */
  boolean slotLasts(Duration wait) {
    Instant end = scheduledAt.plus(scope.target().every());
    return time.slotLasts(startedNanos + Duration.between(startedAt, end).toNanos(), wait);
  }

  private long timeout() {
    return startedNanos + scope.target().timeout().toNanos();
  }

  /** Whether its time-out has passed. */
  public boolean isTimedOut() {
    return time.hasPassed(timeout());
  }

  /**
   * Whether a page that failed can be asked for again after a wait: before the next slot begins and
   * the poll runs out of time.
   */
  public boolean leavesTime(Duration wait) {
    return slotLasts(wait) && time.isAhead(timeout(), wait);
  }

  /**
   * Ends the poll if it must not go on: while stopping, when another replica has taken the scope
   * over, and behind its time-out. A page that failed is not asked for again behind the slot
   * either; then its failure ends the walk.
   */
  public void endIfOver() {
    if (wantsPage() && (time.isStopping() || memory.lost())) {
      abandon();
    }
    if (wantsPage() && walk.failedAttempts() > 0 && !leavesTime(Duration.ZERO)) {
      walk.giveUpPage();
    }
    if (wantsPage() && isTimedOut()) {
      String message = "the poll did not end within " + scope.target().timeout().toSeconds() + " s";
      walk.fail(
          PollError.of(Failure.TIMEOUT, "poll_timeout", message, null).at(walk.cursor().page(), 1));
    }
  }

  /** Ends the poll without publishing anything of it. */
  public void abandon() {
    abandoned = true;
  }

  /**
   * Abandons the poll and keeps the thread interrupted. An InterruptedException must not leave a
   * step: Camel would end the exchange before the poll is reported as abandoned.
   */
  public void abandonInterrupted() {
    Thread.currentThread().interrupt();
    abandon();
  }

  /**
   * Why a step that waited does not go on: what ended the poll. An abandoned poll only skips the
   * steps of its page; nothing of it is published.
   */
  public PageFailure stopped() {
    PollError why =
        error() != null ? error() : PollError.of(Failure.TIMEOUT, "poll_abandoned", null, null);
    return new PageFailure(why, null);
  }

  /** The poll ends its scope because the vendor does not list the resource any more. */
  public Poll endsWithResource() {
    resourceGone = true;
    return this;
  }

  /** Whether the vendor does not list the resource any more. */
  public boolean resourceGone() {
    return resourceGone;
  }

  /** Whether nothing of it may be published. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Whether a poll that has been walked may still be published. */
  public boolean mayPublish() {
    return !abandoned && !memory.lost() && !time.isTooLateToPublish();
  }

  /** Notes that a request was refused for its time, which is put right once in a poll. */
  public void correctClock() {
    clockCorrected = true;
  }

  /** Whether {@link #correctClock} was called. */
  public boolean clockCorrected() {
    return clockCorrected;
  }

  /** Takes rows that count against the bound; those held before are given back. */
  public void hold(HeldRows held) {
    rows.release();
    rows = held;
  }

  /** Gives the rows back that it holds. */
  public void releaseRows() {
    hold(HeldRows.NONE);
  }

  /** Counts what the poll holds from now on. */
  public void hold(HeldMemory held) {
    heldMemory.release();
    heldMemory = held;
  }

  /** What its answer and its rows count against the memory that all polls share. */
  public HeldMemory heldMemory() {
    return heldMemory;
  }

  /** Sets what the poll leaves. */
  public void concludes(Outcome left) {
    outcome = left;
  }

  /**
   * Frees the rows after comparison, but for those that became events: few once a list is known.
   */
  public void freeRows() {
    int seen = walk.unique();
    walk.freeObservations();
    int kept = outcome.events().size();
    rows.keep(1 + kept);
    heldMemory.keepRows(kept >= seen ? 1 : (double) kept / seen);
  }

  /** What the poll leaves; nothing before it was compared. */
  public Outcome outcome() {
    return outcome;
  }

  /** The report of the marker; null until the poll was compared. */
  public Report report() {
    return outcome.report();
  }

  /** Hands what was published to the state of the scope. */
  public void remember() {
    memory.apply(scope, outcome, walk.pageSize());
  }

  /** Gives everything back that is still held, when the exchange ends, however it ends. */
  public void close() {
    if (attempt != null) {
      attempt.failed(PollError.of(Failure.INTERNAL, "internal", null, null), null);
    }
    releaseRows();
    heldMemory.release();
  }

  @Override
  public String toString() {
    return "Poll[" + scope.path() + " " + Instants.text(scheduledAt) + "]";
  }
}
