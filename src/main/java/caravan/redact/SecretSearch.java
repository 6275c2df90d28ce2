package caravan.redact;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Looks for many secrets in a text at once. Every value of every row is searched, so the search
 * steps over several characters at a time: two neighbours say how far the nearest secret can be (Wu
 * and Manber, 1994).
 */
final class SecretSearch {

  /** Two characters are hashed into so many places; a power of two. */
  private static final int PLACES = 4096;

  private final List<String> secrets;

  /** Characters of the shortest secret: the window that is moved over the text. */
  private final int window;

  /** How far the window may move when it ends with two characters of that hash. */
  private final byte[] steps = new byte[PLACES];

  /**
   * A search.
   *
   * @param secrets what to find, each of two characters or more
   */
  SecretSearch(Collection<String> secrets) {
    this.secrets = List.copyOf(secrets);
    this.window = secrets.stream().mapToInt(String::length).min().orElse(Integer.MAX_VALUE);
    int farthest = Math.min(window - 1, Byte.MAX_VALUE);
    Arrays.fill(steps, (byte) farthest);
    for (String secret : this.secrets) {
      for (int end = 1; end < window; end++) {
        int place = place(secret, end);
        steps[place] = (byte) Math.min(steps[place], window - 1 - end);
      }
    }
  }

  /** Whether the text holds one of the secrets. */
  boolean findsIn(String text) {
    int end = window - 1;
    while (end < text.length()) {
      int step = steps[place(text, end)];
      if (step == 0) {
        if (startsAt(text, end - window + 1)) {
          return true;
        }
        step = 1;
      }
      end += step;
    }
    return false;
  }

  private boolean startsAt(String text, int start) {
    for (String secret : secrets) {
      if (text.startsWith(secret, start)) {
        return true;
      }
    }
    return false;
  }

  private static int place(String text, int end) {
    return (text.charAt(end - 1) * 31 ^ text.charAt(end)) & (PLACES - 1);
  }
}
