package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.Fixtures;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Scope;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {

  private static Scope scope(Map<String, ?> others) {
    Api api = Fixtures.api(Fixtures.TENCENT, others);
    return new Scope(Fixtures.scope(Fixtures.TENCENT).target().with(api), "12345", "a b/c");
  }

  private static Parameters of(Map<String, String> parameters, Cursor cursor) {
    return new Parameters(scope(Map.of("request.parameters", parameters)), cursor);
  }

  @Test
  void idThatLooksLikeANumberStaysATextAndAStatedNumberIsOne() {
    Parameters all =
        of(
            Map.of("Id", "{resource}", "Kind", "7", "All", "true", "Big", "123456789012345678901"),
            Cursor.first(0));
    assertEquals(
        "{\"All\":true,\"Big\":\"123456789012345678901\",\"Id\":\"12345\",\"Kind\":7}", all.json());
    assertEquals("All=true&Big=123456789012345678901&Id=12345&Kind=7", all.query());
  }

  @Test
  void memberIsFilledInAndEncodedOnTheWire() {
    Parameters all = of(Map.of("User", "u-{member}"), Cursor.first(0));
    assertEquals("User=u-a%20b%2Fc", all.query());
    assertEquals("{\"User\":\"u-a b/c\"}", all.json());
  }

  @Test
  void parameterWithoutAValueIsLeftOut() {
    assertEquals("Id=12345", of(Map.of("Id", "{resource}", "P", "{projectId}"), first()).query());
  }

  private static Cursor first() {
    return Cursor.first(0);
  }

  @Test
  void pagesAreAskedForByTheVendorsNames() {
    Map<String, ?> page =
        Map.of(
            "request.parameters",
            Map.of(),
            "request.page",
            Map.of("size", "n", "offset", "from", "number", "page", "marker", "after"));
    assertEquals("", new Parameters(scope(page), first()).query());
    assertEquals("from=0&n=20&page=1", new Parameters(scope(page), Cursor.first(20)).query());
    assertEquals(
        "after=m%261&from=20&n=20&page=2",
        new Parameters(scope(page), Cursor.first(20).next("m&1")).query());
  }

  @Test
  void headersOfASheetDoNotReplaceThoseOfTheCloud() {
    Scope scope =
        scope(Map.of("request.headers", "X-A: {resource}\nx-b: theirs\nX-C: {projectId}"));
    assertEquals(
        Map.of("X-A", "12345", "X-B", "own"), Parameters.headers(scope, Map.of("X-B", "own")));
  }
}
