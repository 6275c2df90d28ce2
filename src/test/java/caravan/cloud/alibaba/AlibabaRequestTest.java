package caravan.cloud.alibaba;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Cursor;
import caravan.model.Request;
import caravan.model.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlibabaRequestTest {

  private final AlibabaRequest requests = new AlibabaRequest();

  @Test
  void clientsOfOneUserAreAskedFor() {
    // Given
    Scope scope =
        Fixtures.target(Fixtures.ALIBABA)
            .region("cn-shanghai")
            .resources("sag-wfjgn")
            .users("doctest")
            .scope();

    // When
    Request request = requests.build(scope, Cursor.first(0));

    // Then
    assertEquals("POST", request.method());
    assertEquals("https://smartag.cn-shanghai.aliyuncs.com/", request.url());
    assertEquals("RegionId=cn-shanghai&SmartAGId=sag-wfjgn&UserName=doctest", request.query());
    assertEquals(
        Map.of(
            "x-acs-action", "DescribeUserOnlineClients",
            "x-acs-version", "2018-03-13",
            "Accept", "application/json",
            "x-sdk-throttling-control", "enable"),
        request.headers());
    assertEquals(0, request.body().length);
  }

  @ParameterizedTest
  @CsvSource({
    "'a b', a%20b",
    "'a+b', a%2Bb",
    "'a&b=c', a%26b%3Dc",
    "'a*~b', a%2A~b",
    "'\"o''neil\"', %22o%27neil%22",
    "'\u5f20\u4e09@x', %E5%BC%A0%E4%B8%89%40x",
    "'\ud83d\ude80', %F0%9F%9A%80"
  })
  void unusualNamesArePercentEncoded(String name, String encoded) {
    Scope scope = Fixtures.target(Fixtures.ALIBABA).resources(name).users(name).scope();
    assertEquals(
        "RegionId=cn-north-4&SmartAGId=" + encoded + "&UserName=" + encoded,
        requests.build(scope, Cursor.first(0)).query());
  }
}
