package caravan.role;

import caravan.cloud.RoleCalls;
import caravan.model.Credential;
import caravan.model.CredentialSource;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Role;
import caravan.model.TemporaryCredential;
import caravan.poll.Failures;
import caravan.redact.OneLine;
import caravan.redact.Redaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The credential of one role. It is replaced in the background long before it ends, and used until
 * shortly before; callers wait only while none is alive. One request is under way at a time.
 */
final class RoleSource implements CredentialSource {

  private static final Logger LOG = Logger.getLogger(RoleSource.class);
  private static final Duration EARLY = Duration.ofMinutes(10);
  private static final Duration LAST = Duration.ofMinutes(1);

  /** However short a credential lives: a machine may hand out the same one again and again. */
  private static final Duration LEAST = Duration.ofMinutes(1);

  /** How long a credential is used at least before a refusal has it replaced once more. */
  private static final Duration BETWEEN_REFUSALS = Duration.ofMinutes(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 20;
  private static final int FORMER = 3;

  private final Role role;
  private final RoleCalls calls;
  private final Surroundings around;
  private final Deque<Credential> former = new ArrayDeque<>();
  private Held held;
  private Duration ahead = Duration.ZERO;
  private CompletableFuture<Void> underWay;
  private PollError problem;
  private int failures;
  private Long retryAt;
  private Long forcedAt;
  private int refusals;
  private Credential refused;

  /**
   * What all sources share.
   *
   * @param nanos running time
   * @param threads where vendors are asked
   * @param patience longest time that a caller waits
   * @param refusedPause first and longest pause after the vendor refused
   * @param share share of all polls that is this process's
   * @param chance from 0 to below 1
   */
  record Surroundings(
      RoleAnswers answers,
      Clock clock,
      LongSupplier nanos,
      Executor threads,
      Duration patience,
      Pauses refusedPause,
      DoubleSupplier share,
      DoubleSupplier chance) {}

  /** A pause that doubles up to a bound. */
  record Pauses(Duration first, Duration longest) {

    Duration after(int failures) {
      double shortest = first.toMillis();
      double doubled = Math.scalb(shortest, Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1)));
      double most = Math.max(shortest, (double) longest.toMillis());
      return Duration.ofMillis((long) Math.min(doubled, most));
    }
  }

  /** A credential with its times by this machine's clock. */
  private record Held(Credential credential, Instant renewAt, Instant usableUntil, Instant end) {}

  RoleSource(Role role, RoleCalls calls, Surroundings around) {
    this.role = role;
    this.calls = calls;
    this.around = around;
  }

  @Override
  public Credential get() {
    CompletableFuture<Void> asked;
    synchronized (this) {
      renewIfDue();
      asked = isUsable() ? null : underWay;
    }
    return after(asked);
  }

  @Override
  public Credential after(Credential spent) {
    CompletableFuture<Void> asked = null;
    synchronized (this) {
      if (held != null && held.credential().equals(spent)) {
        if (underWay == null && mayForce()) {
          forcedAt = around.nanos().getAsLong();
          begin();
        }
        asked = underWay;
      }
    }
    return asked == null ? get() : after(asked);
  }

  private boolean mayForce() {
    return mayTry()
        && (forcedAt == null
            || around.nanos().getAsLong() - forcedAt >= BETWEEN_REFUSALS.toNanos());
  }

  /** The credential once a request has ended; null for none that has to be waited for. */
  private Credential after(CompletableFuture<Void> asked) {
    try {
      if (asked != null) {
        asked.get(around.patience().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException late) {
      // What there is by now counts.
    }
    synchronized (this) {
      if (isUsable()) {
        return held.credential();
      }
      String why =
          problem == null
              ? "the vendor has not answered yet"
              : problem.code() + (problem.message() == null ? "" : ": " + problem.message());
      throw new IllegalStateException(
          "account %s has no credential of %s: %s".formatted(role.account(), role.shown(), why));
    }
  }

  private boolean isUsable() {
    return held != null && around.clock().instant().isBefore(held.usableUntil());
  }

  /** Asks for another credential if it is time, unless that is being done. */
  synchronized void renewIfDue() {
    boolean due =
        held == null || problem != null || !around.clock().instant().isBefore(held.renewAt());
    if (underWay == null && due && mayTry()) {
      begin();
    }
  }

  /** Whether the pause after a failure is over, or whatever was refused has been replaced. */
  private boolean mayTry() {
    if (refused != null && !refused.equals(secret())) {
      refused = null;
      refusals = 0;
      failures = 0;
      return true;
    }
    if (refused != null && calls.lockAfter() > 0 && refusals >= mostRefusals()) {
      return false;
    }
    return retryAt == null || around.nanos().getAsLong() - retryAt >= 0;
  }

  /** Refusals that this process may cause in a row where the vendor locks a key after more. */
  private int mostRefusals() {
    return Math.max(1, (int) ((calls.lockAfter() - 1) * around.share().getAsDouble()));
  }

  /** Longer than a lock lasts, where the vendor locks keys. */
  private Pauses refusedPauses() {
    Pauses usual = around.refusedPause();
    return calls.lockAfter() == 0
        ? usual
        : new Pauses(usual.first().multipliedBy(10), usual.longest());
  }

  private Credential secret() {
    try {
      return role.secret() == null ? null : role.secret().get();
    } catch (IllegalStateException unreadable) {
      return null;
    }
  }

  private void begin() {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    underWay = asked;
    try {
      around.threads().execute(() -> renew(asked));
    } catch (RejectedExecutionException stopping) {
      underWay = null;
      asked.complete(null);
    }
  }

  private void renew(CompletableFuture<Void> asked) {
    RoleAttempt attempt = new RoleAttempt(role, around.answers(), around.clock(), ahead());
    try {
      succeeded(attempt, attempt.assume(calls));
    } catch (Exception failure) {
      failed(attempt, Failures.error(failure));
    } finally {
      synchronized (this) {
        underWay = null;
      }
      asked.complete(null);
    }
  }

  private synchronized Duration ahead() {
    return ahead;
  }

  private synchronized void succeeded(RoleAttempt attempt, TemporaryCredential next) {
    ahead = attempt.ahead();
    Instant now = around.clock().instant();
    Instant end = next.expires().minus(ahead);
    Duration life = Duration.between(now, end);
    if (life.isNegative() || life.isZero()) {
      failed(attempt, PollError.unexpected("the credential has ended already", 200));
      return;
    }
    Duration renewal = least(life.minus(EARLY), life.dividedBy(2));
    double jitter = 1 - around.chance().getAsDouble() / 10;
    Duration until = Duration.ofMillis((long) (renewal.toMillis() * jitter));
    Instant renewAt = now.plus(until.compareTo(LEAST) < 0 ? LEAST : until);
    boolean first = held == null || problem != null;
    if (held != null && !held.credential().equals(next.credential())) {
      former.addFirst(held.credential());
      if (former.size() > FORMER) {
        former.removeLast();
      }
    }
    held = new Held(next.credential(), renewAt, end.minus(least(LAST, life.dividedBy(4))), end);
    problem = null;
    failures = 0;
    retryAt = null;
    refused = null;
    refusals = 0;
    LOG.logf(
        first ? Logger.Level.INFO : Logger.Level.DEBUG,
        "account=%s has a credential of role=\"%s\" secondsLeft=%d",
        role.account(),
        OneLine.of(role.shown()),
        life.toSeconds());
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private synchronized void failed(RoleAttempt attempt, PollError error) {
    ahead = attempt.ahead();
    List<Credential> secrets = new ArrayList<>(known());
    secrets.addAll(attempt.secrets());
    problem = Redaction.of(secrets).apply(error);
    failures++;
    boolean answered =
        error.httpStatus() != null && (error.failure().refused() || !error.retryable());
    if (answered && error.failure() == Failure.AUTHENTICATION) {
      refused = attempt.used();
      refusals += attempt.refusals();
    }
    Pauses pauses = answered ? refusedPauses() : new Pauses(FIRST_PAUSE, MAX_PAUSE);
    // Replicas that failed together do not come back together.
    double spread = 1 + around.chance().getAsDouble() / 4;
    long pause = (long) (pauses.after(failures).toNanos() * spread);
    retryAt = around.nanos().getAsLong() + pause;
    Duration left = left();
    LOG.warnf(
        "account=%s gets no credential of role=\"%s\" code=%s message=\"%s\" secondsLeft=%d;"
            + " asked again in %d s at the earliest",
        role.account(),
        OneLine.of(role.shown()),
        OneLine.of(problem.code()),
        OneLine.of(problem.message()),
        left == null ? 0 : Math.max(0, left.toSeconds()),
        TimeUnit.NANOSECONDS.toSeconds(pause));
  }

  @Override
  public synchronized List<Credential> known() {
    List<Credential> known = new ArrayList<>();
    if (held != null) {
      known.add(held.credential());
    }
    known.addAll(former);
    Credential secret = secret();
    if (secret != null) {
      known.add(secret);
    }
    return known;
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public synchronized Duration left() {
    return held == null ? null : Duration.between(around.clock().instant(), held.end());
  }

  @Override
  public synchronized PollError problem() {
    return problem;
  }

  @Override
  public String toString() {
    return "RoleSource[" + role.account() + "]";
  }
}
