package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
    StringBuilder template = new StringBuilder();

    // When
    List<String> values = RecordTemplates.split("{\"a\":\"x\",\"b\":-12}", template);

    // Then
    assertEquals("{\"a\":\"\u0000\",\"b\":\u0000}", template.toString());
    assertEquals(List.of("x", "-12"), values);
    assertEquals(List.of(), RecordTemplates.split("{\"a\":null}", new StringBuilder()));
    assertEquals(List.of(), RecordTemplates.split("{\"a\":\"\u0000\"}", new StringBuilder()));
  }

  @Test
  void stringsWithEscapesAreValues() {
    // Given
    String escapes = "\\\"\\u003c".repeat(40);
    StringBuilder template = new StringBuilder();

    // Then
    assertEquals(
        List.of("a\\\\", "x:\\\"y\\\":1", "z"),
        RecordTemplates.split("[\"a\\\\\",{\"n\\\"\":\"x:\\\"y\\\":1\"},\"z\"]", template));
    assertEquals("[\"\u0000\",{\"n\\\"\":\"\u0000\"},\"\u0000\"]", template.toString());
    assertComesBack("[\"" + escapes + "\",\"b\",1]");
    assertComesBack("[\"" + "\\\"".repeat(20_000));
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
    repeats.add("ab");
    repeats.add("abc");
    assertEquals(-1, repeats.find("ab"));
    assertEquals(0, repeats.find("abc"));
    assertEquals("abc", repeats.get(0));
    repeats.clear();
    assertEquals(-1, repeats.find("abc"));
  }
}
