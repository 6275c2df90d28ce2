package caravan.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One resource of an account, for example an instance or a gateway: the lists that can be read of
 * it, as rows in the vendor's words. A list is named after its operation and, where a resource has
 * one for each of its members, the member.
 */
public class Resource {

  /** One list: its operation, and its member or null. */
  private record Name(String list, String member) {}

  private final String projectId;
  private final Set<String> locked = new HashSet<>();
  private volatile boolean running = true;
  private final Map<Name, Map<String, ObjectNode>> lists = new LinkedHashMap<>();

  /** A resource outside of any project. */
  public Resource() {
    this(null);
  }

  /**
   * An empty resource.
   *
   * @param projectId project it belongs to, or null
   */
  public Resource(String projectId) {
    this.projectId = projectId;
  }

  /** Project it belongs to, or null. */
  public final String projectId() {
    return projectId;
  }

  /** Stops it, or lets it run again; a catalogue lists it all the same. */
  public final void runs(boolean now) {
    running = now;
  }

  /** Whether it runs. */
  final boolean runs() {
    return running;
  }

  /** Locks a member out, or lets it in again; a catalogue lists it all the same. */
  public final synchronized void allows(String member, boolean now) {
    if (now) {
      locked.remove(member);
    } else {
      locked.add(member);
    }
  }

  /** Whether a member may log in. */
  final synchronized boolean allows(String member) {
    return !locked.contains(member);
  }

  /** Whether there is a list, even an empty one. */
  public final synchronized boolean has(String list) {
    return lists.keySet().stream().anyMatch(name -> name.list().equals(list));
  }

  /** Members that have a list, in the order they came. */
  public final synchronized List<String> members(String list) {
    return lists.keySet().stream()
        .filter(name -> name.list().equals(list) && name.member() != null)
        .map(Name::member)
        .toList();
  }

  /** Adds an empty list unless there is one. */
  public final synchronized void list(String list, String member) {
    lists.computeIfAbsent(new Name(list, member), unused -> new LinkedHashMap<>());
  }

  /** Adds or replaces a row; its key tells it from others of its list. */
  public final synchronized void put(String list, String member, String key, ObjectNode row) {
    list(list, member);
    lists.get(new Name(list, member)).put(key, row);
  }

  /** Takes a row away. */
  public final synchronized void remove(String list, String member, String key) {
    lists.getOrDefault(new Name(list, member), Map.of()).remove(key);
  }

  /** Takes all rows of a list away. */
  public final synchronized void clear(String list, String member) {
    lists.getOrDefault(new Name(list, member), Map.of()).clear();
  }

  /** Changes a row in place; gives whether there is such a row. */
  final synchronized boolean change(
      String list, String member, String key, UnaryOperator<ObjectNode> change) {
    Map<String, ObjectNode> rows = lists.getOrDefault(new Name(list, member), Map.of());
    return rows.containsKey(key) && rows.put(key, change.apply(rows.get(key))) != null;
  }

  /** Rows in the order they came, not to be changed; a list that is not there has none. */
  public final synchronized List<ObjectNode> rows(String list, String member) {
    return new ArrayList<>(lists.getOrDefault(new Name(list, member), Map.of()).values());
  }
}
