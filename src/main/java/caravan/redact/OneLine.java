package caravan.redact;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keeps foreign text on one line, so that it can neither forge a second one nor hide a part. */
public final class OneLine {

  /** Control and format characters, and the separators of lines and paragraphs. */
  private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private OneLine() {}

  /** The text for a place between double quotes: without hidden characters and such quotes. */
  public static String of(String text) {
    return text == null ? "" : withQuotes(text).replace('"', '\'');
  }

  /** The text with a space in place of hidden characters. */
  public static String withQuotes(String text) {
    return HIDDEN.matcher(text).replaceAll(" ");
  }

  /** JSON with hidden characters written as escapes. */
  public static String json(String json) {
    return HIDDEN.matcher(json).replaceAll(found -> escaped(found.group()));
  }

  private static String escaped(String hidden) {
    return hidden
        .chars()
        .mapToObj(unit -> String.format(Locale.ROOT, "\\\\u%04x", unit))
        .collect(Collectors.joining());
  }
}
