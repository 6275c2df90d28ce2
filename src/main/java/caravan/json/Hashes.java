package caravan.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes as text and as bytes; SHA-256 unless stated otherwise. */
public final class Hashes {

  /** Prefix of a content hash. */
  public static final String PREFIX = "sha256:";

  /** Bytes of a hash. */
  public static final int BYTES = 32;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  // One per thread: digest() resets it for the next input.
  private static final ThreadLocal<MessageDigest> SHA_1 =
      ThreadLocal.withInitial(() -> digest("SHA-1"));
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(() -> digest("SHA-256"));

  private Hashes() {}

  /** SHA-256 of some bytes: 32 bytes. */
  public static byte[] sha256(byte[] bytes) {
    return SHA_256.get().digest(bytes);
  }

  /** SHA-1 of two concatenated byte arrays: 20 bytes. */
  public static byte[] sha1(byte[] first, byte[] second) {
    MessageDigest sha1 = SHA_1.get();
    sha1.update(first);
    return sha1.digest(second);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has " + algorithm, e);
    }
  }

  /** Whether the text is the prefix and the digits of a hash, in the one form that events have. */
  public static boolean isPrefixed(String text) {
    return pack(text, PREFIX, new byte[BYTES], 0);
  }

  /**
   * Writes the bytes of a hash whose text is a prefix and the digits, in the one form that events
   * have.
   *
   * @return false when the text is not of that form; then ignore what was written
   */
  public static boolean pack(String text, String prefix, byte[] target, int at) {
    int from = prefix.length();
    if (text.length() - from != 2 * BYTES || !text.startsWith(prefix)) {
      return false;
    }
    int all = 0;
    for (int i = 0; i < BYTES; i++) {
      int high = value(text.charAt(from + 2 * i));
      int low = value(text.charAt(from + 2 * i + 1));
      all |= high | low;
      target[at + i] = (byte) (high << 4 | low);
    }
    return all >= 0;
  }

  /** Any bytes as lower-case hex. */
  public static String hex(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  /** The text of the bytes at {@code at}, behind a prefix, which may be empty. */
  public static String unpack(String prefix, byte[] source, int at) {
    return prefix.concat(text(source, at, BYTES));
  }

  /** Twice for each row of a steady poll, where HexFormat takes nearly twice as long. */
  private static String text(byte[] source, int at, int count) {
    byte[] text = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      text[2 * i] = DIGITS[source[at + i] >> 4 & 15];
      text[2 * i + 1] = DIGITS[source[at + i] & 15];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Value of a digit; negative for any other character. */
  private static int value(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  /** SHA-256 of UTF-8 text that is never in memory as a whole. */
  public static final class Sum {

    private final MessageDigest sha256 = digest("SHA-256");

    /** Adds a text. */
    public Sum add(String text) {
      sha256.update(text.getBytes(StandardCharsets.UTF_8));
      return this;
    }

    /** The hash as lower-case hex; the sum begins anew. */
    public String hex() {
      return Hashes.hex(sha256.digest());
    }
  }
}
