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
      add(one.getKey(), one.getValue());
    }
  }

  /** Adds a header, in place of one whose name differs only in case. */
  public SignedHeaders add(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    // Requests keep their headers sorted, so nearly every name belongs at the end.
    int at = size;
    while (at > 0 && names[at - 1].compareTo(lower) > 0) {
      at--;
    }
    if (at > 0 && names[at - 1].equals(lower)) {
      values[at - 1] = value;
      return this;
    }
    if (size == names.length) {
      names = Arrays.copyOf(names, size + 8);
      values = Arrays.copyOf(values, size + 8);
    }
    System.arraycopy(names, at, names, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    names[at] = lower;
    values[at] = value;
    size++;
    return this;
  }

  /** One {@code name:value} line per header, each ended by a line feed. */
  public String canonical() {
    StringBuilder lines = new StringBuilder(384);
    for (int i = 0; i < size; i++) {
      lines.append(names[i]).append(':').append(values[i]).append('\n');
    }
    return lines.toString();
  }

  /** Names joined by semicolons. */
  public String names() {
    StringBuilder joined = new StringBuilder(160);
    for (int i = 0; i < size; i++) {
      joined.append(i == 0 ? "" : ";").append(names[i]);
    }
    return joined.toString();
  }

  /** Names only: a value may be a session token. */
  @Override
  public String toString() {
    return names();
  }
}
