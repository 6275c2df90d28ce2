package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTemplatesTest {

  private final RecordTemplates shapes = new RecordTemplates();
  private final CompactWriter out = new CompactWriter();

  private byte[] packed(String text) {
    shapes.pack(text, out);
    return out.packed();
  }

  private void assertComesBack(String text) {
    assertEquals(text, shapes.unpack(new CompactReader(packed(text))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"a\":\"x\",\"b\":-1.5e+10,\"c\":[\"y\",{\"d\":true}],\"e\":null}",
        "{\"a\":\"\",\"a\":\"\\\"\\\\\"}",
        "{\"a\":\"cut off in a str",
        "{\"a\":\"cut off behind a back slash\\",
        "\"",
        "1",
        "not JSON: 1 \"a\" \"b",
        "{\"a\":\"\u0000\"}",
        "用户 1 \"\ud800\""
      })
  void anyTextComesBack(String text) {
    assertComesBack(text);
    assertComesBack(text);
  }

  @Test
  void nullComesBack() {
    assertComesBack(null);
  }

  @Test
  void shapeIsWrittenOnce() {
    int first = packed("{\"client_ip\":\"10.0.0.1\",\"count\":1}").length;
    assertEquals(first, packed("{\"client_ip\":\"10.0.0.2\",\"count\":2}").length);
    assertTrue(first < "{\"client_ip\":\"10.0.0.1\",\"count\":1}".length() - 12);
  }

  @Test
  void moreShapesThanAreKeptComeBackAsWell() {
    IntStream.range(0, 100).forEach(i -> assertComesBack("{\"name" + "x".repeat(i) + "\":1}"));
  }

  @Test
  void recordOfManyValuesComesBackWhole() {
    assertComesBack("[" + "1,".repeat(99) + "1]");
    assertComesBack("[" + "1,".repeat(100) + "1]");
  }

  @Test
  void valuesAreCutOutAndNamesAreNot() {
    // Given
    TemplateMatcher cut = new TemplateMatcher();

    // Then
    assertTrue(cut.take("{\"a\":\"x\",\"b\":-12}"));
    assertEquals("{\"a\":\"\u0000\",\"b\":\u0000}", cut.shape().toString());
    assertEquals(2, cut.values());
    assertEquals(6, cut.start(0));
    assertEquals(7, cut.end(0));
    assertEquals(13, cut.start(1));
    assertEquals(16, cut.end(1));
    assertFalse(cut.take("{\"a\":null}"));
    assertFalse(cut.take("{\"a\":\"\u0000\"}"));
  }

  @Test
  void everyWordHasANumberOfItsOwn() {
    for (int code = 1; StringDictionary.code(StringDictionary.word(code)) == code; code++) {
      if (StringDictionary.word(code).equals("traffic.total.packets_to_client")) {
        assertEquals(40, code);
        break;
      }
    }
    assertEquals(0, StringDictionary.code(null));
    assertEquals(-1, StringDictionary.code("no word"));
    assertEquals(-1, StringDictionary.code("x".repeat(1000)));
  }

  @Test
  void shortTextsAreNotRemembered() {
    BackReferences repeats = new BackReferences();
    repeats.add("ab", 0, 2);
    repeats.add("-abc-", 1, 4);
    assertEquals(-1, repeats.find("ab", 0, 2));
    assertEquals(0, repeats.find("abc", 0, 3));
    assertEquals("abc", repeats.get(0));
    repeats.clear();
    assertEquals(-1, repeats.find("abc", 0, 3));
  }
}
