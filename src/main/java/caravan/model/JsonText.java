package caravan.model;

import java.time.Instant;
import java.util.Arrays;

/**
 * Writes JSON in RFC 8785 form: no white space, minimal escapes. The caller writes the members of
 * each object in code-unit order of their names; then the text is canonical by construction and can
 * be hashed as it stands.
 */
public final class JsonText {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** The ASCII characters that stand for themselves. */
  private static final boolean[] PLAIN = new boolean[128];

  static {
    Arrays.fill(PLAIN, 0x20, PLAIN.length, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
  }

  private final StringBuilder out;
  private boolean first = true;

  /** A writer with room for {@code capacity} characters; it grows as needed. */
  public JsonText(int capacity) {
    out = new StringBuilder(capacity);
  }

  /** Opens an object, as a value. */
  public JsonText open() {
    out.append('{');
    first = true;
    return this;
  }

  /** Closes the innermost object. */
  public JsonText close() {
    out.append('}');
    first = false;
    return this;
  }

  /** Opens an array, as a value. */
  public JsonText openArray() {
    out.append('[');
    first = true;
    return this;
  }

  /** Closes the innermost array. */
  public JsonText closeArray() {
    out.append(']');
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
    quote(name);
    out.append(':');
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
    return value == null ? this : field(name, Instants.text(value));
  }

  /** Writes an integer member, or nothing when the value is null. */
  public JsonText field(String name, Long value) {
    if (value != null) {
      name(name);
      out.append(value.longValue());
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
      out.append(value.booleanValue());
    }
    return this;
  }

  /** Writes a string value. */
  public JsonText value(String value) {
    quote(value);
    return this;
  }

  /** Writes text that is a JSON value already, for example a number. */
  public JsonText literal(String json) {
    out.append(json);
    first = false;
    return this;
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quote(String text) {
    first = false;
    int length = text.length();
    if (plainEnd(text, 0) == length) {
      // Nearly every text; the builder copies a whole one at once, but a part letter by letter.
      out.append('"').append(text).append('"');
      return;
    }
    out.append('"');
    for (int i = 0; i < length; i++) {
      int plain = plainEnd(text, i);
      out.append(text, i, plain);
      i = plain;
      if (i < length) {
        i = special(text, i);
      }
    }
    out.append('"');
  }

  /** Index of the first character at or after {@code from} that may need more than copying. */
  private static int plainEnd(String text, int from) {
    int end = from;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c < PLAIN.length ? !PLAIN[c] : Character.isSurrogate(c)) {
        return end;
      }
      end++;
    }
    return end;
  }

  private int special(String text, int i) {
    if (Character.isSurrogate(text.charAt(i))) {
      return surrogate(text, i);
    }
    escape(text.charAt(i));
    return i;
  }

  /** A lone surrogate has no UTF-8 form; as an escape it survives the way to the reader. */
  private int surrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1))) {
      out.append(c).append(text.charAt(i + 1));
      return i + 1;
    }
    hex(c);
    return i;
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> hex(c);
    }
  }

  private void hex(char c) {
    out.append("\\u")
        .append(HEX[c >> 12])
        .append(HEX[(c >> 8) & 15])
        .append(HEX[(c >> 4) & 15])
        .append(HEX[c & 15]);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
