package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.json.Instants;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Any text as a segment of a path, and as an instant. */
public final class PathsFuzz implements FuzzTarget {

  private static final int MAX_PER_CHARACTER = 9;

  @Override
  public boolean takes(byte[] input) {
    Choices choices = new Choices(input);
    if (choices.yes()) {
      String one = choices.text();
      String other = choices.text();
      assertEncoded(one);
      if (!one.equals(other)) {
        assertNotEquals(Paths.percentEncode(one), Paths.percentEncode(other));
      }
      Instant instant = choices.instant();
      assertEquals(instant, Instants.read(Instants.text(instant)));
      return true;
    }
    return isInstant(new String(choices.rest(), StandardCharsets.UTF_8));
  }

  private static void assertEncoded(String text) {
    String encoded = Paths.percentEncode(text);
    assertTrue(encoded.matches("(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*+"), encoded);
    assertTrue(encoded.length() <= MAX_PER_CHARACTER * text.length());
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      assertEquals(text, URLDecoder.decode(encoded, StandardCharsets.UTF_8));
    }
    assertTrue(Paths.join(text, text).length() <= 2 * encoded.length() + 3);
  }

  /** What is read is what Java reads, and is written as it stood. */
  private static boolean isInstant(String text) {
    Instant read = Instants.read(text);
    if (read == null) {
      return false;
    }
    try {
      assertEquals(Instant.parse(text), read);
    } catch (DateTimeParseException e) {
      throw new AssertionError("read, but no instant: " + text, e);
    }
    assertEquals(text, Instants.text(read));
    return true;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Choices.seeds().forEach(seed -> seeds.add(Choices.input(seed, 1)));
    for (String text :
        List.of(
            "2024-02-29T23:59:59.999Z", "0000-01-01T00:00:00.000Z", "2023-02-29T00:00:00.000Z")) {
      seeds.add(Choices.input(text.getBytes(StandardCharsets.UTF_8), 0));
    }
    return seeds;
  }
}
