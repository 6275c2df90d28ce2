package caravan.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Scopes that something is left of, but that are not among the targets, with the time since when
 * this replica finds them so. Only those that stay missing are retired: another replica may have
 * read a newer file that names them, or an operator may put them back.
 */
public final class MissingScopes {

  private static final Logger LOG = Logger.getLogger(MissingScopes.class);
  private static final int SHOWN = 3;

  private final Duration grace;
  private final LongSupplier nanoTime;
  private final Map<String, Long> since = new HashMap<>();
  private volatile int count;

  /**
   * Without any.
   *
   * @param grace how long a scope has to be missing
   * @param nanoTime running time, which no correction of the clock moves
   */
  public MissingScopes(Duration grace, LongSupplier nanoTime) {
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  /**
   * Those that have been missing for long enough.
   *
   * @param missing all that are missing now; whoever is not among them any more begins anew
   */
  public List<String> lasting(Set<String> missing) {
    long now = nanoTime.getAsLong();
    since.keySet().retainAll(missing);
    Set<String> added = new TreeSet<>(missing);
    added.removeAll(since.keySet());
    added.forEach(path -> since.put(path, now));
    count = since.size();
    if (!added.isEmpty() && !grace.isZero()) {
      report(added);
    }
    return missing.stream().filter(path -> now - since.get(path) >= grace.toNanos()).toList();
  }

  /** How many are missing. */
  public int count() {
    return count;
  }

  private void report(Set<String> added) {
    String rest = added.size() > SHOWN ? " and " + (added.size() - SHOWN) + " more" : "";
    LOG.warnf(
        "scopes=%d are not among the targets; what is open there ends in %d s unless they come"
            + " back: %s%s",
        added.size(),
        grace.toSeconds(),
        String.join(", ", added.stream().limit(SHOWN).toList()),
        rest);
  }
}
