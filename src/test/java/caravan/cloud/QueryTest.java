package caravan.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.model.Paths;
import org.junit.jupiter.api.Test;

class QueryTest {

  @Test
  void plusAndPercentTwentyAreBothSpaces() {
    assertEquals("a=b%20c&d=e%20f", Query.parse("a=b+c&d=e%20f").encoded());
  }

  @Test
  void encodingKeepsOnlyUnreservedCharacters() {
    assertEquals(
        "n=%2B%2A~-._%27%28%29%21%2F%3D%26%E4%B8%AD%F0%9F%98%80",
        Query.parse("n=%2B*%7E-._'()!/=%26%E4%B8%AD%F0%9F%98%80").encoded());
  }

  @Test
  void missingAndEmptyValuesKeepTheEqualsSign() {
    assertEquals("a=&b=", Query.parse("a&b=").encoded());
  }

  @Test
  void emptyQueryHasNoParameters() {
    assertEquals("", Query.parse("").encoded());
    assertEquals("a=1&b=2", Query.parse("&a=1&&b=2&").encoded());
  }

  @Test
  void sortingByNameIsByCodeUnitAndKeepsRepeatedNamesInOrder() {
    assertEquals(
        "B=1&a=z&a=y&a-b=3&b=2",
        Query.parse("b=2&a-b=3&a=z&B=1&a=y").sortedBy(name -> name).encoded());
  }

  @Test
  void sortingByEncodedNameLooksAtTheEscape() {
    // "%E4" stands before "A" once it is encoded, and behind every letter before.
    Query query = Query.parse("A=1&%E4%B8%AD=2");
    assertEquals("%E4%B8%AD=2&A=1", query.sortedBy(Paths::percentEncode).encoded());
    assertEquals("A=1&%E4%B8%AD=2", query.sortedBy(name -> name).encoded());
  }

  @Test
  void brokenEscapeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Query.parse("a=%zz"));
    assertThrows(IllegalArgumentException.class, () -> Query.parse("a=%2"));
  }

  @Test
  void textShowsNamesOnly() {
    assertEquals("Query[parameters=[a, b]]", Query.parse("a=hidden&b=hidden").toString());
  }
}
