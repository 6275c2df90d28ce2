package caravan.model;

import java.nio.charset.StandardCharsets;

/** SHA-256 hashes as text, and as the 32 bytes that they are. */
final class Hashes {

  /** What stands before the digits of a content hash. */
  static final String PREFIX = "sha256:";

  /** Bytes of a hash. */
  static final int BYTES = 32;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Hashes() {}

  /** Whether the text is the prefix and the digits of a hash, in the one form that events have. */
  static boolean isPrefixed(String text) {
    return text.startsWith(PREFIX) && areDigits(text, PREFIX.length());
  }

  /** Whether the text is the digits of a hash, in the one form that events have. */
  static boolean isPlain(String text) {
    return areDigits(text, 0);
  }

  private static boolean areDigits(String text, int from) {
    if (text.length() - from != 2 * BYTES) {
      return false;
    }
    for (int i = from; i < text.length(); i++) {
      if (value(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Writes the bytes of the digits that stand at {@code from} in the text. */
  static void pack(String text, int from, byte[] target, int at) {
    for (int i = 0; i < BYTES; i++) {
      int high = value(text.charAt(from + 2 * i));
      int low = value(text.charAt(from + 2 * i + 1));
      target[at + i] = (byte) (high << 4 | low);
    }
  }

  /** The text of the bytes at {@code at}, behind a prefix, which may be empty. */
  static String unpack(String prefix, byte[] source, int at) {
    int start = prefix.length();
    byte[] text = new byte[start + 2 * BYTES];
    for (int i = 0; i < start; i++) {
      text[i] = (byte) prefix.charAt(i);
    }
    for (int i = 0; i < BYTES; i++) {
      text[start + 2 * i] = DIGITS[source[at + i] >> 4 & 15];
      text[start + 2 * i + 1] = DIGITS[source[at + i] & 15];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static int value(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }
}
