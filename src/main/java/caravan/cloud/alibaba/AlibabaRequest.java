package caravan.cloud.alibaba;

import caravan.cloud.Parameters;
import caravan.cloud.RequestBuilder;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * An Alibaba Cloud RPC-style request: POST with the parameters in the query and an empty body.
 *
 * @see <a href="https://www.alibabacloud.com/help/en/sag">Smart Access Gateway</a>
 */
@Singleton
@Named("alibabaRequest")
public final class AlibabaRequest implements RequestBuilder {

  @Override
  public Request build(Scope scope, Cursor cursor) {
    Api api = scope.api();
    Map<String, String> headers =
        Map.of(
            "x-acs-action",
            api.source().operation(),
            "x-acs-version",
            api.source().version(),
            "Accept",
            "application/json",
            // Asks the gateway to say in its answers how long a throttling lasts.
            "x-sdk-throttling-control",
            "enable");
    return Request.to(
        scope,
        "POST",
        api.request().path(),
        new Parameters(scope, cursor).query(),
        Parameters.headers(scope, headers),
        "");
  }
}
