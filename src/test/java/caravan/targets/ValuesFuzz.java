package caravan.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import caravan.fuzz.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Any text as a value of {@code targets.yaml}: as one with placeholders, as a duration, as a
 * number. Placeholders and durations are refused with an {@link IllegalArgumentException}.
 */
public final class ValuesFuzz implements FuzzTarget {

  @Override
  public boolean takes(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    number(text);
    boolean template = template(text);
    return duration(text) || template;
  }

  private static boolean template(String text) {
    try {
      StringBuilder written = new StringBuilder();
      for (Template.Piece piece : Template.parse(text)) {
        written.append(written(piece));
      }
      assertEquals(text.replace("$${", "${"), written.toString());
      return true;
    } catch (IllegalArgumentException refused) {
      assertFalse(refused instanceof NumberFormatException, "a number is none of its matters");
      return false;
    }
  }

  private static String written(Template.Piece piece) {
    if (piece instanceof Template.Literal literal) {
      return literal.text();
    }
    if (piece instanceof Template.Variable variable) {
      return "${"
          + variable.name()
          + (variable.fallback() == null ? "" : ":" + variable.fallback())
          + "}";
    }
    return "${file:" + ((Template.FileName) piece).path() + "}";
  }

  private static boolean duration(String text) {
    try {
      Duration duration = Durations.parse(text);
      assertFalse(duration.isNegative());
      assertEquals(Duration.ofSeconds(duration.toSeconds()), duration);
      if (duration.toSeconds() < 1_000_000_000) {
        assertEquals(duration, Durations.parse(Durations.text(duration)));
      }
      return true;
    } catch (IllegalArgumentException refused) {
      assertEquals("not a duration", refused.getMessage());
      return false;
    }
  }

  private static void number(String text) {
    if (Parser.kind(text) == Node.Kind.INTEGER) {
      assertNotNull(Node.scalar(Place.of("f"), Node.Kind.INTEGER, text).integer());
    }
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            "a-${NAME}/${OTHER:x:y}${NONE:}${file:/run/a:b}-z",
            "$a $$ $${b} }$",
            "${A:${planted}}",
            "30s",
            "10m",
            "999999999d",
            "P1DT2H3M4S",
            "PT99999999999999999999S",
            "0x1F",
            "0o17",
            "+12",
            "-0",
            "1e3",
            ".5")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
