package caravan.redact;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Searches a text for many secrets at once. As it searches every value of every row, it skips
 * characters: two adjacent ones give the minimal distance to the next secret (Wu and Manber, 1994).
 */
final class SecretSearch {

  /** Buckets for the hash of two characters; a power of two. */
  private static final int BUCKETS = 4096;

  private final List<String> secrets;

  /** Length of the shortest secret, and of the window that moves over the text. */
  private final int window;

  /** How far the window may move if it ends in two characters of that bucket. */
  private final byte[] steps = new byte[BUCKETS];

  SecretSearch(Collection<String> secrets) {
    this.secrets = List.copyOf(secrets);
    this.window = secrets.stream().mapToInt(String::length).min().orElse(Integer.MAX_VALUE);
    int farthest = Math.min(window - 1, Byte.MAX_VALUE);
    Arrays.fill(steps, (byte) farthest);
    for (String secret : this.secrets) {
      for (int end = 1; end < window; end++) {
        int bucket = bucket(secret, end);
        steps[bucket] = (byte) Math.min(steps[bucket], window - 1 - end);
      }
    }
  }

  /** Whether the text holds one of the secrets. */
  boolean findsIn(String text) {
    int end = window - 1;
    while (end < text.length()) {
      int step = steps[bucket(text, end)];
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

  private static int bucket(String text, int end) {
    return (text.charAt(end - 1) * 31 ^ text.charAt(end)) & (BUCKETS - 1);
  }
}
