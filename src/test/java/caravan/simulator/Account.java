package caravan.simulator;

import caravan.model.Credential;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A customer of one cloud: who may sign, and what there is to list.
 *
 * @param <R> kind of resource
 */
public final class Account<R> {

  private final String id;
  private final Map<String, R> resources = new LinkedHashMap<>();
  private Credential credential;

  Account(String id, Credential credential) {
    this.id = id;
    this.credential = credential;
  }

  /** Account id as an operator writes it; the APIs never return it. */
  public String id() {
    return id;
  }

  /** What signs for this account now. */
  public synchronized Credential credential() {
    return credential;
  }

  /**
   * Replaces the credential; the former is unknown from now on.
   *
   * @param next credential, with a token for a temporary one
   */
  public synchronized void credential(Credential next) {
    credential = next;
  }

  /**
   * Adds or replaces a resource.
   *
   * @param resourceId instance or gateway id
   * @param resource its state
   * @return the resource
   */
  public synchronized R add(String resourceId, R resource) {
    resources.put(resourceId, resource);
    return resource;
  }

  /**
   * Deletes a resource: the vendor does not find it any more.
   *
   * @param resourceId instance or gateway id
   */
  public synchronized void remove(String resourceId) {
    resources.remove(resourceId);
  }

  /**
   * A resource that must be there.
   *
   * @param resourceId instance or gateway id
   * @throws NoSuchElementException when there is none
   */
  public R resource(String resourceId) {
    R resource = find(resourceId);
    if (resource == null) {
      throw new NoSuchElementException("No resource " + resourceId + " in account " + id);
    }
    return resource;
  }

  /** All resources by id, as they are now. */
  public synchronized Map<String, R> resources() {
    return new LinkedHashMap<>(resources);
  }

  synchronized R find(String resourceId) {
    return resources.get(resourceId);
  }

  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}
