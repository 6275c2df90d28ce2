package caravan.cloud.tencent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TencentRequestTest {

  private final TencentRequest requests = new TencentRequest();

  private static String body(Request request) {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  @Test
  void firstPageOfTheConnectionsIsAskedFor() {
    // Given
    Scope scope =
        Fixtures.target(Fixtures.TENCENT).region("ap-singapore").resources("cmgo-p8vn").scope();

    // When
    Request request = requests.build(scope, Cursor.first(1000));

    // Then
    assertEquals("POST", request.method());
    assertEquals("https://mongodb.intl.tencentcloudapi.com/", request.url());
    assertEquals("", request.query());
    assertEquals(
        Map.of(
            "Content-Type", "application/json; charset=utf-8",
            "X-TC-Action", "DescribeClientConnections",
            "X-TC-Version", "2019-07-25",
            "X-TC-Region", "ap-singapore"),
        request.headers());
    assertEquals("{\"InstanceId\":\"cmgo-p8vn\",\"Limit\":1000,\"Offset\":0}", body(request));
  }

  @Test
  void laterPageDiffersInItsOffsetOnly() {
    // Given
    Scope scope = Fixtures.scope(Fixtures.TENCENT);
    Cursor cursor = Cursor.first(50).next().next();

    // When
    Request request = requests.build(scope, cursor);

    // Then
    assertEquals("{\"InstanceId\":\"res-1\",\"Limit\":50,\"Offset\":100}", body(request));
    assertEquals(requests.build(scope, Cursor.first(50)).headers(), request.headers());
  }

  @Test
  void transportSecurityIsAskedForWithoutPages() {
    Request request = requests.build(Fixtures.scope(Fixtures.TENCENT_SSL), Cursor.first(0));
    assertEquals("{\"InstanceId\":\"res-1\"}", body(request));
    assertEquals("DescribeInstanceSSL", request.header("X-TC-Action"));
  }

  @ParameterizedTest
  @CsvSource({
    "'cmgo-\"x\"', '{\"InstanceId\":\"cmgo-\\\"x\\\"\"}'",
    "'a\\b', '{\"InstanceId\":\"a\\\\b\"}'",
    "'a b/&?=%', '{\"InstanceId\":\"a b/&?=%\"}'",
    "'\u5b9e\u4f8b', '{\"InstanceId\":\"\u5b9e\u4f8b\"}'"
  })
  void unusualIdStaysAsItIsInsideTheJson(String id, String body) {
    Scope scope = Fixtures.target(Fixtures.TENCENT_SSL).resources(id).scope();
    assertEquals(body, body(requests.build(scope, Cursor.first(0))));
  }

  @Test
  void otherEndpointIsUsedAsItIs() {
    Scope scope = Fixtures.target(Fixtures.TENCENT).endpoint("http://127.0.0.1:18080").scope();
    assertEquals("http://127.0.0.1:18080/", requests.build(scope, Cursor.first(1)).url());
  }
}
