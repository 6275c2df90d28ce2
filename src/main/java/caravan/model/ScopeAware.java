package caravan.model;

import java.util.Collection;

/** Something that keeps what it learns of scopes, their accounts or their endpoints. */
public interface ScopeAware {

  /**
   * Forgets everything that none of these scopes has to do with, and shows it no longer.
   *
   * @param scopes all scopes that are polled from now on
   */
  void retainScopes(Collection<Scope> scopes);
}
