package caravan.app;

import caravan.redact.OneLine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Scopes with state that are not among the targets, and since when. Only those that stay missing
 * are retired: another replica may have read a newer file, or an operator may put them back.
 */
public final class MissingScopes {

  private static final Logger LOG = Logger.getLogger(MissingScopes.class);
  private static final int MAX_SHOWN = 3;

  private final Duration grace;
  private final LongSupplier nanoTime;
  private final Map<String, Long> since = new HashMap<>();
  private volatile int count;

  /** Lets a scope be missing for a grace, by a running time that clock corrections do not move. */
  public MissingScopes(Duration grace, LongSupplier nanoTime) {
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  /** Those of the missing scopes that have been missing, in every call, for the whole grace. */
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
    String shown = String.join(", ", added.stream().limit(MAX_SHOWN).map(OneLine::of).toList());
    String rest = added.size() > MAX_SHOWN ? " and " + (added.size() - MAX_SHOWN) + " more" : "";
    LOG.warnf(
        "scopes=%d are not among the targets; what is open there ends in %d s unless they come"
            + " back: %s%s",
        added.size(), grace.toSeconds(), shown, rest);
  }
}
