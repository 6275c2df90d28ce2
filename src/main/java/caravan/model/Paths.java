package caravan.model;

import java.nio.charset.StandardCharsets;

/** Slash-joined paths of percent-encoded segments: scopes, resource uids and subjects. */
public final class Paths {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Paths() {}

  /** Joins segments, each encoded by {@link #segment}. */
  public static String join(String... segments) {
    StringBuilder path = new StringBuilder(128);
    for (String segment : segments) {
      if (path.length() > 0) {
        path.append('/');
      }
      path.append(segment(segment));
    }
    return path.toString();
  }

  /**
   * Encodes one segment: every UTF-8 byte outside {@code A-Z a-z 0-9 - . _ ~} as upper-case percent
   * hex, and a dash for a missing or empty one.
   */
  public static String segment(String text) {
    return text == null || text.isEmpty() ? "-" : percentEncode(text);
  }

  /** Percent-encodes every UTF-8 byte outside RFC 3986's unreserved set. */
  public static String percentEncode(String text) {
    int plain = 0;
    while (plain < text.length() && unreserved(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (unreserved(c)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return encoded.toString();
  }

  private static boolean unreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
