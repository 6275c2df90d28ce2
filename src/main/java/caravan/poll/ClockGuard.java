package caravan.poll;

import caravan.model.Scope;
import caravan.model.ScopeAware;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says whether this machine's clock can be trusted. A poll takes its slot from the clock, and a
 * slot that is not behind the last one is not polled again; so nothing is published while the clock
 * disagrees with any of three others: running time, the brokers' time, and the time of most
 * vendors.
 *
 * <p>What was heard once holds on in running time, so a clock that was set right is trusted at
 * once. Running time stands still while a machine is suspended; so it counts from when the brokers
 * or a vendor last agreed with the clock.
 */
@Singleton
public final class ClockGuard implements ScopeAware {

  private static final Logger LOG = Logger.getLogger(ClockGuard.class);

  /** One endpoint may be wrong by itself. */
  private static final int FEWEST_ENDPOINTS = 2;

  /** Kafka's clients do not notice less. */
  private static final Duration SET_BACK = Duration.ofSeconds(2);

  /** A clock and a running time that were read further apart say nothing of each other. */
  private static final long TOGETHER_NANOS = Duration.ofMillis(100).toNanos();

  private final Clock clock;
  private final RunningTime running;
  private final Duration maxSkew;
  private final Map<String, Stated> endpoints = new ConcurrentHashMap<>();
  private volatile Stated own;
  private volatile Stated brokers;
  private boolean wrong;
  private Duration offset;
  private volatile int setBacks;

  /**
   * What somebody said the time was, at some moment between two in running time.
   *
   * @param at what was said
   * @param precision what was left out
   */
  private record Stated(Instant at, Duration precision, long asked, long heard) {

    /** How far a clock is ahead of it at least; negative if it is behind. */
    Duration aheadOfIt(Instant now, long nanos) {
      Instant earliest = at.plusNanos(nanos - heard);
      Instant latest = at.plus(precision).plusNanos(nanos - asked);
      if (now.isBefore(earliest)) {
        return Duration.between(earliest, now);
      }
      return now.isAfter(latest) ? Duration.between(latest, now) : Duration.ZERO;
    }
  }

  public ClockGuard(Clock clock, RunningTime running, ClockSettings settings) {
    this.clock = clock;
    this.running = running;
    this.maxSkew = settings.maxSkew();
    this.own = present();
  }

  private Stated present() {
    long nanos = running.nanos();
    return new Stated(clock.instant(), Duration.ZERO, nanos, nanos);
  }

  /**
   * The brokers' time was heard.
   *
   * @param asking how long the answer took
   */
  public void brokersSaid(Instant time, Duration asking) {
    Stated said = said(time, Duration.ZERO, asking);
    brokers = said;
    confirm(said);
  }

  /** The brokers do not tell their time. */
  public void brokersSaidNothing() {
    brokers = null;
  }

  /**
   * A vendor's answer stated its time, in whole seconds.
   *
   * @param asking how long the answer took
   */
  public void vendorSaid(String endpoint, Instant date, Duration asking) {
    Stated said = said(date, Duration.ofMillis(999), asking);
    endpoints.put(endpoint, said);
    Stated shared = brokers;
    if (shared == null || !isFar(ahead(shared))) {
      confirm(said);
    }
  }

  private Stated said(Instant time, Duration precision, Duration asking) {
    long nanos = running.nanos();
    return new Stated(time, precision, nanos - asking.toNanos(), nanos);
  }

  private void confirm(Stated said) {
    if (!isFar(ahead(said))) {
      own = present();
    }
  }

  private Duration ahead(Stated said) {
    return said.aheadOfIt(clock.instant(), running.nanos());
  }

  private boolean isFar(Duration ahead) {
    return ahead.abs().compareTo(maxSkew) > 0;
  }

  /**
   * Why nothing may be published, in one sentence; empty while the clock can be trusted. Logs when
   * that changes.
   */
  public Optional<String> problem() {
    setBacks();
    String why = disagreement();
    report(why);
    return Optional.ofNullable(why);
  }

  private String disagreement() {
    Stated shared = brokers;
    if (shared != null && isFar(ahead(shared))) {
      return text(ahead(shared), "the brokers' time");
    }
    Duration moved = ahead(own);
    if (isFar(moved)) {
      return text(moved, "running time, so it was set");
    }
    return ofEndpoints();
  }

  /** Loops: it is asked for with each poll. */
  private String ofEndpoints() {
    int all = 0;
    List<Duration> ahead = new ArrayList<>();
    List<Duration> late = new ArrayList<>();
    for (Stated stated : endpoints.values()) {
      Duration one = ahead(stated);
      all++;
      if (isFar(one)) {
        (one.isNegative() ? late : ahead).add(one);
      }
    }
    List<Duration> most = ahead.size() > late.size() ? ahead : late;
    return all < FEWEST_ENDPOINTS || 2 * most.size() <= all
        ? null
        : text(most.get(0), "the time of %d of %d endpoints".formatted(most.size(), all));
  }

  private static String text(Duration ahead, String of) {
    return "this machine's clock is %d s %s %s; set it (NTP): nothing is published until then"
        .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of", of);
  }

  private synchronized void report(String why) {
    if (wrong == (why != null)) {
      return;
    }
    wrong = why != null;
    if (wrong) {
      LOG.error(why);
    } else {
      LOG.info("this machine's clock is right again");
    }
  }

  /**
   * Whether polls may start: not while the brokers' time says that the clock is wrong. What only
   * running time or vendors say does not keep polls from asking: the answers may clear it up.
   */
  public boolean mayPoll() {
    Stated shared = brokers;
    problem();
    return shared == null || !isFar(ahead(shared));
  }

  /**
   * Whether a slot that was published is further ahead of this machine's clock than the clocks of
   * replicas can differ, while this clock can be trusted.
   */
  public boolean isAhead(Instant slot, Duration period) {
    Duration most = maxSkew.multipliedBy(2);
    Duration bound = period.compareTo(most) > 0 ? period : most;
    return slot.isAfter(clock.instant().plus(bound)) && problem().isEmpty();
  }

  /** For how long a slot is ahead of this machine's clock. */
  public Duration untilSlot(Instant slot) {
    return Duration.between(clock.instant(), slot);
  }

  /**
   * Fails unless a poll may be published: the clock can be trusted, and was not set while the poll
   * ran.
   */
  public void check(Poll poll) {
    String why = problem().orElse(null);
    if (why == null && isFar(poll.clockMoved())) {
      why = "this machine's clock was set while the poll ran";
    }
    if (why != null) {
      throw new IllegalStateException(why);
    }
  }

  /**
   * How often the clock was set back by seconds. Kafka's clients measure their waits by the clock;
   * after that they may wait for as long as it was set back, and have to be made anew.
   */
  public synchronized int setBacks() {
    long before = running.nanos();
    Instant now = clock.instant();
    long apart = running.nanos() - before;
    if (apart < 0 || apart > TOGETHER_NANOS) {
      return setBacks;
    }
    Duration current = Duration.between(Instant.EPOCH, now).minusNanos(before);
    if (offset != null && current.plus(SET_BACK).compareTo(offset) < 0) {
      setBacks++;
    }
    offset = current;
    return setBacks;
  }

  @Override
  public void retainScopes(Collection<Scope> scopes) {
    endpoints.keySet().retainAll(scopes.stream().map(Scope::host).collect(Collectors.toSet()));
  }
}
