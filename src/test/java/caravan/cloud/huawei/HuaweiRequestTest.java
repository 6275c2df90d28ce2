package caravan.cloud.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuaweiRequestTest {

  private final HuaweiRequest requests = new HuaweiRequest();

  @Test
  void wholeListIsAskedForInOneAnswer() {
    // Given
    Scope scope =
        Fixtures.target(Fixtures.HUAWEI)
            .region("ap-southeast-1")
            .projectId("7c6f2d1e")
            .resources("b32d91a4-0362")
            .scope();

    // When
    Request request = requests.build(scope, Cursor.first(scope.target().pageSize()));

    // Then
    assertEquals("GET", request.method());
    assertEquals(
        "https://vpn.ap-southeast-1.myhuaweicloud.com"
            + "/v5/7c6f2d1e/p2c-vpn-gateways/b32d91a4-0362/connections",
        request.url());
    assertEquals("", request.query());
    assertEquals(Map.of("X-Project-Id", "7c6f2d1e"), request.headers());
    assertEquals(0, request.body().length);
  }

  @ParameterizedTest
  @CsvSource({"0, limit=200&offset=0", "1, limit=200&offset=200", "15, limit=200&offset=3000"})
  void pagesAreAskedForWithBothLimitAndOffset(int page, String query) {
    Cursor cursor = new Cursor(page, page * 200L, 200);
    assertEquals(query, requests.build(Fixtures.scope(Fixtures.HUAWEI), cursor).query());
  }

  @ParameterizedTest
  @CsvSource({
    "'a/b', a%2Fb",
    "'..', ..",
    "'a?b#c', a%3Fb%23c",
    "'a b+c', a%20b%2Bc",
    "'{projectId}', %7BprojectId%7D",
    "'\"\u7f51\u5173\"', %22%E7%BD%91%E5%85%B3%22"
  })
  void unusualIdIsPercentEncodedInThePath(String id, String encoded) {
    Scope scope = Fixtures.target(Fixtures.HUAWEI).projectId("p").resources(id).scope();
    assertEquals(
        "/v5/p/p2c-vpn-gateways/" + encoded + "/connections",
        requests.build(scope, Cursor.first(0)).path());
  }

  @Test
  void projectOfTheHeaderIsNotEncoded() {
    Scope scope = Fixtures.target(Fixtures.HUAWEI).projectId("p 1").scope();
    Request request = requests.build(scope, Cursor.first(0));
    assertEquals("p 1", request.header("X-Project-Id"));
    assertEquals("/v5/p%201/p2c-vpn-gateways/res-1/connections", request.path());
  }
}
