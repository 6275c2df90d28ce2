package caravan.poll;

import caravan.model.Scope;
import caravan.state.ScopeState;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What a replica owns, as a test says: every scope and the whole share, until it says otherwise.
 */
public final class Owned implements OwnedScopes {

  private volatile BooleanSupplier brokers = () -> false;
  private volatile Predicate<Scope> scopes = any -> true;
  private volatile Function<Scope, ScopeState> memories = scope -> null;
  private volatile DoubleSupplier share = () -> 1;
  private volatile LongSupplier subjects = () -> 0;

  /** Publishes while that is true; not at all before. */
  public void onlyWhile(BooleanSupplier ready) {
    brokers = ready;
  }

  /** Owns these scopes. */
  public void only(Predicate<Scope> owns) {
    scopes = owns;
  }

  /** Remembers that of its scopes; nothing before. */
  public void remembers(Function<Scope, ScopeState> known) {
    memories = known;
  }

  /** Has so many open subjects. */
  public void hasSubjects(LongSupplier open) {
    subjects = open;
  }

  /** Owns that share of the partitions. */
  public void follows(DoubleSupplier part) {
    share = part;
  }

  @Override
  public boolean canPublish() {
    return brokers.getAsBoolean();
  }

  @Override
  public boolean owns(Scope scope) {
    return scopes.test(scope);
  }

  @Override
  public ScopeState memory(Scope scope) {
    return memories.apply(scope);
  }

  @Override
  public long countedSubjects() {
    return subjects.getAsLong();
  }

  @Override
  public double share() {
    return share.getAsDouble();
  }
}
