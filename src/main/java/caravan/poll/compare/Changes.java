package caravan.poll.compare;

import caravan.event.Asset;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Facts;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.event.Traffic.Counters;
import caravan.state.SubjectState;
import java.time.Instant;
import java.util.List;

/** The facts of an event with the changes a transition states; whether a counter was reset. */
record Changes(Facts facts, boolean counterReset) {

  static Changes none(Facts seen) {
    return new Changes(seen, false);
  }

  static Changes first(Facts seen) {
    return none(
        seen instanceof ConnectionFacts now
            ? new ConnectionFacts(now.client(), now.connection().changed(0), now.traffic())
            : seen);
  }

  static Changes between(SubjectState before, Facts seen) {
    if (seen instanceof ConnectionFacts now && before.facts() instanceof ConnectionFacts old) {
      return between(before.observedAt(), old, now);
    }
    if (seen instanceof Tls now && before.facts() instanceof Tls old) {
      return none(now.after(old));
    }
    if (seen instanceof DatabaseAccount now && before.facts() instanceof DatabaseAccount old) {
      return none(now.with(differences(old, now)));
    }
    if (seen instanceof Asset now && before.facts() instanceof Asset old) {
      return none(now.after(old.state()));
    }
    return none(seen);
  }

  private static Changes between(Instant observedAt, ConnectionFacts old, ConnectionFacts now) {
    boolean reset =
        old.traffic() != null
            && now.traffic() != null
            && now.traffic().total().isBelow(old.traffic().total());
    return new Changes(
        new ConnectionFacts(
            now.client(),
            now.connection().changed(old.connection().count()),
            reset ? now.traffic() : since(observedAt, old.traffic(), now.traffic())),
        reset);
  }

  /** Only for counters that both readings state. */
  private static Traffic since(Instant observedAt, Traffic old, Traffic now) {
    Counters delta = old == null || now == null ? null : now.total().minus(old.total());
    if (delta == null || delta.isEmpty()) {
      return now;
    }
    Instant since = old.measuredAt() == null ? observedAt : old.measuredAt();
    return new Traffic(now.measuredAt(), now.total(), delta, since);
  }

  private static DatabaseAccount.Changes differences(DatabaseAccount old, DatabaseAccount now) {
    return new DatabaseAccount.Changes(
        without(now.roles(), old.roles()),
        without(old.roles(), now.roles()),
        now.access().equals(old.access()) ? null : old.access());
  }

  private static List<Role> without(List<Role> roles, List<Role> taken) {
    return roles.stream().filter(role -> !taken.contains(role)).toList();
  }
}
