package caravan.model;

import java.util.Collection;

/** Keeps state per scope, account or endpoint. */
public interface ScopeAware {

  /** Drops all state, metrics included, that belongs to none of the scopes polled from now on. */
  void retainScopes(Collection<Scope> scopes);
}
