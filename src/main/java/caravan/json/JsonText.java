package caravan.json;

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

  /** Bytes of the longest escape. */
  private static final int MAX_ESCAPE = 6;

  /** By ASCII character: whether it needs no second look inside quotes. */
  private static final boolean[] PLAIN = new boolean[0x80];

  static {
    Arrays.fill(PLAIN, ' ', PLAIN.length, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
    PLAIN['?'] = false;
  }

  /**
   * A name that was written lately, as it stands before its value. Events repeat the same few
   * dozens; what falls on a place that is taken takes it over.
   */
  private record Name(String text, byte[] member) {}

  private static final Name[] NAMES = new Name[1024];
  private static final int MAX_NAME = 64;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long SIGNS = 0x8080808080808080L;

  private byte[] out;
  private int end;
  private boolean first = true;

  public JsonText(int capacity) {
    out = new byte[capacity];
  }

  /** Forgets what was written, and begins again in the same room. */
  public JsonText clear() {
    end = 0;
    first = true;
    return this;
  }

  /** Writes members that were written elsewhere, without the braces around them. */
  public JsonText members(byte[] members) {
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
    if (name.length() <= MAX_NAME) {
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
    return literal(Long.toString(value));
  }

  /** Writes text that is a JSON value already, for example a number. */
  public JsonText literal(String json) {
    return literal(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes UTF-8 that is a JSON value already. */
  public JsonText literal(byte[] json) {
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
    ascii('"');
    int start = end;
    if (!whole(text)) {
      end = start;
      inPieces(text);
    }
    ascii('"');
  }

  /** Writes text in UTF-8; false when it has a lone surrogate, for which there is none. */
  private boolean whole(String text) {
    // Java encodes in one go, and a loop over bytes is faster than one over a string.
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    boolean questions = false;
    int from = 0;
    while (true) {
      int to = plainEnd(utf8, from);
      room(utf8.length - from + MAX_ESCAPE);
      System.arraycopy(utf8, from, out, end, to - from);
      end += to - from;
      if (to == utf8.length) {
        return true;
      }
      if (utf8[to] == '?' && !questions) {
        // Either a question mark, or what Java writes for a lone surrogate.
        if (loneSurrogate(text, 0) >= 0) {
          return false;
        }
        questions = true;
      }
      escape((char) utf8[to]);
      from = to + 1;
    }
  }

  /** A lone surrogate has no UTF-8 form; as an escape it survives the way to the reader. */
  private void inPieces(String text) {
    int from = 0;
    for (int lone = loneSurrogate(text, 0); lone >= 0; lone = loneSurrogate(text, from)) {
      whole(text.substring(from, lone));
      room(MAX_ESCAPE);
      hex(text.charAt(lone));
      from = lone + 1;
    }
    whole(text.substring(from));
  }

  /** Where the first surrogate without its other half stands at or after {@code from}, or -1. */
  public static int loneSurrogate(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** Where the first byte at or after {@code from} stands that needs more than copying. */
  private static int plainEnd(byte[] utf8, int from) {
    int at = from;
    for (; at <= utf8.length - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(utf8, at);
      long special =
          (below(eight, ' ') | has(eight, '"') | has(eight, '\\') | has(eight, '?')) & SIGNS;
      if (special != 0) {
        return at + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
    }
    while (at < utf8.length && (utf8[at] < 0 || PLAIN[utf8[at]])) {
      at++;
    }
    return at;
  }

  /** Its lowest sign bit set is that of the first of eight bytes of ASCII below a limit. */
  private static long below(long eight, char limit) {
    return eight - ONES * limit & ~eight;
  }

  /** Its lowest sign bit set is that of the first of eight bytes that is the character. */
  private static long has(long eight, char wanted) {
    return below(eight ^ ONES * wanted, (char) 1);
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
