package caravan.poll;

import caravan.model.Scope;
import caravan.state.ScopeState;

/** What this replica polls: the scopes of the partitions that it owns. */
public interface OwnedScopes {

  /** Whether the brokers answer, so that a poll could be published. */
  boolean canPublish();

  /** Whether this replica owns a scope. */
  boolean owns(Scope scope);

  /** What is known of a scope; null while this replica does not own it or has not read it yet. */
  ScopeState memory(Scope scope);

  /** Share of all partitions that this replica owns, from 0 to 1. Must not block. */
  double share();

  /** What the open subjects of all owned scopes count as: {@link ScopeState#countsAs}. */
  long countedSubjects();

  /** A partition was opened: its scopes may be due. */
  record PartitionOpened() {}
}
