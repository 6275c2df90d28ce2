package caravan.poll.limit;

import caravan.json.Instants;
import caravan.model.Account;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.model.ScopeAware;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.OwnedScopes;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.RunningTime;
import caravan.poll.TargetMeters;
import caravan.redact.OneLine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps a vendor from locking a key. Refused credentials suspend their account for a pause that
 * grows with each refusal; then one request tries them. Other credentials in their place are tried
 * at once. Where a vendor locks a key after some refusals in a row, all replicas together stay
 * below that number.
 */
@Singleton
@Priority(40)
public final class CredentialGuard implements AttemptGate, ScopeAware {

  private static final Logger LOG = Logger.getLogger(CredentialGuard.class);
  private static final String SUSPENDED = "caravan.account.suspended";

  private final AccountSettings settings;
  private final Clock clock;
  private final RunningTime running;
  private final OwnedScopes owned;
  private final MeterRegistry registry;
  private final Map<KeyId, Key> keys = new ConcurrentHashMap<>();
  private final Map<String, KeyId> accounts = new ConcurrentHashMap<>();
  private final TargetMeters meters;

  /** Whose refusals count together: accounts may share a key. */
  private record KeyId(String vendor, Credential credential) {}

  /** What is known of one key; guarded by itself. */
  private static final class Key {
    private int underWay;
    private int refusals;
    private boolean suspended;
    private PollError cause;
    private Instant since;
    private Long probe;

    /** Whether nothing is asked with it until the credentials change. */
    boolean closed() {
      return suspended && probe == null;
    }
  }

  public CredentialGuard(
      AccountSettings settings,
      Clock clock,
      RunningTime running,
      OwnedScopes owned,
      MeterRegistry registry) {
    this.settings = settings;
    this.clock = clock;
    this.running = running;
    this.owned = owned;
    this.registry = registry;
    this.meters = new TargetMeters(registry, one -> tags(one.target().account()), SUSPENDED);
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    accounts
        .keySet()
        .retainAll(
            scopes.stream()
                .map(scope -> scope.target().account().name())
                .collect(Collectors.toSet()));
    keys.keySet().retainAll(Set.copyOf(accounts.values()));
    meters.retain(scopes);
    scopes.stream()
        .map(scope -> scope.target().account())
        .filter(account -> accounts.containsKey(account.name()))
        .distinct()
        .forEach(this::show);
  }

  /**
   * Waits until a request may be sent with the account's credentials as they are now, and has the
   * attempt signed with these.
   *
   * @throws PageFailure when the account is suspended, its credentials cannot be read, or the poll
   *     does not go on
   */
  @Override
  public Permit enter(Attempt attempt) throws PageFailure {
    Poll poll = attempt.poll();
    Account account = poll.scope().target().account();
    Credential credential = credential(account);
    Key key = key(account, credential);
    synchronized (key) {
      while (!admits(key, poll)) {
        waitOn(key, poll);
      }
      key.underWay++;
    }
    attempt.signWith(credential);
    return new Permit() {
      @Override
      public void accepted(Page page) {
        synchronized (key) {
          leave(key);
          accept(key, account);
        }
      }

      @Override
      public void failed(PollError error) {
        CredentialGuard.this.failed(poll, key, credential, error);
      }
    };
  }

  private static Credential credential(Account account) throws PageFailure {
    try {
      return account.credentials().get();
    } catch (IllegalStateException unreadable) {
      throw failure(Failure.AUTHENTICATION, "unreadable_credentials", unreadable.getMessage());
    }
  }

  private Key key(Account account, Credential credential) {
    KeyId id = new KeyId(account.vendor(), credential);
    Key key = keys.computeIfAbsent(id, one -> new Key());
    KeyId before = accounts.put(account.name(), id);
    if (before == null) {
      show(account);
    } else if (!before.equals(id) && !accounts.containsValue(before)) {
      keys.remove(before);
    }
    return key;
  }

  private boolean admits(Key key, Poll poll) throws PageFailure {
    if (key.suspended) {
      if (key.closed() || running.nanos() - key.probe < 0) {
        throw suspended(poll.scope().target().account(), key);
      }
      return key.underWay == 0;
    }
    int lockAfter = poll.scope().api().limits().lockAfter();
    // Each request under way may be a refusal, and a probe must still be left after them.
    return lockAfter == 0 || key.underWay < Math.max(1, mostRefusals(lockAfter) - 1 - key.refusals);
  }

  private void waitOn(Key key, Poll poll) throws PageFailure {
    try {
      poll.endIfOver();
      if (poll.wantsPage()) {
        key.wait(Poll.MAX_WAIT_UNNOTICED.toMillis());
        return;
      }
    } catch (InterruptedException e) {
      poll.abandonInterrupted();
    }
    throw poll.stopped();
  }

  /**
   * A request failed, or none was sent. If the vendor refused the credentials, their account is
   * suspended; and if the account has other credentials by now, the page is asked for again with
   * these.
   */
  private void failed(Poll poll, Key key, Credential credential, PollError error) {
    boolean rotated = false;
    try {
      rotated =
          error.failure().refused()
              && !credential.equals(current(poll.scope().target().account(), credential, error));
    } finally {
      synchronized (key) {
        leave(key);
        if (error.httpStatus() != null) {
          judge(key, poll, error, rotated);
        }
      }
    }
    if (rotated && !poll.abandoned()) {
      poll.walk().askAgain();
    }
  }

