package caravan.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretSearchTest {

  private static final SecretSearch SEARCH =
      new SecretSearch(
          List.of("abcdefgh", "abcdefghij", "hgfedcba", "\u00e4\u00f6\u00fc01234\ud83d\ude00"));

  @Test
  void findsASecretWhereverItStands() {
    for (String secret : List.of("abcdefgh", "hgfedcba", "\u00e4\u00f6\u00fc01234\ud83d\ude00")) {
      for (int before = 0; before < 20; before++) {
        assertTrue(SEARCH.findsIn("x".repeat(before) + secret), secret + before);
        assertTrue(
            SEARCH.findsIn("a".repeat(before) + secret + "a".repeat(before)), secret + before);
      }
    }
  }

  @Test
  void partsOfASecretAreNotTheSecret() {
    assertFalse(SEARCH.findsIn(""));
    assertFalse(SEARCH.findsIn("abcdefg"));
    assertFalse(SEARCH.findsIn("bcdefgh"));
    assertFalse(SEARCH.findsIn("abcdefg hgfedcb abcdefg"));
    assertFalse(new SecretSearch(List.of()).findsIn("abcdefgh"));
  }

  @Test
  void windowMayBeLongerThanAStepCanSay() {
    String secret = "0123456789".repeat(40);
    SecretSearch search = new SecretSearch(List.of(secret));

    assertTrue(search.findsIn("x".repeat(1000) + secret + "x"));
    assertFalse(search.findsIn("x".repeat(1000) + secret.substring(1)));
  }

  /** Few letters, so that secrets are often there and half there. */
  @Test
  void findsWhatContainsFinds() {
    Random random = new Random(7);
    int found = 0;
    for (int round = 0; round < 20_000; round++) {
      List<String> secrets =
          IntStream.range(0, 1 + random.nextInt(4)).mapToObj(i -> letters(random, 2, 6)).toList();
      String text = letters(random, 0, 30);

      boolean finds = new SecretSearch(secrets).findsIn(text);

      assertEquals(secrets.stream().anyMatch(text::contains), finds, text + " " + secrets);
      found += finds ? 1 : 0;
    }
    assertTrue(found > 1000 && found < 19_000, () -> "a test of one outcome only");
  }

  private static String letters(Random random, int least, int more) {
    StringBuilder text = new StringBuilder();
    int length = least + random.nextInt(more);
    while (text.length() < length) {
      text.append((char) ('a' + random.nextInt(4)));
    }
    return text.toString();
  }
}
