package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiSheetTest {

  private static final Api.PageSheet NO_PAGES = new Api.PageSheet("", "", "", "");

  private final ApiSheet sheet = new ApiSheet();
  private final Map<String, Object> request = new TreeMap<>();
  private final Map<String, Object> paging = new TreeMap<>();

  @BeforeEach
  void writeWhatIsRequired() {
    sheet.put("id", "cloud-lists");
    sheet.put("description", "Lists of a cloud");
    sheet.put(
        "source",
        new TreeMap<>(
            Map.of(
                "vendor", "cloud",
                "vendorName", "Cloud",
                "service", "lists",
                "product", "Cloud Lists",
                "operation", "DescribeLists",
                "version", "2018-03-13",
                "resourceType", "list",
                "family", "ACCOUNT")));
    request.put("endpoint", "https://lists.example.org");
    sheet.put("request", request);
    sheet.put("paging", paging);
    sheet.put("record", Map.of("items", "a.b"));
    sheet.put("row", Map.of("subject", "account/{name}"));
  }

  @Test
  void whatIsNotStatedHasADefault() {
    // When
    Api api = sheet.build();

    // Then
    assertEquals(Api.Family.ACCOUNT, api.source().family());
    assertEquals("", api.source().engine());
    assertEquals(Api.ResourceKind.DATABASE, api.source().resourceKind());
    assertNull(api.source().publishedEngine());
    assertEquals(
        new Api.RequestSheet(
            "https://lists.example.org",
            Map.of(),
            true,
            "/",
            "60s",
            List.of(),
            Map.of(),
            "",
            NO_PAGES,
            "",
            ""),
        api.request());
    assertEquals(
        new Api.PagingSheet(Api.Paging.NONE, 0, 1, 0, Integer.MAX_VALUE, ""), api.paging());
    assertEquals(new Api.LimitsSheet(0, 0), api.limits());
    assertEquals(new Api.RecordSheet("a.b", false, List.of(), "", "", ""), api.record());
    assertEquals("", api.policy());
  }

  @Test
  void whatIsStatedIsReadAsItsType() {
    // Given
    request.put("endpointStated", false);
    request.put("requires", "region, users");
    paging.put("style", "NUMBER");
    paging.put("pageSize", "100");
    sheet.put("limits", Map.of("requestsPerSecond", 0.5));
    sheet.put("policy", "{}\n");

    // When
    Api api = sheet.build();

    // Then
    assertEquals(
        new Api.RequestSheet(
            "https://lists.example.org",
            Map.of(),
            false,
            "/",
            "60s",
            List.of("region", "users"),
            Map.of(),
            "",
            NO_PAGES,
            "",
            ""),
        api.request());
    assertEquals(
        new Api.PagingSheet(Api.Paging.NUMBER, 100, 1, 0, Integer.MAX_VALUE, ""), api.paging());
    assertEquals(0.5, api.limits().requestsPerSecond());
    assertEquals("{}", api.policy());
  }

  @Test
  void unknownKeyIsNamed() {
    paging.put("pagesize", 100);
    assertRefused("paging.pagesize: unknown key");
    paging.clear();
    sheet.put("vendor", "cloud");
    assertRefused("vendor: unknown key");
  }

  @Test
  void missingKeyIsNamed() {
    request.clear();
    assertRefused("request.endpoint: the key is missing");
    sheet.remove("request");
    assertRefused("request.endpoint: the key is missing");
  }

  @ParameterizedTest
  @CsvSource({"style, number", "pageSize, many", "maxOffset, 1.5"})
  void unreadableValueIsNamed(String key, String value) {
    paging.put(key, value);
    assertRefused("paging." + key + ": \"" + value + "\" is not allowed here");
  }

  private void assertRefused(String mistake) {
    List<String> mistakes = new ArrayList<>();
    sheet.build(one -> mistakes.add(one.key() + ": " + one.message()));
    assertEquals(List.of(mistake), mistakes);
  }
}
