package caravan.model;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Texts in lower case, for those that every request has again, such as names of headers: looking
 * one up is several times as fast.
 */
public final class LowerCase {

  /** Far more than there are in the code; any other text is put in lower case each time. */
  private static final int MOST_KNOWN = 1_000;

  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private LowerCase() {}

  /** A text in lower case, whatever the machine's language. */
  public static String of(String text) {
    String known = KNOWN.get(text);
    if (known == null) {
      known = text.toLowerCase(Locale.ROOT);
      if (KNOWN.size() < MOST_KNOWN) {
        KNOWN.put(text, known);
      }
    }
    return known;
  }
}
