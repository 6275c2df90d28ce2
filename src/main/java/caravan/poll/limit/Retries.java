package caravan.poll.limit;

import caravan.model.Failure;
import caravan.model.PollError;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Has a page that failed asked for again: after the time that the vendor names, or else after a
 * back-off with full jitter that doubles with each attempt, so that polls which failed together do
 * not come back together.
 *
 * <p>First of all gates, so it hears of a failure last: nothing is held while it waits. It waits
 * itself instead of using Camel's {@code delay}, which sleeps its whole time: a poll must notice
 * within a moment that the service stops or the scope has another owner.
 */
@Singleton
@Priority(90)
public final class Retries implements AttemptGate {

  private static final double MAX_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PollSettings settings;
  private final DoubleSupplier chance;
  private final Sleep sleep;

  /** How time passes while a poll waits. */
  interface Sleep {

    /** Sleeps for so many nanoseconds. */
    void nanos(long nanos) throws InterruptedException;
  }

  @Inject
  public Retries(PollSettings settings) {
    this(settings, () -> ThreadLocalRandom.current().nextDouble(), TimeUnit.NANOSECONDS::sleep);
  }

  /** Creates retries with their own time and chance (from 0 to below 1). */
  Retries(PollSettings settings, DoubleSupplier chance, Sleep sleep) {
    this.settings = settings;
    this.chance = chance;
    this.sleep = sleep;
  }

  @Override
  public Permit enter(Attempt attempt) {
    return new Permit() {
      @Override
      public void failed(PollError error) {
        askAgain(attempt.poll());
      }
    };
  }

  /**
   * Waits and takes the failure of the current page back, so that the page is asked for again; or
   * lets it stand, when that cannot help, was tried often enough or would come too late. The wait
   * ends early, and the poll is abandoned, when the service stops or the scope has another owner.
   */
  private void askAgain(Poll poll) {
    if (!poll.walk().endedByPage() || !mayHelp(poll.error())) {
      return;
    }
    Duration wait = wait(poll.error());
    if (poll.leavesTime(wait)) {
      poll.walk().askAgain();
      pause(poll, wait);
    }
  }

  /**
   * Whether asking for the same page again within seconds may help. A refused signature may be
   * accepted once a lock is over, but not by then; and vendors lock keys after a few refusals.
   */
  private boolean mayHelp(PollError error) {
    int most = Math.min(settings.maxAttempts(), error.failure().mostAttempts());
    return error.retryable() && !error.failure().refused() && error.attempts() < most;
  }

  private Duration wait(PollError error) {
    double first = settings.retryDelay().toNanos();
    if (error.hint() != null) {
      return error.hint().plus(jitter(first));
    }
    double doubled = Math.scalb(first, error.attempts() - 1);
    Duration backOff = jitter(Math.max(0, Math.min(doubled, MAX_BACK_OFF_NANOS)));
    // Retrying right after a 429 counts against the limit again.
    return error.failure() == Failure.THROTTLED ? backOff.plus(settings.retryDelay()) : backOff;
  }

  private Duration jitter(double maxNanos) {
    return Duration.ofNanos((long) (chance.getAsDouble() * maxNanos));
  }

  private void pause(Poll poll, Duration wait) {
    long left = wait.toNanos();
    try {
      poll.endIfOver();
      while (left > 0 && poll.wantsPage()) {
        long step = Math.min(left, Poll.MAX_WAIT_UNNOTICED.toNanos());
        sleep.nanos(step);
        left -= step;
        poll.endIfOver();
      }
    } catch (InterruptedException e) {
      poll.abandonInterrupted();
    }
  }
}
