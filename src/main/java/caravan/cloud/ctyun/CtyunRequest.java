package caravan.cloud.ctyun;

import caravan.cloud.RequestBuilder;
import caravan.model.Cursor;
import caravan.model.Paths;
import caravan.model.Request;
import caravan.model.Scope;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;

/**
 * A CTYun request: GET with the parameters sorted by name, because that is what is signed.
 *
 * @see <a href="https://www.esurfingcloud.com/document/20694294/20700432">describeAccounts</a>
 */
@Singleton
@Named("ctyunRequest")
public final class CtyunRequest implements RequestBuilder {

  @Override
  public Request build(Scope scope, Cursor cursor) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Accept", "application/json");
    if (!scope.target().region().isEmpty()) {
      headers.put("regionId", scope.target().region());
    }
    String query =
        ("pageNow=" + (cursor.page() + 1))
            + ("&pageSize=" + cursor.size())
            + ("&prodInstId=" + Paths.percentEncode(scope.resourceId()));
    return Request.to(scope, "GET", scope.api().request().path(), query, headers, "");
  }
}
