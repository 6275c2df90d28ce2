package caravan.cloud.huawei;

import caravan.cloud.Parameters;
import caravan.cloud.RequestBuilder;
import caravan.model.Cursor;
import caravan.model.Paths;
import caravan.model.Request;
import caravan.model.Scope;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * A Huawei Cloud request: GET with ids in the path; without {@code limit} the answer is one page.
 *
 * @see <a href="https://support.huaweicloud.com/intl/en-us/api-vpn/">VPN API reference</a>
 */
@Singleton
@Named("huaweiRequest")
public final class HuaweiRequest implements RequestBuilder {

  @Override
  public Request build(Scope scope, Cursor cursor) {
    Map<String, String> project = Map.of("X-Project-Id", scope.target().projectId());
    return Request.to(
        scope,
        "GET",
        scope.fill(scope.api().request().path(), Paths::percentEncode),
        new Parameters(scope, cursor).query(),
        Parameters.headers(scope, project),
        "");
  }
}
