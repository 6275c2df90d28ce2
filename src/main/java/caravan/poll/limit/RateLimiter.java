package caravan.poll.limit;

import caravan.model.Account;
import caravan.model.Api;
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
import caravan.poll.PollSettings;
import caravan.poll.QuotaKey;
import caravan.poll.RequestTurns;
import caravan.poll.TargetMeters;
import caravan.poll.Walk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Keeps the requests of an account to an API below the vendor's limit: documented limit × share
 * that is left to us × share of the partitions that this process owns. So all replicas together
 * stay below the limit without asking each other. Where the vendor throttles all the same, less is
 * sent for a while.
 */
@Singleton
@Priority(30)
public final class RateLimiter implements AttemptGate, RequestTurns, ScopeAware {

  private static final String RATE = "caravan.budget.rate";
  private static final String FULL_RATE = "caravan.budget.full.rate";
  private static final String WAITING = "caravan.budget.waiting";
  private static final String PAUSE = "caravan.budget.pause.seconds";
  private static final String THROTTLED = "caravan.budget.throttled";

  private final QuotaSettings settings;
  private final PollSettings polls;
  private final OwnedScopes owned;
  private final MeterRegistry registry;
  private final LongSupplier nanoTime;
  private final FairQueue.Pause pause;
  private final DoubleSupplier chance;
  private final Map<QuotaKey, Quota> quotas = new ConcurrentHashMap<>();
  private final Map<QuotaKey, Tags> tags = new ConcurrentHashMap<>();
  private final TargetMeters meters;
  private volatile boolean alone;

  @Inject
  public RateLimiter(
      QuotaSettings settings, PollSettings polls, OwnedScopes owned, MeterRegistry registry) {
    this(
        settings,
        polls,
        owned,
        registry,
        System::nanoTime,
        Condition::awaitNanos,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Creates a limiter with its own time, wait for a turn and chance (from 0 to below 1). */
  RateLimiter(
      QuotaSettings settings,
      PollSettings polls,
      OwnedScopes owned,
      MeterRegistry registry,
      LongSupplier nanoTime,
      FairQueue.Pause pause,
      DoubleSupplier chance) {
    this.settings = settings;
    this.polls = polls;
    this.owned = owned;
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.pause = pause;
    this.chance = chance;
    this.meters =
        new TargetMeters(registry, RateLimiter::tags, RATE, FULL_RATE, WAITING, PAUSE, THROTTLED);
  }

  /** Uses the whole share from now on: for a subcommand, which owns no partition. */
  public void actAlone() {
    alone = true;
  }

  /**
   * Waits until the poll may send one request. The wait ends early when the poll has run out of
   * time, the service stops or the scope has another owner.
   *
   * @throws PageFailure when there is no request to send; the poll has failed with {@code
   *     poll_timeout} or {@code budget_paused}, or is abandoned
   */
  @Override
  public Permit enter(Attempt attempt) throws PageFailure {
    Poll poll = attempt.poll();
    Quota quota = quota(poll.scope());
    endIfPaused(poll, quota);
    if (!passes(poll, quota)) {
      throw poll.stopped();
    }
    long sentAt = quota.now();
    return new Permit() {
      @Override
      public void accepted(Page page) {
        quota.answered(sentAt);
      }

      @Override
      public void failed(PollError error) {
        quota.failed(sentAt, error);
      }
    };
  }

  private static boolean passes(Poll poll, Quota quota) {
    try {
      return quota.pass(
          poll.scope().path(),
          () -> {
            poll.endIfOver();
            return poll.wantsPage();
          });
    } catch (InterruptedException e) {
      poll.abandonInterrupted();
      return false;
    }
  }

  /** If the vendor's pause outlasts the slot, fail now instead of waiting. */
  private void endIfPaused(Poll poll, Quota quota) throws PageFailure {
    if (!isPausedFor(poll)) {
      return;
    }
    Walk walk = poll.walk();
    if (walk.failedAttempts() > 0) {
      walk.giveUpPage();
    } else {
      String message =
          "the vendor throttled the requests of the account to this API; the next one is sent in "
              + (quota.pause().toSeconds() + 1)
              + " s";
      // Not a failed attempt, which would be repeated within the slot.
      walk.fail(
          PollError.of(Failure.THROTTLED, "budget_paused", message, null)
              .at(walk.cursor().page(), 1));
    }
    throw new PageFailure(walk.error(), null);
  }

  @Override
  public boolean isPausedFor(Poll poll) {
    Duration left = quota(poll.scope()).pause();
    return !left.isZero() && !poll.leavesTime(left);
  }

  @Override
  public Duration timeToTurn(Scope scope, int others) {
    return Duration.ofNanos(quota(scope).nanosToTurn(others));
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    Map<QuotaKey, Set<Tags>> named =
        scopes.stream()
            .collect(
                Collectors.groupingBy(
                    QuotaKey::of, Collectors.mapping(RateLimiter::tags, Collectors.toSet())));
    quotas.keySet().retainAll(named.keySet());
    tags.keySet().retainAll(named.keySet());
    // An account that was renamed is shown under its new name.
    tags.replaceAll(
        (key, one) -> named.get(key).contains(one) ? one : named.get(key).iterator().next());
    meters.retain(scopes);
    tags.forEach(this::show);
  }

  /** Begins anew, as after a start. */
  void forget() {
    quotas.clear();
    tags.clear();
  }

  private Quota quota(Scope scope) {
    return quotas.computeIfAbsent(QuotaKey.of(scope), key -> quota(key, scope));
  }

  private Quota quota(QuotaKey key, Scope scope) {
    show(key, tags.computeIfAbsent(key, one -> tags(scope)));
    return new Quota(
        nanoTime,
        pause,
        () -> fullRate(scope.api()),
        new AdaptiveRate(polls.retryDelay(), chance),
        () -> countThrottled(key));
  }

  private void show(QuotaKey key, Tags shown) {
    meters.whileNamed(
        shown,
        () -> {
          gauge(key, shown, RATE, "Requests a second that are allowed now", Quota::rate);
          gauge(
              key,
              shown,
              FULL_RATE,
              "Requests a second that are allowed while nobody throttles",
              Quota::fullRate);
          gauge(key, shown, WAITING, "Polls that wait for their turn", one -> one.waiting());
          gauge(
              key,
              shown,
              PAUSE,
              "Seconds for which nothing is sent because the vendor throttled",
              Quota::pauseSeconds);
          registry.counter(THROTTLED, shown);
        });
  }

  private void countThrottled(QuotaKey key) {
    Tags shown = tags.get(key);
    if (shown != null) {
      meters.whileNamed(shown, () -> registry.counter(THROTTLED, shown).increment());
    }
  }

  /** Requests per second, whole or not; 0 for none. */
  private double fullRate(Api api) {
    double documented = api.limits().requestsPerSecond();
    double ours = documented > 0 ? documented * settings.share() : settings.unpublished();
    return alone ? ours : ours * owned.share();
  }

  private void gauge(
      QuotaKey key, Tags shown, String name, String description, ToDoubleFunction<Quota> value) {
    Gauge.builder(name, this, one -> one.shown(key, value))
        .description(description)
        .tags(shown)
        .register(registry);
  }

  private double shown(QuotaKey key, ToDoubleFunction<Quota> value) {
    Quota quota = quotas.get(key);
    return quota == null ? Double.NaN : value.applyAsDouble(quota);
  }

  /** Two names of one account are shown under the one that was polled first. */
  private static Tags tags(Scope scope) {
    Account account = scope.target().account();
    return Tags.of("api", scope.api().id(), "vendor", account.vendor(), "account", account.name());
  }
}
