package caravan.schedule;

import caravan.Settings;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Scope;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.function.DoubleSupplier;
import org.apache.camel.ExchangeProperty;

/**
 * Keeps the requests of an account to an API below the vendor's limit: documented limit × share
 * that is left to us × share of the partitions that this process owns. All replicas together so
 * stay below the limit without asking each other.
 */
@Singleton
@Named("budget")
public final class Budget {

  private final Settings.Quota quota;
  private final Schedule schedule;
  private final TimeMeter time;
  private final WaitingLine.Pause pause;
  private final Map<Payer, WaitingLine> lines = new ConcurrentHashMap<>();
  private volatile DoubleSupplier ownedShare = () -> 1.0;

  /** Whose limit a request counts against. */
  private record Payer(String vendor, String account, String accountId, String api) {

    static Payer of(Scope scope) {
      Account account = scope.target().account();
      return new Payer(account.vendor(), account.name(), account.accountId(), scope.api().id());
    }
  }

  /** With the shares of {@code caravan.quota}, and the schedule that says how long a poll waits. */
  @Inject
  public Budget(Settings settings, Schedule schedule) {
    this(settings, schedule, TimeMeter.SYSTEM_NANOTIME, Condition::awaitNanos);
  }

  /** With the time that tokens are counted by and the way a poll waits for them. */
  Budget(Settings settings, Schedule schedule, TimeMeter time, WaitingLine.Pause pause) {
    this.quota = settings.quota();
    this.schedule = schedule;
    this.time = time;
    this.pause = pause;
  }

  /**
   * Makes all rates follow the share of partitions that this process owns, whole until then.
   *
   * @param share from 0, nothing owned and so nothing sent, to 1; asked often, so it must not block
   */
  public void follows(DoubleSupplier share) {
    ownedShare = share;
  }

  /**
   * Waits until the poll may send one request. The wait ends early when the poll has run out of
   * time, the service stops or the scope has another owner.
   *
   * @throws PageFailure when there is no request to send; the poll has failed with {@code
   *     poll_timeout} or is abandoned
   */
  public void acquire(@ExchangeProperty("poll") Poll poll) throws PageFailure {
    Scope scope = poll.scope();
    WaitingLine line =
        lines.computeIfAbsent(Payer.of(scope), payer -> new WaitingLine(time, pause));
    boolean passed = false;
    try {
      passed = line.pass(() -> rate(scope.api()), () -> schedule.goesOn(poll));
    } catch (InterruptedException e) {
      // Not thrown on: Camel would end the exchange before the poll is reported as abandoned.
      Thread.currentThread().interrupt();
      poll.abandon();
    }
    if (!passed) {
      throw new PageFailure(reason(poll), null);
    }
  }

  /** Requests per second, whole or not; 0 for none. */
  private double rate(Api api) {
    double documented = api.requestsPerSecond();
    double ours = documented > 0 ? documented * quota.share() : quota.unpublished();
    return ours * ownedShare.getAsDouble();
  }

  private static PollError reason(Poll poll) {
    // What an abandoned poll says is never published; it only skips the steps of its page.
    return poll.error() != null
        ? poll.error()
        : PollError.of(Failure.TIMEOUT, "poll_abandoned", null, null);
  }
}
