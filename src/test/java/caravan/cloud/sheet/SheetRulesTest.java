package caravan.cloud.sheet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.apis.ApiExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SheetRulesTest {

  private static List<String> mistakes(String id, Map<String, ?> others) {
    List<String> keys = new ArrayList<>();
    SheetRules.check(Fixtures.api(id, others), one -> keys.add(one.key()));
    return keys;
  }

  static Stream<ApiExample> all() {
    return ApiExample.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void shippedSheetsHaveNoMistakes(ApiExample example) {
    List<String> mistakes = new ArrayList<>();
    SheetRules.check(example.api(), one -> mistakes.add(one.toString()));
    assertEquals(List.of(), mistakes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "request.endpoint | http://vpn.example.org",
        "request.endpoint | https://{resource}.example.org",
        "request.endpoint | https://user@vpn.example.org",
        "request.endpoint | https://vpn.example.org/path",
        "request.endpoint | file:///etc/passwd",
        "request.endpoint | https://",
        "request.path | //other.example.org/x",
        "request.path | /a/../b",
        "request.path | /a@b",
        "request.path | /a?x=1",
        "request.path | a",
        "request.path | /v5/{secret}",
        "request.headers | 'Authorization: x'",
        "request.headers | 'X-Sdk-Date: x'",
        "request.headers | 'X-Project-Id: x'",
        "request.headers | no header",
        "request.headers | 'X-A: {other}'",
        "paging.pageSize | 201",
        "source.engine | My SQL",
        "request.headers | 'Cookie: x'",
        "request.headers | 'X-A: \u0001'",
        "request.requires | 'region, projectId, tenant'",
        "row.subject | connection/{member}",
        "row.subject | connection",
        "row.known | client_ip",
        "row.drop | detail.error_code"
      })
  void oneMistakeIsNamedByItsKey(String key, String value) {
    assertEquals(List.of(key), mistakes(Fixtures.HUAWEI, Map.of(key, value)));
  }

  @ParameterizedTest
  @CsvSource({
    "OFFSET, request.page.offset request.page.size",
    "NUMBER, request.page.number request.page.size",
    "MARKER, request.page.marker request.page.size paging.nextMarker",
    "NONE, ''"
  })
  void pagesNeedTheVendorsNames(String style, String keys) {
    List<String> expected = keys.isEmpty() ? List.of() : List.of(keys.split(" "));
    Map<String, ?> others = Map.of("paging.style", style, "request.page", Map.of());
    assertEquals(expected, mistakes(Fixtures.HUAWEI, others));
  }

  @ParameterizedTest
  @CsvSource({"{member}", "{projectId}", "{unknown}"})
  void parameterThatNothingFillsIsNamed(String text) {
    assertEquals(
        List.of("request.parameters.X"),
        mistakes(Fixtures.TENCENT, Map.of("request.parameters", Map.of("X", text))));
  }
}
