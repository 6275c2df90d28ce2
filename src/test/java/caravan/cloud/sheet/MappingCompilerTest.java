package caravan.cloud.sheet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingCompilerTest {

  private static List<String> mistakes(Api api) {
    List<String> keys = new ArrayList<>();
    MappingCompiler.compile(api, (Mistake one) -> keys.add(one.key()));
    return keys;
  }

  private static Api connections(Map<String, ?> fields) {
    return Fixtures.api(Fixtures.TENCENT, Map.of("row.fields", fields));
  }

  private static final Map<String, String> ADDRESS =
      Map.of("from", "IP", "role", "peer", "required", "true");
  private static final Map<String, String> COUNT = Map.of("from", "Count", "required", "true");
  private static final Map<String, String> SINGLE = Map.of("constant", "single");

  private static Map<String, Object> good(String path, Object field) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("client.address", ADDRESS);
    fields.put("connection.count", COUNT);
    fields.put("connection.granularity", SINGLE);
    fields.put(path, field);
    return fields;
  }

  @Test
  void goodSheetHasNoMistakes() {
    assertEquals(List.of(), mistakes(connections(good("client.internal", "InternalService"))));
  }

  @ParameterizedTest
  @CsvSource({
    "client.adress,            from,     X,   row.fields.client.adress",
    "tls.enabled,              from,     X,   row.fields.tls.enabled",
    "client.internal,          constant, yes, row.fields.client.internal",
    "connection.count,         constant, 1,   row.fields.connection.count",
    "connection.granularity,   constant, all, row.fields.connection.granularity",
    "connection.granularity,   from,     X,   row.fields.connection.granularity",
    "client.virtual_address,   from,     X,   row.fields.client.virtual_address.role",
    "client.internal,          required, true, row.fields.client.internal"
  })
  void fieldThatCannotBeIsNamed(String path, String key, String value, String mistake) {
    assertEquals(List.of(mistake), mistakes(connections(good(path, Map.of(key, value)))));
  }

  @ParameterizedTest
  @CsvSource({"(a, not a pattern", "abc, exactly one group", "(a)(b), exactly one group"})
  void captureThatIsNoPatternWithOneGroupIsNamed(String capture, String why) {
    List<Mistake> mistakes = new ArrayList<>();
    Map<String, String> name = Map.of("from", "Name", "capture", capture);
    MappingCompiler.compile(connections(good("client.user.name", name)), mistakes::add);
    assertEquals("row.fields.client.user.name.capture", mistakes.get(0).key());
    assertTrue(mistakes.get(0).message().contains(why), mistakes.get(0).message());
  }

  @Test
  void familysOwnFieldsAreNeeded() {
    assertEquals(
        List.of("row.fields.client.address.required", "row.fields.connection.granularity"),
        mistakes(
            connections(
                Map.of(
                    "client.address",
                    Map.of("from", "IP", "role", "peer"),
                    "connection.count",
                    COUNT))));
    Api account =
        Fixtures.api(
            Fixtures.CTYUN,
            Map.of("row.fields", Map.of(), "row.subject", "account", "row.superuser", "perhaps"));
    assertEquals(
        List.of("row.fields.account.name", "row.fields.account.database", "row.superuser"),
        mistakes(account));
    assertEquals(
        List.of("row.fields.tls.enabled"),
        mistakes(Fixtures.api(Fixtures.TENCENT_SSL, Map.of("row.fields", Map.of()))));
  }

  @ParameterizedTest
  @CsvSource({"client//x", "client/{IP", "client/{IP:epoch}", "client/{Other:address}"})
  void subjectThatCannotBeReadIsNamed(String subject) {
    Api api = Fixtures.api(Fixtures.TENCENT, Map.of("row.subject", subject));
    assertEquals("row.subject", mistakes(api).get(0));
  }

  @Test
  void startIsARequiredTimeOfTheRow() {
    Api api = Fixtures.api(Fixtures.HUAWEI, Map.of("row.start", "traffic.measured_at"));
    assertEquals(List.of("row.start"), mistakes(api));
  }

  @Test
  void sheetWithMistakesIsRefusedWithAllOfThem() {
    Api api = Fixtures.api(Fixtures.TENCENT, Map.of("row.fields", Map.of("a.b", "X")));
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> MappingCompiler.compile(api));
    assertTrue(refused.getMessage().contains("row.fields.a.b"), refused.getMessage());
    assertTrue(refused.getMessage().contains("row.fields.connection.granularity"));
  }
}
