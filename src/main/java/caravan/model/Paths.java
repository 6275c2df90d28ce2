package caravan.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Slash-joined paths of percent-encoded segments: scopes, resource uids and subjects. */
public final class Paths {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private static final boolean[] UNRESERVED = new boolean[128];

  static {
    String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    all.chars().forEach(c -> UNRESERVED[c] = true);
  }

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

  /**
   * Percent-encodes every UTF-8 byte outside RFC 3986's unreserved set. Half a surrogate pair,
   * which UTF-8 has no bytes for, becomes the three that its number would have, so that it stays
   * itself and two texts never give the same path.
   */
  public static String percentEncode(String text) {
    if (isPlain(text, 0, text.length())) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    int end;
    for (int i = 0; i < text.length(); i = end) {
      end = text.offsetByCodePoints(i, 1);
      char c = text.charAt(i);
      if (unreserved(c)) {
        encoded.append(c);
      } else if (end == i + 1 && Character.isSurrogate(c)) {
        byte[] alone = {
          (byte) (0xe0 | c >> 12), (byte) (0x80 | c >> 6 & 63), (byte) (0x80 | c & 63)
        };
        encode(alone, encoded);
      } else {
        encode(text.substring(i, end).getBytes(StandardCharsets.UTF_8), encoded);
      }
    }
    return encoded.toString();
  }

  /** What {@link #segment} encoded; empty for a dash. */
  public static String text(String segment) {
    try {
      return segment.equals("-") ? "" : URLDecoder.decode(segment, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      // Not a path written by Caravan: nothing else has the same one.
      return segment;
    }
  }

  private static void encode(byte[] bytes, StringBuilder encoded) {
    for (byte b : bytes) {
      encoded.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
    }
  }

  /** Whether a part of a text has nothing that {@link #percentEncode} would change. */
  public static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!unreserved(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean unreserved(char c) {
    return c < UNRESERVED.length && UNRESERVED[c];
  }
}
