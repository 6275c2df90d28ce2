package caravan.model;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * One entry of {@code targets.yaml}, with every default filled in.
 *
 * @param region vendor's region, or empty
 * @param projectId vendor's project, or null
 * @param resources resources to list, one scope each; never empty
 * @param members second ids, one scope each where the API lists one member of a resource, for
 *     example a user; else empty
 * @param every period between polls
 * @param pageSize rows asked for per page; 0 asks for everything in one answer
 * @param heartbeat interval after which an unchanged subject is published again; null for never
 * @param views views to publish besides the events: {@code ocsf}, {@code ecs}
 * @param assumedZone zone of vendor times that carry none
 * @param closeConfirmations complete snapshots without a subject that prove its end; null for the
 *     default of one for single-page and two for multi-page snapshots
 * @param goneAfter consecutive "not found" polls after which the resource counts as gone
 * @param timeout maximum duration of one poll
 * @param endpoint endpoint that overrides the account's and the API's, or null
 */
public record Target(
    Api api,
    Account account,
    String region,
    String projectId,
    List<String> resources,
    List<String> members,
    Duration every,
    int pageSize,
    Duration heartbeat,
    Set<String> views,
    ZoneOffset assumedZone,
    Integer closeConfirmations,
    int goneAfter,
    Duration timeout,
    String endpoint,
    boolean enabled) {

  /** This target with only one of its resources, and no members. */
  public Target withOnly(String resource) {
    return with(api, List.of(resource), List.of());
  }

  /** This target with another API. */
  public Target with(Api other) {
    return with(other, resources, members);
  }

  private Target with(Api otherApi, List<String> otherResources, List<String> otherMembers) {
    return new Target(
        otherApi,
        account,
        region,
        projectId,
        otherResources,
        otherMembers,
        every,
        pageSize,
        heartbeat,
        views,
        assumedZone,
        closeConfirmations,
        goneAfter,
        timeout,
        endpoint,
        enabled);
  }
}
