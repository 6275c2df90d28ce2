package caravan.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Hashes as text, and as the bytes that they are: SHA-256 where nothing else is said. */
public final class Hashes {

  /** What stands before the digits of a content hash. */
  public static final String PREFIX = "sha256:";

  /** Bytes of a hash. */
  public static final int BYTES = 32;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** By ASCII character: the value of a digit, or -1. */
  private static final byte[] VALUES = values();

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle EIGHT_DIGITS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  // One of each a thread: a digest is ready for the next text when it has given its hash.
  private static final ThreadLocal<MessageDigest> SHA_1 =
      ThreadLocal.withInitial(() -> digest("SHA-1"));
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(() -> digest("SHA-256"));

  private Hashes() {}

  /** SHA-256 of some bytes: 32 bytes. */
  public static byte[] sha256(byte[] bytes) {
    return SHA_256.get().digest(bytes);
  }

  /** SHA-1 of two runs of bytes, one behind the other: 20 bytes. */
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
   * @return false when the text is not of that form; what was written means nothing then
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
    return text("", bytes, 0, bytes.length);
  }

  /** The text of the bytes at {@code at}, behind a prefix, which may be empty. */
  public static String unpack(String prefix, byte[] source, int at) {
    return text(prefix, source, at, BYTES);
  }

  private static String text(String prefix, byte[] source, int at, int count) {
    int start = prefix.length();
    byte[] text = new byte[start + 2 * count];
    for (int i = 0; i < start; i++) {
      text[i] = (byte) prefix.charAt(i);
    }
    int done = 0;
    for (; done + Integer.BYTES <= count; done += Integer.BYTES) {
      EIGHT_DIGITS.set(text, start + 2 * done, digits((int) FOUR_BYTES.get(source, at + done)));
    }
    for (; done < count; done++) {
      text[start + 2 * done] = DIGITS[source[at + done] >> 4 & 15];
      text[start + 2 * done + 1] = DIGITS[source[at + done] & 15];
    }
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** The eight digits of four bytes at once, by moving half bytes apart and adding to each. */
  private static long digits(int fourBytes) {
    long halves = fourBytes & 0xffff_ffffL;
    halves = (halves | halves << 16) & 0x0000_ffff_0000_ffffL;
    halves = (halves | halves << 8) & 0x00ff_00ff_00ff_00ffL;
    halves = (halves | halves << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    long letters = (halves + 0x0606_0606_0606_0606L) >>> 4 & 0x0101_0101_0101_0101L;
    return halves + 0x3030_3030_3030_3030L + letters * ('a' - '9' - 1);
  }

  /** Value of a digit; negative for any other character. */
  private static int value(char c) {
    return c < VALUES.length ? VALUES[c] : -1;
  }

  private static byte[] values() {
    byte[] values = new byte[0x80];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < DIGITS.length; i++) {
      values[DIGITS[i]] = (byte) i;
    }
    return values;
  }
}
