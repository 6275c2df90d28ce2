package caravan.cloud.ctyun;

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
 * A CTYun request: GET with the parameters sorted by name, because that is what is signed.
 *
 * @see <a href="https://www.esurfingcloud.com/document/20694294/20700432">describeAccounts</a>
 */
@Singleton
@Named("ctyunRequest")
public final class CtyunRequest implements RequestBuilder {

  @Override
  public Request build(Scope scope, Cursor cursor) {
    return Request.to(
        scope,
        "GET",
        scope.fill(scope.api().request().path(), Paths::percentEncode),
        new Parameters(scope, cursor).query(),
        Parameters.headers(scope, Map.of("Accept", "application/json")),
        "");
  }
}
