package caravan.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class EchoTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void textIsCutToAHundredCharacters() {
    assertEquals("a".repeat(100), Echo.text("a".repeat(100)));
    assertEquals("a".repeat(100), Echo.text("a".repeat(10_000_000)));
  }

  @Test
  void cutDoesNotSplitACharacter() {
    assertEquals("a".repeat(99), Echo.text("a".repeat(99) + "😀😀"));
    assertEquals("a".repeat(98) + "😀", Echo.text("a".repeat(98) + "😀😀"));
  }

  @Test
  void quotedTextCannotBreakALogLine() {
    assertEquals("\"yesterday\"", Echo.quoted(TextNode.valueOf("yesterday")));
    assertEquals("\"a\\nERROR \\\"b\\\"\"", Echo.quoted(TextNode.valueOf("a\nERROR \"b\"")));
  }

  @Test
  void otherValuesAreShownAsJson() throws Exception {
    assertEquals("-1", Echo.quoted(JSON.readTree("-1")));
    assertEquals("{\"a\":[1]}", Echo.quoted(JSON.readTree("{\"a\": [1]}")));
    assertEquals(
        "[" + "1,".repeat(49) + "1", Echo.detail(JSON.readTree("[" + "1,".repeat(99) + "1]")));
  }

  @Test
  void credentialsAreNotShown() throws Exception {
    String shown =
        Echo.quoted(JSON.readTree("{\"token\":\"s3cret\",\"a\":\"https://u:s3cret@h/?s3cret\"}"));
    assertFalse(shown.contains("s3cret"), shown);
    assertEquals("\"https://h/\"", Echo.quoted(TextNode.valueOf("https://u:s3cret@h/?s3cret")));
  }
}
