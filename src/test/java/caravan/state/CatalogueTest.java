package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.UnreadableRecord;
import caravan.model.Discovery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

  private static Catalogue of(String... ids) {
    SortedMap<String, Catalogue.Entry> entries = new TreeMap<>();
    for (String id : ids) {
      entries.put(id, new Catalogue.Entry(null, true, new TreeMap<>(), List.of()));
    }
    return new Catalogue(entries);
  }

  private static Catalogue one(String name, boolean running, Map<String, String> tags) {
    return new Catalogue(
        new TreeMap<>(
            Map.of("i-1", new Catalogue.Entry(name, running, new TreeMap<>(tags), List.of()))));
  }

  private static Discovery named(String... globs) {
    return new Discovery(null, List.of(globs), Map.of(), false, null, false);
  }

  @Test
  void isReadAsItIsWritten() throws UnreadableRecord {
    Catalogue catalogue =
        new Catalogue(
            new TreeMap<>(
                Map.of(
                    "a \"b\"",
                    new Catalogue.Entry("näme", false, new TreeMap<>(Map.of("k", "v")), List.of()),
                    "c",
                    new Catalogue.Entry(null, true, new TreeMap<>(), List.of("n1", "n2")))));

    assertEquals(catalogue, Catalogue.read(catalogue.json()));
    assertEquals(
        "{\"entries\":{\"a \\\"b\\\"\":{\"name\":\"näme\",\"running\":false,\"tags\":{\"k\":\"v\"}},"
            + "\"c\":{\"members\":[\"n1\",\"n2\"],\"running\":true}},\"schema_version\":\"1.0.0\"}",
        new String(catalogue.json(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{",
        "[]",
        "{\"entries\":{}}",
        "{\"entries\":[],\"schema_version\":\"1.0.0\"}",
        "{\"entries\":{\"a\":{}},\"schema_version\":\"1.0.0\"}",
        "{\"entries\":{\"a\":{\"running\":\"yes\"}},\"schema_version\":\"1.0.0\"}",
        "{\"entries\":{},\"schema_version\":\"2.0.0\"}"
      })
  void somethingElseIsRefused(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThrows(UnreadableRecord.class, () -> Catalogue.read(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "orders-*, true",
    "*-PROD, false",
    "orders-pro?, true",
    "orders, false",
    "i-1, true",
    "!*-test, true",
    "!*-prod, false",
    "'*, !orders-*', false",
    "'!orders-*, *', true",
    "'orders.*', false"
  })
  void lastPatternThatMatchesDecides(String globs, boolean watched) {
    String[] all = globs.isEmpty() ? new String[0] : globs.split(", ");
    Catalogue catalogue = one("orders-prod", true, Map.of());
    assertEquals(
        watched, !catalogue.watchedBy(List.of(named(all))).isEmpty(), Arrays.toString(all));
  }

  @Test
  void patternsTakeNoTime() {
    Catalogue catalogue = one("a".repeat(10_000), true, Map.of());
    assertTrue(catalogue.watchedBy(List.of(named("*a".repeat(100) + "b"))).isEmpty());
  }

  @Test
  void tagsAndStatusAreAskedForTogether() {
    Discovery payments =
        new Discovery(null, List.of(), Map.of("team", "payments"), true, null, false);
    assertEquals(
        List.of("i-1"), one(null, true, Map.of("team", "payments")).watchedBy(List.of(payments)));
    assertEquals(
        List.of(), one(null, false, Map.of("team", "payments")).watchedBy(List.of(payments)));
    assertEquals(List.of(), one(null, true, Map.of("team", "x")).watchedBy(List.of(payments)));
    assertEquals(List.of(), one(null, true, Map.of()).watchedBy(List.of(payments)));
    assertEquals(List.of("i-1"), one(null, true, Map.of()).watchedBy(List.of(payments, named())));
  }

  /** They would become parts of paths. */
  @Test
  void idsThatCannotBeAskedForAreNotWatched() {
    assertEquals(
        List.of("ok"),
        of("ok", ".", "..", " ", "a\nb", "x".repeat(300)).watchedBy(List.of(named())));
  }

  @Test
  void moreThanAFifthIsLarge() {
    Catalogue ten = of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertFalse(ten.isLarge(2));
    assertTrue(ten.isLarge(3));
    assertFalse(of("0", "1").isLarge(1));
    assertTrue(of("0", "1").isLarge(2));
  }

  @Test
  void whatIsMissingIsNamed() {
    Catalogue before = of("a", "b", "c");
    Catalogue now = of("b", "d");
    assertEquals(List.of("a", "c"), List.copyOf(before.without(now)));
    assertEquals(of("a", "b", "c", "d"), now.with(before));
    String digest = Catalogue.digest("path", before.without(now));
    assertEquals(digest, Catalogue.digest("path", of("c", "a").without(now)));
    assertNotEquals(digest, Catalogue.digest("other", before.without(now)));
    assertNotEquals(digest, Catalogue.digest("path", before.without(of("c"))));
  }
}
