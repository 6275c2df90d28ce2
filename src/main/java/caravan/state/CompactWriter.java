package caravan.state;

import caravan.json.Hashes;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes values one after the other into as few bytes as is cheap; {@link CompactReader} reads them
 * in the same order. Nothing is lost: every value comes back equal, null as null. The form lives in
 * memory only, so it can change with every version. {@link #packed} ends a run of values, and the
 * next one begins.
 */
final class CompactWriter {

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final BackReferences repeats = new BackReferences();
  private final TemplateMatcher cut = new TemplateMatcher();
  private byte[] bytes = new byte[512];
  private int length;
  private long seconds;

  /** What has been written since the last time. */
  byte[] packed() {
    byte[] packed = Arrays.copyOf(bytes, length);
    length = 0;
    seconds = 0;
    repeats.clear();
    return packed;
  }

  /** Where a record is cut before it is written. */
  TemplateMatcher cut() {
    return cut;
  }

  /** A byte. */
  void number(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /** A number from 0, the smaller the shorter. */
  void unsigned(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** A number of any sign, the nearer to 0 the shorter. */
  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  /** A number or null: how many bytes it has, and these. */
  void optional(Long value) {
    if (value == null) {
      number(CompactReader.NO_NUMBER);
      return;
    }
    long rest = value << 1 ^ value >> 63;
    int count = (Long.SIZE - Long.numberOfLeadingZeros(rest) + 7) / 8;
    room(1 + count);
    bytes[length++] = (byte) count;
    for (; count > 0; count--) {
      bytes[length++] = (byte) rest;
      rest >>>= 8;
    }
  }

  /** A number or null. */
  void optional(Integer value) {
    optional(value == null ? null : Long.valueOf(value));
  }

  /** A boolean or null. */
  void optional(Boolean value) {
    number(value == null ? 0 : value ? 2 : 1);
  }

  /**
   * An instant or null, to the nanosecond. What lies near the instant before is short, and so are
   * whole milliseconds, which is what events carry.
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

  /** A hash with what stands before its digits; or any other text, or null. */
  void hash(String value, String prefix) {
    room(1 + Hashes.BYTES);
    if (value != null && Hashes.pack(value, prefix, bytes, length + 1)) {
      bytes[length] = 1;
      length += 1 + Hashes.BYTES;
    } else {
      number(0);
      text(value);
    }
  }

  /** A text or null; a word of the contract and what was there before take a byte or two. */
  void text(String value) {
    int word = StringDictionary.code(value);
    if (word >= 0) {
      unsigned((long) word << 2 | CompactReader.WORD);
    } else {
      text(value, 0, value.length());
    }
  }

  /** Part of a text. */
  void text(String source, int from, int to) {
    int repeated = repeats.find(source, from, to);
    if (repeated >= 0) {
      unsigned((long) repeated << 2 | CompactReader.REPEATED);
      return;
    }
    boolean wide = isWide(source, from, to);
    unsigned((long) (to - from) << 2 | (wide ? CompactReader.WIDE : CompactReader.NARROW));
    characters(source, from, to, wide);
    repeats.add(source, from, to);
  }

  /** Characters without their number, two bytes each if wide. Half a surrogate pair is kept too. */
  @SuppressWarnings("deprecation") // It takes the low byte of each character, which is all of it.
  void characters(String source, int from, int to, boolean wide) {
    room((to - from) * (wide ? 2L : 1L));
    if (!wide) {
      source.getBytes(from, to, bytes, length);
      length += to - from;
      return;
    }
    for (int i = from; i < to; i++) {
      char c = source.charAt(i);
      bytes[length++] = (byte) (c >> 8);
      bytes[length++] = (byte) c;
    }
  }

  /** Notes a text that the reader will know at this place, so that it need not be written again. */
  void known(String source, int from, int to) {
    repeats.add(source, from, to);
  }

  /** Whether a character needs two bytes. */
  static boolean isWide(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) > 0xff) {
        return true;
      }
    }
    return false;
  }

  private void room(long more) {
    if (length + more > bytes.length) {
      long wanted = Math.max(length + more, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
    }
  }
}
