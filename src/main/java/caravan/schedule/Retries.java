package caravan.schedule;

import caravan.model.Failure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.camel.ExchangeProperty;

/**
 * Lets a poll ask again for a page that failed: after the time that the vendor names, or else after
 * a wait that grows with each attempt, up to twice as long as before, with full jitter, so that
 * polls which failed together do not come back together.
 *
 * <p>The wait is a bean's and not Camel's {@code delay}: that one sleeps for its whole time, while
 * here a poll must notice within a moment that the service stops or the scope has another owner.
 */
@Singleton
@Named("retries")
public final class Retries {

  private static final double LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final PollSettings settings;
  private final Schedule schedule;
  private final DoubleSupplier chance;
  private final Sleep sleep;

  /** How time passes while a poll waits. */
  interface Sleep {

    /** Sleeps for so many nanoseconds. */
    void nanos(long nanos) throws InterruptedException;
  }

  /**
   * With the attempts of {@code caravan.poll}, and the schedule that says how long a poll lasts.
   */
  @Inject
  public Retries(PollSettings settings, Schedule schedule) {
    this(
        settings,
        schedule,
        () -> ThreadLocalRandom.current().nextDouble(),
        TimeUnit.NANOSECONDS::sleep);
  }

  /** With the share of the longest wait that is waited, from 0 to below 1, and the way to wait. */
  Retries(PollSettings settings, Schedule schedule, DoubleSupplier chance, Sleep sleep) {
    this.settings = settings;
    this.schedule = schedule;
    this.chance = chance;
    this.sleep = sleep;
  }

  /**
   * Waits and takes the failure of the current page back, so that the page is asked for again; or
   * lets it stand, when that cannot help, was tried often enough or would come too late. The wait
   * ends early, and the poll is abandoned, when the service stops or the scope has another owner.
   */
  public void askAgain(@ExchangeProperty("poll") Poll poll) {
    if (!poll.endedByPage() || !mayHelp(poll.error())) {
      return;
    }
    Duration wait = wait(poll.error());
    if (schedule.leavesTime(poll, wait)) {
      poll.askAgain();
      pause(poll, wait);
    }
  }

  /**
   * Whether asking for the same page again within seconds may help. A refused signature may be
   * retryable once a lock is over, but not by then; and vendors lock keys after a few of them.
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
    Duration backOff = jitter(Math.max(0, Math.min(doubled, LONGEST_NANOS)));
    // Who is throttled and comes back at once is counted again.
    return error.failure() == Failure.THROTTLED ? backOff.plus(settings.retryDelay()) : backOff;
  }

  private Duration jitter(double mostNanos) {
    return Duration.ofNanos((long) (chance.getAsDouble() * mostNanos));
  }

  private void pause(Poll poll, Duration wait) {
    long left = wait.toNanos();
    try {
      while (left > 0 && schedule.goesOn(poll)) {
        long step = Math.min(left, WaitingLine.LOOK_NANOS);
        sleep.nanos(step);
        left -= step;
      }
    } catch (InterruptedException e) {
      // Not thrown on: Camel would end the exchange before the poll is reported as abandoned.
      Thread.currentThread().interrupt();
      poll.abandon();
    }
  }
}
