package caravan.schedule;

import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.FollowsScopes;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import caravan.model.Scope;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/**
 * Keeps the requests of an account to an API below the vendor's limit: documented limit × share
 * that is left to us × share of the partitions that this process owns. All replicas together so
 * stay below the limit without asking each other. Where the vendor throttles all the same, less is
 * sent for a while.
 */
@Singleton
@Named("budget")
public final class Budget implements FollowsScopes {

  private static final int SERVER_ERROR = 500;

  private final QuotaSettings quota;
  private final PollSettings polls;
  private final Schedule schedule;
  private final MeterRegistry registry;
  private final TimeMeter time;
  private final WaitingLine.Pause pause;
  private final DoubleSupplier chance;
  private final Map<Payer, Allowance> allowances = new ConcurrentHashMap<>();
  private volatile DoubleSupplier ownedShare = () -> 1.0;
  private volatile Consumer<Poll> served = poll -> {};

  /** With the shares of {@code caravan.quota}, and the schedule that says how long a poll waits. */
  @Inject
  public Budget(
      QuotaSettings quota, PollSettings polls, Schedule schedule, MeterRegistry registry) {
    this(
        quota,
        polls,
        schedule,
        registry,
        TimeMeter.SYSTEM_NANOTIME,
        Condition::awaitNanos,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** With the time that tokens are counted by, the way a poll waits for them, and chance. */
  Budget(
      QuotaSettings quota,
      PollSettings polls,
      Schedule schedule,
      MeterRegistry registry,
      TimeMeter time,
      WaitingLine.Pause pause,
      DoubleSupplier chance) {
    this.quota = quota;
    this.polls = polls;
    this.schedule = schedule;
    this.registry = registry;
    this.time = time;
    this.pause = pause;
    this.chance = chance;
  }

  /**
   * Makes all rates follow the share of partitions that this process owns, whole until then.
   *
   * @param share from 0, nothing owned and so nothing sent, to 1; asked often, so it must not block
   */
  public void follows(DoubleSupplier share) {
    ownedShare = share;
  }

  /** Tells each poll that may send a request. */
  void tells(Consumer<Poll> listener) {
    served = listener;
  }

  /**
   * Waits until the poll may send one request. The wait ends early when the poll has run out of
   * time, the service stops or the scope has another owner.
   *
   * @throws PageFailure when there is no request to send; the poll has failed with {@code
   *     poll_timeout} or {@code budget_paused}, or is abandoned
   */
  public void acquire(@ExchangeProperty("poll") Poll poll) throws PageFailure {
    endIfPaused(poll);
    boolean passed = false;
    try {
      passed = allowance(poll.scope()).pass(poll, () -> schedule.goesOn(poll));
    } catch (InterruptedException e) {
      // Not thrown on: Camel would end the exchange before the poll is reported as abandoned.
      Thread.currentThread().interrupt();
      poll.abandon();
    }
    if (!passed) {
      throw new PageFailure(reason(poll), null);
    }
    served.accept(poll);
  }

  /** Who has to be left alone for longer than the slot lasts is not waited for in silence. */
  private void endIfPaused(Poll poll) throws PageFailure {
    if (!isPausedFor(poll)) {
      return;
    }
    if (poll.failedAttempts() > 0) {
      poll.giveUpPage();
    } else {
      long seconds = allowance(poll.scope()).pause().toSeconds() + 1;
      String message =
          "the vendor throttled the requests of the account to this API; the next one is sent in "
              + seconds
              + " s";
      // Not as a failed attempt, which would be asked for again within the slot.
      poll.fail(
          PollError.of(Failure.THROTTLED, "budget_paused", message, null)
              .at(poll.cursor().page(), 1));
    }
    throw new PageFailure(poll.error(), null);
  }

  /** Whether the vendor wants to be left alone for longer than the slot of a poll lasts. */
  boolean isPausedFor(Poll poll) {
    Duration pause = allowance(poll.scope()).pause();
    return !pause.isZero() && !schedule.leavesTime(poll, pause);
  }

  /** The request of the poll brought a page. */
  public void answered(@ExchangeProperty("poll") Poll poll) {
    allowance(poll.scope()).answered(poll);
  }

  /** The page failed; the poll knows why. Only the vendor's own words count here. */
  public void failed(@ExchangeProperty("poll") Poll poll) {
    Allowance allowance = allowance(poll.scope());
    PollError error = poll.failedAttempt();
    if (error == null || error.httpStatus() == null) {
      allowance.forget(poll);
    } else if (error.failure() == Failure.THROTTLED) {
      allowance.throttled(poll, error.hint());
    } else if (error.httpStatus() < SERVER_ERROR) {
      allowance.answered(poll);
    } else {
      allowance.forget(poll);
    }
  }

  @Override
  public void keepOnly(Collection<Scope> scopes) {
    allowances.keySet().retainAll(scopes.stream().map(Payer::of).collect(Collectors.toSet()));
  }

  /** Begins anew, as after a start. */
  void forget() {
    allowances.clear();
  }

  /** How long a poll that comes behind so many others of its payer would wait, as things stand. */
  Duration timeToTurn(Scope scope, int others) {
    return Duration.ofNanos(allowance(scope).nanosToTurn(others));
  }

  private Allowance allowance(Scope scope) {
    return allowances.computeIfAbsent(Payer.of(scope), payer -> allowance(payer, scope));
  }

  private Allowance allowance(Payer payer, Scope scope) {
    Tags tags = tags(scope.target().account(), payer);
    Api api = scope.api();
    gauge(payer, tags, "rate", "Requests a second that are allowed now", Allowance::rate);
    gauge(
        payer,
        tags,
        "full.rate",
        "Requests a second that are allowed while nobody throttles",
        Allowance::fullRate);
    gauge(payer, tags, "waiting", "Polls that wait for their turn", one -> (double) one.waiting());
    gauge(
        payer,
        tags,
        "pause.seconds",
        "Seconds for which nothing is sent because the vendor throttled",
        Allowance::pauseSeconds);
    return new Allowance(
        time,
        pause,
        () -> fullRate(api),
        new AdaptiveRate(polls.retryDelay(), chance),
        registry.counter("caravan.budget.throttled", tags));
  }

  /** Requests per second, whole or not; 0 for none. */
  private double fullRate(Api api) {
    double documented = api.limits().requestsPerSecond();
    double ours = documented > 0 ? documented * quota.share() : quota.unpublished();
    return ours * ownedShare.getAsDouble();
  }

  private void gauge(
      Payer payer, Tags tags, String name, String description, ToDoubleFunction<Allowance> value) {
    Gauge.builder("caravan.budget." + name, this, one -> one.shown(payer, value))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private double shown(Payer payer, ToDoubleFunction<Allowance> value) {
    Allowance allowance = allowances.get(payer);
    return allowance == null ? Double.NaN : value.applyAsDouble(allowance);
  }

  /** Two names of one account are shown under the one that was polled first. */
  private static Tags tags(Account account, Payer payer) {
    return Tags.of("api", payer.api(), "vendor", payer.vendor(), "account", account.name());
  }

  private static PollError reason(Poll poll) {
    // What an abandoned poll says is never published; it only skips the steps of its page.
    return poll.error() != null
        ? poll.error()
        : PollError.of(Failure.TIMEOUT, "poll_abandoned", null, null);
  }
}
