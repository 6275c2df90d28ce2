package caravan.event;

import caravan.json.JsonText;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Target;

/** Writes the members {@code source} and {@code resource}, which events and dead letters share. */
public final class Source {

  private Source() {}

  /** Writes {@code resource}. */
  public static void writeResource(JsonText out, Scope scope) {
    out.open("resource")
        .field("engine", scope.api().source().publishedEngine())
        .field("id", scope.resourceId())
        .field("type", scope.api().source().resourceType())
        .field("uid", scope.resourceUid())
        .close();
  }

  /** Writes {@code source}; the request id is left out when null. */
  public static void writeSource(JsonText out, Scope scope, String requestId) {
    Api api = scope.api();
    Target target = scope.target();
    out.open("source")
        .field("account_id", target.account().accountId())
        .field("api", api.source().operation())
        .field("api_version", api.source().version())
        .field("endpoint", api.request().endpointStated() ? scope.host() : null)
        .field("product", api.source().product())
        .field("project_id", target.projectId())
        .field("region", target.region().isEmpty() ? null : target.region())
        .field("request_id", requestId)
        .field("service", api.source().service())
        .field("vendor", api.source().vendor())
        .close();
  }
}
