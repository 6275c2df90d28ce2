package caravan.model;

import caravan.Fixtures;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Scopes of the product's APIs, for tests. All credentials are made up. */
public final class Scopes {

  private Scopes() {}

  /**
   * A scope with every setting at its default.
   *
   * @param apiId id of the API
   * @param accountId vendor's account id, or null
   * @param region region, or empty
   * @param projectId project, or null
   * @param resourceId resource
   * @param user user, or null where the API lists all
   */
  public static Scope of(
      String apiId,
      String accountId,
      String region,
      String projectId,
      String resourceId,
      String user) {
    return of(apiId, accountId, region, projectId, resourceId, user, ZoneOffset.ofHours(8));
  }

  /** A scope whose zoneless vendor times are in a given zone. */
  public static Scope of(
      String apiId,
      String accountId,
      String region,
      String projectId,
      String resourceId,
      String user,
      ZoneOffset assumedZone) {
    Api api = Fixtures.api(apiId);
    Account account =
        new Account(
            "test",
            api.source().vendor(),
            accountId,
            null,
            () -> new Credential("test-key-id", "test-secret", null));
    Target target =
        new Target(
            api,
            account,
            region,
            projectId,
            List.of(resourceId),
            user == null ? List.of() : List.of(user),
            Duration.ofSeconds(60),
            api.paging().pageSize(),
            null,
            Set.of(),
            assumedZone,
            null,
            3,
            Duration.ofMinutes(5),
            null,
            true);
    return new Scope(target, resourceId, user);
  }

  /** The scope, if the sheet of its API said something else of what runs there. */
  public static Scope withEngine(
      Scope scope, String engine, boolean stated, Api.ResourceKind kind) {
    Target target = scope.target();
    Api api = target.api();
    Api.SourceSheet source = api.source();
    Api other =
        new Api(
            api.id(),
            api.description(),
            api.reference(),
            api.policy(),
            new Api.SourceSheet(
                source.vendor(),
                source.vendorName(),
                source.service(),
                source.product(),
                source.operation(),
                source.version(),
                source.resourceType(),
                source.family(),
                engine,
                kind,
                stated),
            api.request(),
            api.paging(),
            api.limits(),
            api.record(),
            api.row(),
            api.errors());
    Target same =
        new Target(
            other,
            target.account(),
            target.region(),
            target.projectId(),
            target.resources(),
            target.members(),
            target.every(),
            target.pageSize(),
            target.heartbeat(),
            target.views(),
            target.assumedZone(),
            target.closeConfirmations(),
            target.goneAfter(),
            target.timeout(),
            target.endpoint(),
            target.enabled());
    return new Scope(same, scope.resourceId(), scope.member());
  }
}
