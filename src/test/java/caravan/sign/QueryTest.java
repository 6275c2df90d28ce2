package caravan.sign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        "B=1&a=z&a=y&a-b=3&b=2", Query.parse("b=2&a-b=3&a=z&B=1&a=y").sortedByName().encoded());
  }

  @Test
  void sortingByEncodedNameLooksAtTheEscape() {
    // "%E4" stands before "A" once it is encoded, and behind every letter before.
    Query query = Query.parse("A=1&%E4%B8%AD=2");
    assertEquals("%E4%B8%AD=2&A=1", query.sortedByEncodedName().encoded());
    assertEquals("A=1&%E4%B8%AD=2", query.sortedByName().encoded());
  }

  @Test
  void settingAParameterReplacesAllOfItsName() {
    assertEquals("b=2&a=9", Query.parse("a=1&b=2&a=3").with("a", "9").encoded());
  }

  @Test
  void valueIsTheFirstOfItsNameOrNull() {
    assertEquals("1", Query.parse("a=1&a=2").value("a"));
    assertNull(Query.parse("a=1").value("b"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "a=1, true",
    "a=, true",
    "RegionId=cn-shanghai&SmartAGId=sag-1&UserName=al.ice~_, true",
    "a=2&a=1, true",
    "b=1&a=2, false",
    "a, false",
    "a&b=1, false",
    "a=1&&b=2, false",
    "a=1&, false",
    "&a=1, false",
    "a=1=2, false",
    "a=%20, false",
    "a=x+y, false",
    "a=x*, false",
    "\u4e2d=1, false"
  })
  void canonicalQueryIsKnownBySight(String raw, boolean canonical) {
    assertEquals(canonical, Query.isCanonical(raw));
  }

  /** What is taken for canonical comes out of sorting and encoding as it went in. */
  @Test
  void queryThatLooksCanonicalIs() {
    Random random = new Random(20260131);
    String characters = "ab=&%2+1-";
    int seen = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder raw = new StringBuilder();
      for (int length = random.nextInt(9); length > 0; length--) {
        raw.append(characters.charAt(random.nextInt(characters.length())));
      }
      if (Query.isCanonical(raw.toString())) {
        seen++;
        Query query = Query.parse(raw.toString());
        assertEquals(raw.toString(), query.sortedByName().encoded());
        assertEquals(raw.toString(), query.sortedByEncodedName().encoded());
      }
    }
    assertTrue(seen > 1_000, seen + " were canonical");
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
