package caravan.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Which resources of the vendor's own list, the catalogue, a target polls besides those that are
 * written there.
 *
 * @param every period between polls of the catalogue; null for its default
 * @param names globs of names or ids; one that begins with {@code !} takes out, and the last that
 *     matches decides; empty for all
 * @param tags tags that a resource must have, with their values
 * @param running whether resources that do not run are left out
 * @param members which members of each resource are polled, where the API lists one at a time; null
 *     for each one that the catalogue lists
 * @param enabled whether members that may not log in are left out
 */
public record Discovery(
    Duration every,
    List<String> names,
    Map<String, String> tags,
    boolean running,
    List<String> members,
    boolean enabled) {

  /** Which members of a resource are polled, of those that its catalogue lists. */
  public Discovery ofMembers() {
    return new Discovery(every, List.of(), Map.of(), enabled, null, false);
  }
}
