package caravan.cloud.tencent;

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
 * A Tencent Cloud API 3.0 request: POST with JSON, action and region in headers.
 *
 * @see <a href="https://www.tencentcloud.com/document/api/240">TencentDB for MongoDB API</a>
 */
@Singleton
@Named("tencentRequest")
public final class TencentRequest implements RequestBuilder {

  @Override
  public Request build(Scope scope, Cursor cursor) {
    Api api = scope.api();
    Map<String, String> headers =
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "X-TC-Action", api.source().operation(),
            "X-TC-Version", api.source().version(),
            "X-TC-Region", scope.target().region());
    return Request.to(
        scope,
        "POST",
        api.request().path(),
        "",
        Parameters.headers(scope, headers),
        new Parameters(scope, cursor).json());
  }
}
