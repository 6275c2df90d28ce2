package caravan.state;

import caravan.json.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads what a {@link CompactWriter} wrote, in the same order. */
final class CompactReader {

  /** Kinds of text: one byte per character, two bytes, a back reference, a dictionary word. */
  static final int NARROW = 0;

  static final int WIDE = 1;
  static final int REPEATED = 2;
  static final int WORD = 3;

  /** In place of the byte count of a number that is null. */
  static final int NO_NUMBER = 9;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final byte[] bytes;
  private final BackReferences repeats = new BackReferences();
  private int at;
  private long seconds;

  CompactReader(byte[] bytes) {
    this.bytes = bytes;
  }

  int at() {
    return at;
  }

  int number() {
    return bytes[at++];
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  Long optionalLong() {
    int count = number();
    if (count == NO_NUMBER) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at++] & 0xffL) << 8 * i;
    }
    return value >>> 1 ^ -(value & 1);
  }

  Integer optionalInteger() {
    Long value = optionalLong();
    return value == null ? null : Integer.valueOf(value.intValue());
  }

  Boolean optionalBoolean() {
    int value = number();
    return value == 0 ? null : Boolean.valueOf(value == 2);
  }

  Instant instant() {
    long code = unsigned();
    if (code == 0) {
      return null;
    }
    long fraction = code - 1 >> 1;
    boolean fine = (code - 1 & 1) != 0;
    seconds += signed();
    return Instant.ofEpochSecond(seconds, fine ? fraction : fraction * NANOS_PER_MILLI);
  }

  String hash(String prefix) {
    if (number() == 0) {
      return text();
    }
    String hash = Hashes.unpack(prefix, bytes, at);
    at += Hashes.BYTES;
    return hash;
  }

  String text() {
    long code = unsigned();
    int value = (int) (code >>> 2);
    return switch ((int) code & 3) {
      case WORD -> StringDictionary.word(value);
      case REPEATED -> repeats.get(value);
      case WIDE -> remember(wide(value));
      default -> remember(narrow(value));
    };
  }

  private String remember(String text) {
    repeats.add(text);
    return text;
  }

  private String narrow(int count) {
    at += count;
    return new String(bytes, at - count, count, StandardCharsets.ISO_8859_1);
  }

  private String wide(int count) {
    char[] text = new char[count];
    for (int i = 0; i < count; i++) {
      text[i] = (char) (bytes[at++] << 8 | bytes[at++] & 0xff);
    }
    return new String(text);
  }
}
