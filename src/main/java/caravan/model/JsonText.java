package caravan.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes JSON in RFC 8785 form: no white space, minimal escapes. The caller writes the members of
 * each object in code-unit order of their names; then the text is canonical by construction and can
 * be hashed as it stands.
 */
public final class JsonText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** A UTF-16 code unit becomes at most an escape of so many bytes. */
  private static final int LARGEST_CODE_UNIT = 6;

  /** Sign and 19 digits. */
  private static final int LONGEST_NUMBER = 20;

  /** By ASCII character: whether it stands for itself inside quotes. */
  private static final boolean[] PLAIN = new boolean[0x80];

  static {
    Arrays.fill(PLAIN, ' ', PLAIN.length, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
  }

  /**
   * A name that was written lately, as it stands before its value. Events repeat the same few
   * dozens; what falls on a place that is taken takes it over.
   */
  private record Name(String text, byte[] member) {}

  private static final Name[] NAMES = new Name[1024];
  private static final int LONGEST_NAME = 64;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long SIGNS = 0x8080808080808080L;

  private byte[] out;
  private int end;
  private boolean first = true;

  /** A writer with room for {@code capacity} bytes; it grows as needed. */
  public JsonText(int capacity) {
    out = new byte[capacity];
  }

  /** Forgets what was written, and begins again in the same room. */
  JsonText clear() {
    end = 0;
    first = true;
    return this;
  }

  /** Writes members that were written elsewhere, without the braces around them. */
  JsonText members(byte[] members) {
    separate();
    bytes(members);
    return this;
  }

  /** Opens an object, as a value. */
  public JsonText open() {
    ascii('{');
    first = true;
    return this;
  }

  /** Closes the innermost object. */
  public JsonText close() {
    ascii('}');
    first = false;
    return this;
  }

  /** Opens an array, as a value. */
  public JsonText openArray() {
    ascii('[');
    first = true;
    return this;
  }

  /** Closes the innermost array. */
  public JsonText closeArray() {
    ascii(']');
    first = false;
    return this;
  }

  /** Starts the next element of an array. */
  public JsonText element() {
    separate();
    return this;
  }

  /** Starts a member; its value follows. */
  public JsonText name(String name) {
    separate();
    int place = name.hashCode() & (NAMES.length - 1);
    Name known = NAMES[place];
    if (known != null && known.text.equals(name)) {
      bytes(known.member);
      return this;
    }
    int start = end;
    quote(name);
    ascii(':');
    if (name.length() <= LONGEST_NAME) {
      NAMES[place] = new Name(name, Arrays.copyOfRange(out, start, end));
    }
    return this;
  }

  /** Opens an object as the value of a member. */
  public JsonText open(String name) {
    return name(name).open();
  }

  /** Writes a string member, or nothing when the value is null. */
  public JsonText field(String name, String value) {
    if (value != null) {
      name(name);
      quote(value);
    }
    return this;
  }

  /** Writes an instant member, or nothing when the value is null. */
  public JsonText field(String name, Instant value) {
    if (value != null) {
      name(name);
      quote(Instants.text(value));
    }
    return this;
  }

  /** Writes an integer member, or nothing when the value is null. */
  public JsonText field(String name, Long value) {
    if (value != null) {
      name(name);
      number(value);
    }
    return this;
  }

  /** Writes an integer member, or nothing when the value is null. */
  public JsonText field(String name, Integer value) {
    return value == null ? this : field(name, Long.valueOf(value));
  }

  /** Writes a boolean member, or nothing when the value is null. */
  public JsonText field(String name, Boolean value) {
    if (value != null) {
      name(name);
      literal(value ? "true" : "false");
    }
    return this;
  }

  /** Writes a member whose value writes itself, or nothing when it is null. */
  public <T> JsonText part(String name, T value, BiConsumer<T, JsonText> write) {
    if (value != null) {
      write.accept(value, name(name));
    }
    return this;
  }

  /** Writes an array member whose elements write themselves. */
  public <T> JsonText list(String name, List<T> elements, BiConsumer<T, JsonText> write) {
    name(name).openArray();
    for (T element : elements) {
      write.accept(element, element());
    }
    return closeArray();
  }

  /** Writes a string value. */
  public JsonText value(String value) {
    quote(value);
    return this;
  }

  /** Writes an integer value. */
  public JsonText number(long value) {
    if (value == Long.MIN_VALUE) {
      return literal(Long.toString(value));
    }
    first = false;
    room(LONGEST_NUMBER);
    if (value < 0) {
      out[end++] = '-';
    }
    long rest = Math.abs(value);
    int start = end;
    end += digits(rest);
    for (int i = end - 1; i >= start; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long rest = value; rest > 9; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Writes text that is a JSON value already, for example a number. */
  public JsonText literal(String json) {
    return literal(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes UTF-8 that is a JSON value already. */
  JsonText literal(byte[] json) {
    bytes(json);
    first = false;
    return this;
  }

  private void bytes(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, out, end, text.length);
    end += text.length;
  }

  private void separate() {
    if (!first) {
      ascii(',');
    }
    first = false;
  }

  private void ascii(char c) {
    room(1);
    out[end++] = (byte) c;
  }

  private void room(int bytes) {
    if (out.length - end < bytes) {
      out = Arrays.copyOf(out, Math.max(end + bytes, 2 * out.length));
    }
  }

  private void quote(String text) {
    first = false;
    int length = text.length();
    room(length + 2);
    out[end++] = '"';
    // Java turns ASCII into bytes in one go, and a loop over bytes is faster than one over a
    // string.
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length == length) {
      oneByteEach(text, utf8);
    } else {
      int i = plain(text, 0);
      while (i < length) {
        room((length - i) + LARGEST_CODE_UNIT + 1);
        i = plain(text, special(text, i));
      }
    }
    ascii('"');
  }

  /** Writes text that is ASCII but for half surrogate pairs, which became question marks. */
  private void oneByteEach(String text, byte[] utf8) {
    int from = 0;
    while (true) {
      int to = plainEnd(utf8, from);
      System.arraycopy(utf8, from, out, end, to - from);
      end += to - from;
      if (to == utf8.length) {
        return;
      }
      room((utf8.length - to) + LARGEST_CODE_UNIT + 1);
      if (utf8[to] == '"') {
        // A record in an event is full of them.
        escaped('"');
      } else {
        special(text, to);
      }
      from = to + 1;
    }
  }

  /** Where the first byte at or after {@code from} stands that needs more than copying. */
  private static int plainEnd(byte[] ascii, int from) {
    int at = from;
    for (; at <= ascii.length - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(ascii, at);
      long special =
          (below(eight, ' ') | has(eight, '"') | has(eight, '\\') | has(eight, '?')) & SIGNS;
      if (special != 0) {
        return at + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
    }
    while (at < ascii.length && PLAIN[ascii[at]] && ascii[at] != '?') {
      at++;
    }
    return at;
  }

  /** Its lowest sign bit set is that of the first of eight ASCII bytes below a limit. */
  private static long below(long eight, char limit) {
    return eight - ONES * limit & ~eight;
  }

  /** Its lowest sign bit set is that of the first of eight ASCII bytes that is the character. */
  private static long has(long eight, char wanted) {
    return below(eight ^ ONES * wanted, (char) 1);
  }

  /** Copies characters that stand for themselves; returns where the first other one stands. */
  private int plain(String text, int from) {
    byte[] target = out;
    int at = end;
    int i = from;
    int length = text.length();
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c >= PLAIN.length || !PLAIN[c]) {
        break;
      }
      target[at++] = (byte) c;
    }
    end = at;
    return i;
  }

  /** Writes a character that is no plain ASCII; returns where the next one stands. */
  private int special(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80) {
      escape(c);
    } else if (c < 0x800) {
      out[end++] = (byte) (0xc0 | c >> 6);
      out[end++] = (byte) (0x80 | c & 0x3f);
    } else if (!Character.isSurrogate(c)) {
      out[end++] = (byte) (0xe0 | c >> 12);
      out[end++] = (byte) (0x80 | c >> 6 & 0x3f);
      out[end++] = (byte) (0x80 | c & 0x3f);
    } else {
      return surrogate(text, i);
    }
    return i + 1;
  }

  /** A lone surrogate has no UTF-8 form; as an escape it survives the way to the reader. */
  private int surrogate(String text, int i) {
    int code = text.codePointAt(i);
    if (!Character.isSupplementaryCodePoint(code)) {
      hex(text.charAt(i));
      return i + 1;
    }
    out[end++] = (byte) (0xf0 | code >> 18);
    out[end++] = (byte) (0x80 | code >> 12 & 0x3f);
    out[end++] = (byte) (0x80 | code >> 6 & 0x3f);
    out[end++] = (byte) (0x80 | code & 0x3f);
    return i + 2;
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> escaped('"');
      case '\\' -> escaped('\\');
      case '\b' -> escaped('b');
      case '\f' -> escaped('f');
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      case '?' -> out[end++] = '?';
      default -> hex(c);
    }
  }

  private void escaped(char c) {
    out[end++] = '\\';
    out[end++] = (byte) c;
  }

  private void hex(char c) {
    escaped('u');
    out[end++] = HEX[c >> 12];
    out[end++] = HEX[(c >> 8) & 15];
    out[end++] = HEX[(c >> 4) & 15];
    out[end++] = HEX[c & 15];
  }

  /** What was written so far, in UTF-8. */
  public byte[] utf8() {
    return Arrays.copyOf(out, end);
  }

  @Override
  public String toString() {
    return new String(out, 0, end, StandardCharsets.UTF_8);
  }
}
