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
 * @param resources resources to list, one scope each; empty only with {@code discovery}
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
 * @param discovery which resources are polled besides those above, or null for no others
 * @param watchers what the targets of listings take from this one, if it is their catalogue; else
 *     empty
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
    boolean enabled,
    Discovery discovery,
    List<Discovery> watchers) {

  /** A target of what is written there only. */
  public Target(
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
    this(
        api,
        account,
        region,
        projectId,
        resources,
        members,
        every,
        pageSize,
        heartbeat,
        views,
        assumedZone,
        closeConfirmations,
        goneAfter,
        timeout,
        endpoint,
        enabled,
        null,
        List.of());
  }

  /** This target with only one of its resources, and no members. */
  public Target withOnly(String resource) {
    return with(List.of(resource), List.of());
  }

  /** This target with another API. */
  public Target with(Api other) {
    return with(other, resources, members, every, discovery, watchers);
  }

  /** This target with other resources and members, and nothing to be found. */
  public Target with(List<String> otherResources, List<String> otherMembers) {
    return with(api, otherResources, otherMembers, every, null, watchers);
  }

  /** Names the one scope of a catalogue: all that is in a project, or else in a region. */
  public static String place(String projectId, String region) {
    return projectId == null ? region : projectId;
  }

  /**
   * The catalogue in which the resources of this target are found, or the members of one.
   *
   * @param catalogue the API that lists them
   * @param resource whose members it lists; null for a catalogue of resources
   */
  public Target asCatalogue(Api catalogue, String resource) {
    return new Target(
        catalogue,
        account,
        region,
        projectId,
        List.of(resource == null ? place(projectId, region) : resource),
        List.of(),
        every,
        catalogue.paging().pageSize(),
        null,
        views,
        assumedZone,
        null,
        goneAfter,
        timeout,
        endpoint,
        enabled);
  }

  /** This target as the catalogue of others. */
  public Target watchedBy(List<Discovery> others, Duration period) {
    return with(api, resources, members, period, discovery, List.copyOf(others));
  }

  private Target with(
      Api otherApi,
      List<String> otherResources,
      List<String> otherMembers,
      Duration period,
      Discovery found,
      List<Discovery> others) {
    return new Target(
        otherApi,
        account,
        region,
        projectId,
        otherResources,
        otherMembers,
        period,
        pageSize,
        heartbeat,
        views,
        assumedZone,
        closeConfirmations,
        goneAfter,
        timeout,
        endpoint,
        enabled,
        found,
        others);
  }
}
