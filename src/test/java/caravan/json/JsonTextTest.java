package caravan.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void membersAndElementsAreSeparatedByCommas() {
    JsonText out = new JsonText(0).open().field("a", "x").open("b").close().field("c", 1L);
    out.name("d").openArray();
    out.element().value("y").element().open().field("e", true).close().element().literal("2");
    out.closeArray().field("f", 3);

    assertEquals(
        "{\"a\":\"x\",\"b\":{},\"c\":1,\"d\":[\"y\",{\"e\":true},2],\"f\":3}",
        out.close().toString());
  }

  @Test
  void emptyContainersHaveNoCommas() {
    JsonText out = new JsonText(16).open();
    out.name("a").openArray().closeArray();
    out.name("b").open().close();
    assertEquals("{\"a\":[],\"b\":{}}", out.close().toString());
  }

  @Test
  void nullFieldsAreAbsent() {
    JsonText out =
        new JsonText(16)
            .open()
            .field("a", (String) null)
            .field("b", (Long) null)
            .field("c", (Integer) null)
            .field("d", (Boolean) null)
            .field("e", (Instant) null)
            .field("f", false);
    assertEquals("{\"f\":false}", out.close().toString());
  }

  @Test
  void instantsHaveTheContractsForm() {
    assertEquals(
        "{\"t\":\"1970-01-01T00:00:00.000Z\"}",
        new JsonText(16).open().field("t", Instant.EPOCH).close().toString());
  }

  @Test
  void onlyWhatMustBeEscapedIsEscaped() {
    assertEquals("\"\\b\\t\\n\\f\\r\\\"\\\\\"", quoted("\b\t\n\f\r\"\\"));
    assertEquals("\"\\u0000\\u001f\"", quoted("\u0000\u001f"));
    assertEquals("\"/<>'\u007f\u2028é用\"", quoted("/<>'\u007f\u2028é用"));
  }

  @Test
  void surrogatePairsStandAsTheyAre() {
    assertEquals("\"😀\"", quoted("😀"));
  }

  @Test
  void loneSurrogatesAreEscapedAndSurviveReading() throws Exception {
    String text = "a\ud800b\udc00\ud83d";
    assertEquals("\"a\\ud800b\\udc00\\ud83d\"", quoted(text));
    assertEquals(text, new ObjectMapper().readTree(quoted(text)).textValue());
  }

  @Test
  void everyCharacterReadsBackAsItself() throws Exception {
    ObjectMapper json = new ObjectMapper();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "<" + (char) c + ">";
      assertEquals(text, json.readTree(quoted(text)).textValue());
    }
  }

  private static String quoted(String text) {
    return new JsonText(16).value(text).toString();
  }
}
