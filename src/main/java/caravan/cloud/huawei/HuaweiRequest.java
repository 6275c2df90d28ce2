package caravan.cloud.huawei;

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
    String project = scope.target().projectId();
    String path =
        scope
            .api()
            .request()
            .path()
            .replace("{projectId}", Paths.percentEncode(project))
            .replace("{resource}", Paths.percentEncode(scope.resourceId()));
    String query =
        cursor.size() == 0 ? "" : "limit=" + cursor.size() + "&offset=" + cursor.offset();
    return Request.to(scope, "GET", path, query, Map.of("X-Project-Id", project), "");
  }
}
