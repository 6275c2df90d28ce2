package caravan.sign;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * The headers a signature covers, in the form all four vendors share: names in lower case and
 * sorted. Which headers belong here, and how their values are treated, is each vendor's own.
 */
public final class SignedHeaders {

  private String[] names;
  private String[] values;
  private int size;

  /** No headers yet, and room for some. */
  public SignedHeaders(int capacity) {
    names = new String[capacity];
    values = new String[capacity];
  }

  /** Takes values by name; names that differ only in case are the same header. */
  public SignedHeaders(Map<String, String> headers) {
    this(headers.size());
    for (Map.Entry<String, String> one : headers.entrySet()) {
      add(lowerCase(one.getKey()), one.getValue());
    }
  }

  /** A header name in lower case; most are so already, and looking is faster than Java's way. */
  public static String lowerCase(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z' || c > '~') {
        return name.toLowerCase(Locale.ROOT);
      }
    }
    return name;
  }

  /** Adds a header whose name is in lower case, in place of one of that name. */
  public SignedHeaders add(String name, String value) {
    // Requests keep their headers sorted, so nearly every name belongs at the end.
    int at = size;
    while (at > 0 && names[at - 1].compareTo(name) > 0) {
      at--;
    }
    if (at > 0 && names[at - 1].equals(name)) {
      values[at - 1] = value;
      return this;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size + 8);
      values = Arrays.copyOf(values, size + 8);
    }
    System.arraycopy(names, at, names, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    names[at] = name;
    values[at] = value;
    size++;
    return this;
  }

  /** One {@code name:value} line per header, each ended by a line feed. */
  public String canonical() {
    StringBuilder lines = new StringBuilder(length(names) + length(values) + 2 * size);
    for (int i = 0; i < size; i++) {
      lines.append(names[i]).append(':').append(values[i]).append('\n');
    }
    return lines.toString();
  }

  /** Names joined by semicolons. */
  public String names() {
    StringBuilder joined = new StringBuilder(length(names) + size);
    for (int i = 0; i < size; i++) {
      if (i > 0) {
        joined.append(';');
      }
      joined.append(names[i]);
    }
    return joined.toString();
  }

  private int length(String[] texts) {
    int length = 0;
    for (int i = 0; i < size; i++) {
      length += texts[i].length();
    }
    return length;
  }

  /** Names only: a value may be a session token. */
  @Override
  public String toString() {
    return names();
  }
}
