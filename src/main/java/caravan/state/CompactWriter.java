package caravan.state;

import caravan.json.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes values one after the other into few bytes; {@link CompactReader} reads them in the same
 * order. Nothing is lost: every value comes back equal, null as null. The format lives in memory
 * only, so any version may change it. {@link #packed} ends one run of values and starts the next.
 */
final class CompactWriter {

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final BackReferences repeats = new BackReferences();
  private byte[] bytes = new byte[512];
  private int length;
  private long seconds;

  byte[] packed() {
    byte[] packed = Arrays.copyOf(bytes, length);
    length = 0;
    seconds = 0;
    repeats.clear();
    return packed;
  }

  void number(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  /** Writes a number from 0; small ones are short. */
  void unsigned(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  /** Writes a number or null: its byte count, then its bytes. */
  void optional(Long value) {
    if (value == null) {
      number(CompactReader.NO_NUMBER);
      return;
    }
    long rest = value << 1 ^ value >> 63;
    int count = (Long.SIZE - Long.numberOfLeadingZeros(rest) + 7) / 8;
    number(count);
    for (; count > 0; count--) {
      number((int) rest);
      rest >>>= 8;
    }
  }

  void optional(Integer value) {
    optional(value == null ? null : Long.valueOf(value));
  }

  void optional(Boolean value) {
    number(value == null ? 0 : value ? 2 : 1);
  }

  /**
   * Writes an instant or null, to the nanosecond. An instant near the previous one is short, and so
   * are whole milliseconds, which is what events carry.
   */
  void instant(Instant value) {
    if (value == null) {
      unsigned(0);
      return;
    }
    int nanos = value.getNano();
    boolean fine = nanos % NANOS_PER_MILLI != 0;
    unsigned(1 + (fine ? nanos * 2L + 1 : nanos / NANOS_PER_MILLI * 2L));
    signed(value.getEpochSecond() - seconds);
    seconds = value.getEpochSecond();
  }

  /** Writes a hash with its prefix as 33 bytes; any other text, or null, as a text. */
  void hash(String value, String prefix) {
    reserve(1 + Hashes.BYTES);
    if (value != null && Hashes.pack(value, prefix, bytes, length + 1)) {
      bytes[length] = 1;
      length += 1 + Hashes.BYTES;
    } else {
      number(0);
      text(value);
    }
  }

  /** Writes a text or null; dictionary words and repeated texts take a byte or two. */
  void text(String value) {
    int word = StringDictionary.code(value);
    int repeated = word >= 0 ? -1 : repeats.find(value);
    if (word >= 0) {
      unsigned((long) word << 2 | CompactReader.WORD);
    } else if (repeated >= 0) {
      unsigned((long) repeated << 2 | CompactReader.REPEATED);
    } else {
      characters(value);
      repeats.add(value);
    }
  }

  /** One byte per character if that is enough, else two: half a surrogate pair is kept too. */
  private void characters(String text) {
    boolean wide = isWide(text);
    unsigned((long) text.length() << 2 | (wide ? CompactReader.WIDE : CompactReader.NARROW));
    if (wide) {
      for (int i = 0; i < text.length(); i++) {
        number(text.charAt(i) >> 8);
        number(text.charAt(i));
      }
    } else {
      byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
      reserve(narrow.length);
      System.arraycopy(narrow, 0, bytes, length, narrow.length);
      length += narrow.length;
    }
  }

  private static boolean isWide(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return true;
      }
    }
    return false;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
