package caravan.model;

/** What part of all scopes this replica polls, and what it knows of each. */
public interface PartitionShare {

  /** Part of all partitions that this replica owns, from 0 to 1. */
  double ownedShare();

  /** Whether this replica owns the partition of a scope. */
  boolean owns(Scope scope);

  /**
   * What is known of a scope; null while this replica may not poll it, because another one owns it,
   * its state is still being loaded, or its state cannot be read.
   */
  Memory memory(Scope scope);
}
