package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void hiddenCharactersBecomeOneSpace() {
    assertEquals("a b c", OneLine.withQuotes("a\r\n\u2028b\u202e\u0085c"));
    assertEquals("say \"a\"", OneLine.withQuotes("say \"a\""));
  }

  @Test
  void textBetweenQuotesHoldsNone() {
    assertEquals("say 'a' b", OneLine.of("say \"a\"\nb"));
    assertEquals("", OneLine.of(null));
  }

  @Test
  void jsonKeepsWhatItHides() {
    assertEquals("{\"a\":\"é\\u0085\\u202e\"}", OneLine.json("{\"a\":\"é\u0085\u202e\"}"));
  }

  /** The second half of such a character was lost. */
  @Test
  void bothHalvesOfAHiddenCharacterAreEscaped() {
    assertEquals("\"\\udb40\\udc01x\"", OneLine.json("\"\udb40\udc01x\""));
  }
}
