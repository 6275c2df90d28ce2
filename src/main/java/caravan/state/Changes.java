package caravan.state;

import caravan.model.Connection;
import caravan.model.DatabaseAccount;
import caravan.model.DatabaseAccount.Role;
import caravan.model.Known;
import caravan.model.Observation;
import caravan.model.Tls;
import caravan.model.Traffic;
import caravan.model.Traffic.Counters;
import java.time.Instant;
import java.util.List;

/**
 * What a transition states besides the record itself.
 *
 * @param countBefore connections before; null unless the event is a transition
 * @param traffic difference of the counters, or null
 * @param since start of that difference, or null
 * @param counterReset whether a counter is lower than before
 * @param tls what held before, or null
 * @param account roles granted and revoked, or null
 */
record Changes(
    Long countBefore,
    Counters traffic,
    Instant since,
    boolean counterReset,
    Tls tls,
    DatabaseAccount.Changes account) {

  /** Of an event that claims no change. */
  static final Changes NONE = new Changes(null, null, null, false, null, null);

  /** Of a subject that was not there before. */
  static Changes first(Observation seen) {
    return new Changes(0L, null, null, false, null, null);
  }

  /** Between what was known of a subject and what is seen of it. */
  static Changes between(Known before, Observation seen) {
    Counters old = before.traffic() == null ? null : before.traffic().total();
    Counters now = seen.traffic() == null ? null : seen.traffic().total();
    boolean reset = old != null && now != null && isReset(old, now);
    Counters difference = old == null || now == null || reset ? null : difference(old, now);
    boolean differs = difference != null && !difference.isEmpty();
    return new Changes(
        before.connection() == null ? null : before.connection().count(),
        differs ? difference : null,
        differs ? since(before) : null,
        reset,
        before.tls(),
        before.account() == null ? null : roles(before.account(), seen.account()));
  }

  private static Instant since(Known before) {
    Instant measured = before.traffic().measuredAt();
    return measured == null ? before.observedAt() : measured;
  }

  private static boolean isReset(Counters old, Counters now) {
    return isLower(old.bytesFromClient(), now.bytesFromClient())
        || isLower(old.bytesToClient(), now.bytesToClient())
        || isLower(old.packetsFromClient(), now.packetsFromClient())
        || isLower(old.packetsToClient(), now.packetsToClient());
  }

  private static boolean isLower(Long old, Long now) {
    return old != null && now != null && now < old;
  }

  /** Only of counters that both sides state. */
  private static Counters difference(Counters old, Counters now) {
    return new Counters(
        minus(now.bytesFromClient(), old.bytesFromClient()),
        minus(now.bytesToClient(), old.bytesToClient()),
        minus(now.packetsFromClient(), old.packetsFromClient()),
        minus(now.packetsToClient(), old.packetsToClient()));
  }

  private static Long minus(Long now, Long old) {
    return now == null || old == null ? null : Long.valueOf(now - old);
  }

  private static DatabaseAccount.Changes roles(DatabaseAccount old, DatabaseAccount now) {
    return new DatabaseAccount.Changes(
        without(now.roles(), old.roles()), without(old.roles(), now.roles()));
  }

  private static List<Role> without(List<Role> roles, List<Role> taken) {
    return roles.stream().filter(role -> !taken.contains(role)).toList();
  }

  Connection of(Connection seen) {
    return seen == null || countBefore == null ? seen : seen.changed(countBefore);
  }

  Traffic of(Traffic seen) {
    return seen == null || traffic == null
        ? seen
        : new Traffic(seen.measuredAt(), seen.total(), traffic, since);
  }

  Tls of(Tls seen) {
    return seen == null || tls == null ? seen : new Tls(seen.enabled(), seen.certificate(), tls);
  }

  DatabaseAccount of(DatabaseAccount seen) {
    return seen == null || account == null
        ? seen
        : new DatabaseAccount(
            seen.database(), seen.name(), seen.superuser(), seen.roles(), account);
  }
}
