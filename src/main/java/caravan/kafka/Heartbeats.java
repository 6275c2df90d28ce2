package caravan.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;

/**
 * When the group last answered this member. A consumer that cannot reach the group's coordinator
 * keeps its partitions, and its polls return as ever: only the numbers of answered requests show
 * it. In running time, which no correction of the clock moves.
 */
final class Heartbeats {

  private static final Set<String> ANSWERS = Set.of("heartbeat-total", "join-total", "sync-total");
  private static final String METRICS = "consumer-coordinator-metrics";

  /** A longer pause between two looks means that this process stood still, not the group. */
  private static final Duration MAX_GAP = Duration.ofSeconds(1);

  private final long limit;
  private final long attention;
  private final LongSupplier nanoTime;
  private List<? extends Metric> counts = List.of();
  private double answers;
  private long lookedAt;
  private long attentiveSince;
  private long heardAt;

  /**
   * Counts the group as lost one heartbeat before it may count this member as lost, so that this
   * member stops before others begin.
   */
  Heartbeats(Duration sessionTimeout, Duration interval, LongSupplier nanoTime) {
    this.limit = sessionTimeout.minus(interval).toNanos();
    this.attention = interval.multipliedBy(2).toNanos();
    this.nanoTime = nanoTime;
  }

  /** Follows another consumer from now on. */
  synchronized void follow(Iterable<? extends Metric> metrics) {
    counts = counts(metrics);
    answers = 0;
    lookedAt = nanoTime.getAsLong();
    heardAt = lookedAt;
    attentiveSince = lookedAt;
  }

  private static List<Metric> counts(Iterable<? extends Metric> metrics) {
    List<Metric> found = new ArrayList<>();
    metrics.forEach(
        one -> {
          if (one.metricName().group().equals(METRICS)
              && ANSWERS.contains(one.metricName().name())) {
            found.add(one);
          }
        });
    return found;
  }

  /**
   * Looks for an answer. It counts from the look before, because it may have come right after that
   * and this process may have stood still since.
   *
   * @return a moment after which the group has answered, in the time of {@link System#nanoTime}
   */
  synchronized long heardAt() {
    long now = nanoTime.getAsLong();
    double total = counts.stream().mapToDouble(one -> (Double) one.metricValue()).sum();
    if (total > answers) {
      answers = total;
      heardAt = lookedAt;
    }
    if (now - lookedAt > MAX_GAP.toNanos()) {
      attentiveSince = now;
    }
    lookedAt = now;
    return heardAt;
  }

  /** Whether the group may have given this member's partitions away. */
  synchronized boolean areStale() {
    if (nanoTime.getAsLong() - heardAt <= limit) {
      return false;
    }
    long heard = heardAt();
    return lookedAt - heard > limit;
  }

  /**
   * Whether the group is out of reach: stale, and not only because this process stood still and has
   * yet to hear.
   */
  synchronized boolean areLost() {
    return areStale() && lookedAt - attentiveSince > attention;
  }

  /** The longest silence that does not count as lost. */
  Duration limit() {
    return Duration.ofNanos(limit);
  }
}
