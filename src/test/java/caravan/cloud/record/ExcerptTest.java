package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void textIsCutToAHundredCharacters() {
    assertEquals("a".repeat(100), Excerpt.text("a".repeat(100)));
    assertEquals("a".repeat(100), Excerpt.text("a".repeat(10_000_000)));
  }

  @Test
  void cutDoesNotSplitACharacter() {
    assertEquals("a".repeat(99), Excerpt.text("a".repeat(99) + "😀😀"));
    assertEquals("a".repeat(98) + "😀", Excerpt.text("a".repeat(98) + "😀😀"));
  }

  @Test
  void quotedTextCannotBreakALogLine() {
    assertEquals("\"yesterday\"", Excerpt.quoted(TextNode.valueOf("yesterday")));
    assertEquals("\"a\\nERROR \\\"b\\\"\"", Excerpt.quoted(TextNode.valueOf("a\nERROR \"b\"")));
  }

  @Test
  void otherValuesAreShownAsJson() throws Exception {
    assertEquals("-1", Excerpt.quoted(JSON.readTree("-1")));
    assertEquals("{\"a\":[1]}", Excerpt.quoted(JSON.readTree("{\"a\": [1]}")));
    assertEquals(
        "[" + "1,".repeat(49) + "1", Excerpt.detail(JSON.readTree("[" + "1,".repeat(99) + "1]")));
  }

  @Test
  void credentialsAreNotShown() throws Exception {
    String shown =
        Excerpt.quoted(
            JSON.readTree("{\"token\":\"s3cret\",\"a\":\"https://u:s3cret@h/?s3cret\"}"));
    assertFalse(shown.contains("s3cret"), shown);
    assertEquals("\"https://h/\"", Excerpt.quoted(TextNode.valueOf("https://u:s3cret@h/?s3cret")));
  }
}