  private static void leave(Key key) {
    key.underWay--;
    key.notifyAll();
  }

  private void judge(Key key, Poll poll, PollError error, boolean rotated) {
    Account account = poll.scope().target().account();
    if (error.failure().refused()) {
      key.refusals += error.failure() == Failure.LOCKED ? 0 : 1;
      // What was taken back, because the clock was corrected, is asked again at once.
      if (poll.walk().endedByPage() && !rotated) {
        suspend(key, poll, error);
      }
    } else if (error.failure() == Failure.PERMISSION || error.failure() == Failure.NOT_FOUND) {
      // The vendor knows the key.
      accept(key, account);
    }
  }

  private void suspend(Key key, Poll poll, PollError error) {
    int lockAfter = poll.scope().api().limits().lockAfter();
    boolean last =
        lockAfter > 0
            && error.failure() != Failure.LOCKED
            && key.refusals >= mostRefusals(lockAfter);
    key.since = key.suspended ? key.since : clock.instant();
    key.suspended = true;
    key.cause = error;
    key.probe = last ? null : running.nanos() + pause(key, lockAfter, error).toNanos();
    Account account = poll.scope().target().account();
    LOG.warnf(
        "account=%s is suspended refusals=%d code=%s message=\"%s\": %s",
        account.name(),
        key.refusals,
        OneLine.of(error.code()),
        OneLine.of(error.message()),
        remedy(key));
  }

  /** Doubles with each refusal; longer where a vendor counts them or asks for more, in bounds. */
  private Duration pause(Key key, int lockAfter, PollError error) {
    double first = settings.pause().toMillis() * (lockAfter > 0 ? 10.0 : 1.0);
    double doubled = Math.scalb(first, Math.min(30, Math.max(0, key.refusals - 1)));
    double most = Math.min(doubled, Math.max(first, (double) settings.maxPause().toMillis()));
    // Replicas that were refused together do not come back together.
    double spread = 1 + ThreadLocalRandom.current().nextDouble() / 4;
    Duration pause = Duration.ofMillis((long) (most * spread));
    // A wrong hint, such as a Retry-After of years, must not blind an account.
    Duration hint = error.hint() == null ? Duration.ZERO : error.hint();
    Duration asked = hint.compareTo(settings.maxPause()) < 0 ? hint : settings.maxPause();
    return asked.compareTo(pause) > 0 ? asked : pause;
  }

  /** Refusals that this process may cause in a row where the vendor locks a key after more. */
  private int mostRefusals(int lockAfter) {
    return Math.max(1, (int) ((lockAfter - 1) * owned.share()));
  }

  private static void accept(Key key, Account account) {
    if (key.suspended) {
      LOG.infof("account=%s is accepted again", account.name());
    }
    key.refusals = 0;
    key.suspended = false;
  }

  /** A role hands out another credential if the vendor says that the one it has is spent. */
  private static Credential current(Account account, Credential refused, PollError error) {
    try {
      return error.failure() == Failure.AUTHENTICATION && error.httpStatus() != null
          ? account.credentialsAfter(refused)
          : account.credentials().get();
    } catch (IllegalStateException unreadable) {
      return null;
    }
  }

  private PageFailure suspended(Account account, Key key) {
    String message =
        "account %s is suspended since %s, the vendor refused its credentials with %s; %s"
            .formatted(account.name(), Instants.text(key.since), key.cause.code(), remedy(key));
    return failure(Failure.AUTHENTICATION, "account_suspended", message);
  }

  private String remedy(Key key) {
    return key.closed()
        ? "correct the credentials; these are not sent again, or the vendor would lock the key"
        : "correct the credentials; these are tried again after "
            + Instants.text(clock.instant().plusNanos(key.probe - running.nanos()));
  }

  private static PageFailure failure(Failure failure, String code, String message) {
    return new PageFailure(PollError.of(failure, code, message, null), null);
  }

  /** Suspended accounts by name, with the reason. */
  public Map<String, String> suspended() {
    Map<String, String> suspended = new TreeMap<>();
    accounts.forEach(
        (account, id) -> {
          Key key = keys.get(id);
          if (key != null) {
            synchronized (key) {
              if (key.suspended) {
                String why = "refused since %s with %s; %s";
                String since = Instants.text(key.since);
                suspended.put(account, why.formatted(since, key.cause.code(), remedy(key)));
              }
            }
          }
        });
    return suspended;
  }

  private void show(Account account) {
    meters.whileNamed(
        tags(account),
        () ->
            Gauge.builder(SUSPENDED, this, one -> one.state(account.name()))
                .description(
                    "1 while the account is suspended because its credentials were refused")
                .tags(tags(account))
                .register(registry));
  }

  private static Tags tags(Account account) {
    return Tags.of("vendor", account.vendor(), "account", account.name());
  }

  private double state(String account) {
    KeyId id = accounts.get(account);
    Key key = id == null ? null : keys.get(id);
    if (key == null) {
      return 0;
    }
    synchronized (key) {
      return key.suspended ? 1 : 0;
    }
  }
}
