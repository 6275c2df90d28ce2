package caravan.cloud.ctyun;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CtyunRequestTest {

  private final CtyunRequest requests = new CtyunRequest();

  @Test
  void firstPageIsNumberOne() {
    // Given
    Scope scope = Fixtures.target(Fixtures.CTYUN).resources("f3687b55").scope();

    // When
    Request request = requests.build(scope, Cursor.first(100));

    // Then
    assertEquals("GET", request.method());
    assertEquals(
        "https://mongodb-global.ctapi.ctyun.cn/v1/accountsOpenApi/describeAccounts", request.url());
    assertEquals("pageNow=1&pageSize=100&prodInstId=f3687b55", request.query());
    assertEquals(Map.of("Accept", "application/json"), request.headers());
    assertEquals(0, request.body().length);
  }

  @Test
  void laterPageCountsOn() {
    Cursor third = Cursor.first(10).next().next();
    assertEquals(
        "pageNow=3&pageSize=10&prodInstId=res-1",
        requests.build(Fixtures.scope(Fixtures.CTYUN), third).query());
  }

  @Test
  void regionIsSentWhenConfigured() {
    Scope scope =
        Fixtures.target(Fixtures.CTYUN).region("bb9fdb42056f11eda1610242ac110002").scope();
    assertEquals(
        "bb9fdb42056f11eda1610242ac110002",
        requests.build(scope, Cursor.first(100)).header("regionId"));
  }

  @ParameterizedTest
  @CsvSource({
    "'a b', a%20b",
    "'a&pageNow=9', a%26pageNow%3D9",
    "'a+*~\"', a%2B%2A~%22",
    "'\u5b9e\u4f8b', %E5%AE%9E%E4%BE%8B"
  })
  void unusualIdIsPercentEncoded(String id, String encoded) {
    Scope scope = Fixtures.target(Fixtures.CTYUN).resources(id).scope();
    assertEquals(
        "pageNow=1&pageSize=5&prodInstId=" + encoded,
        requests.build(scope, Cursor.first(5)).query());
  }
}
