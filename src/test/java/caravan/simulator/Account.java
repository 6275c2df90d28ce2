package caravan.simulator;

import caravan.model.Credential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/**
 * A customer of one cloud: who may sign, and what there is to list.
 *
 * @param <R> kind of resource that tests change by name
 */
public final class Account<R extends Resource> {

  private final String id;
  private final Map<String, R> resources = new LinkedHashMap<>();
  private final Map<String, Resource> further = new LinkedHashMap<>();
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
    further.remove(resourceId);
  }

  /**
   * A resource that must be there.
   *
   * @param resourceId instance or gateway id
   * @throws NoSuchElementException when there is none
   */
  public R resource(String resourceId) {
    R resource = resources().get(resourceId);
    if (resource == null) {
      throw new NoSuchElementException("No resource " + resourceId + " in account " + id);
    }
    return resource;
  }

  /** All resources by id, as they are now. */
  public synchronized Map<String, R> resources() {
    return new LinkedHashMap<>(resources);
  }

  /**
   * Adds or replaces a resource of any other kind.
   *
   * @param resourceId its id
   * @param resource its state
   * @return the resource
   */
  public synchronized Resource further(String resourceId, Resource resource) {
    further.put(resourceId, resource);
    return resource;
  }

  /** Ids of the resources of which a list can be read, in the order they came. */
  public synchronized List<String> holders(String list) {
    return Stream.concat(resources.keySet().stream(), further.keySet().stream())
        .filter(id -> find(id).has(list))
        .toList();
  }

  /** Ids of all resources of every kind. */
  synchronized List<String> ids() {
    return Stream.concat(resources.keySet().stream(), further.keySet().stream()).toList();
  }

  /** All resources of every kind. */
  synchronized List<Resource> all() {
    return Stream.concat(resources.values().stream(), further.values().stream()).toList();
  }

  /** A resource of any kind, or null. */
  public synchronized Resource find(String resourceId) {
    R resource = resources.get(resourceId);
    return resource == null ? further.get(resourceId) : resource;
  }

  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}
