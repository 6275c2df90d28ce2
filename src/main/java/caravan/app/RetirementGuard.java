package caravan.app;

import caravan.kafka.Replica;
import caravan.state.ScopeState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Keeps scopes from being ended by mistake. What ends them for good is that they are missing from
 * the targets, and they are missing, too, where the wrong targets are in force: on a replica that
 * has yet to see a change, in an installation that shares the prefix, after a slip of the pen.
 */
final class RetirementGuard {

  private static final Logger LOG = Logger.getLogger(RetirementGuard.class);

  /** At most one in so many of the known scopes ends without a confirmation. */
  private static final int MAX_SHARE = 5;

  /** So many may end in a small installation, though they are a larger part of it. */
  private static final int FEW = 10;

  private final String confirmed;
  private volatile String problem;
  private volatile int kept;

  /**
   * What this replica knows of itself and of the others.
   *
   * @param replicas what the members of the group show, itself included
   * @param loaded whether all is known that is kept of the owned scopes
   * @param share share of the partitions that it owns
   * @param owned scopes that the targets in force name and that it owns
   */
  record Standing(Replica self, Set<Replica> replicas, boolean loaded, double share, long owned) {}

  /** Lets everything end that is missing from targets with the confirmed digest. */
  RetirementGuard(Optional<String> confirmed) {
    this.confirmed = confirmed.orElse("");
  }

  /** What keeps scopes that have been missing for long enough; empty when nothing does. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** How many scopes have been missing for long enough and are kept nevertheless. */
  int kept() {
    return kept;
  }

  /**
   * Those that may be ended now.
   *
   * @param lasting scopes that have been missing for long enough
   * @param missing all scopes that are missing now
   */
  List<String> mayEnd(List<String> lasting, Map<String, ScopeState> missing, Standing standing) {
    Replica self = standing.self();
    Set<Replica> others = new HashSet<>(standing.replicas());
    if (!others.remove(self) && !others.contains(Replica.UNKNOWN)) {
      // The group has yet to hear of the targets that are in force here by now.
      return List.of();
    }
    if (!others.isEmpty()) {
      return keepAll(
          lasting, "members of the group show something else than %s: %s".formatted(self, others));
    }
    if (!standing.loaded()) {
      return List.of();
    }
    if (confirmed.equals(self.targets())) {
      keep(0, null);
      return lasting;
    }
    Predicate<String> ours = path -> isOf(self, missing.get(path));
    long gone = missing.keySet().stream().filter(ours).count();
    if (gone > mostAtOnce(standing, gone)) {
      return keepAll(
          lasting,
          "%d of %d scopes are missing from the targets, too many to end unasked%s"
              .formatted(gone, standing.owned() + gone, remedy(self)));
    }
    List<String> ending = lasting.stream().filter(ours).toList();
    int foreign = lasting.size() - ending.size();
    keep(
        foreign,
        foreign == 0 ? null : "another installation wrote what is kept of them" + remedy(self));
    return ending;
  }

  /** A checkpoint of an older version does not say who wrote it. */
  private static boolean isOf(Replica self, ScopeState state) {
    return state.installation() == null || state.installation().equals(self.installation());
  }

  /** Each replica sees the scopes that it owns, so a small number is shared between all. */
  private static long mostAtOnce(Standing standing, long gone) {
    long few = (long) Math.ceil(FEW * standing.share());
    return Math.max((standing.owned() + gone) / MAX_SHARE, few);
  }

  private static String remedy(Replica self) {
    return "; if they are meant to end, set caravan.retire-confirm=" + self.targets();
  }

  private List<String> keepAll(List<String> lasting, String why) {
    keep(lasting.size(), lasting.isEmpty() ? null : why);
    return List.of();
  }

  private void keep(int scopes, String why) {
    kept = scopes;
    if (why != null && !why.equals(problem)) {
      LOG.warnf("nothing ends in scopes=%d: %s", scopes, why);
    }
    problem = why;
  }
}
