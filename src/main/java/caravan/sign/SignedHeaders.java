package caravan.sign;

import caravan.model.LowerCase;
import java.util.Arrays;
import java.util.Map;

/**
 * The headers a signature covers, in the form all four vendors share: names in lower case and
 * sorted. Which headers belong here, and how their values are treated, is each vendor's own.
 */
public final class SignedHeaders {

  /** Characters that have room without growing. */
  private static final int USUAL_LENGTH = 512;

  private String[] names;
  private String[] values;
  private int size;
  private String joined;

  /** No headers yet, and room for some. */
  public SignedHeaders(int capacity) {
    names = new String[capacity];
    values = new String[capacity];
  }

  /** Takes values by name; names that differ only in case are the same header. */
  public SignedHeaders(Map<String, String> headers) {
    this(headers.size());
    for (Map.Entry<String, String> one : headers.entrySet()) {
      add(LowerCase.of(one.getKey()), one.getValue());
    }
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
    joined = null;
    return this;
  }

  /** One {@code name:value} line per header, each ended by a line feed. */
  public String canonical() {
    StringBuilder lines = new StringBuilder(USUAL_LENGTH);
    appendTo(lines);
    return lines.toString();
  }

  /**
   * The canonical request that most schemes sign: method, path, query, these headers, their names
   * and the hash of the body, each in the form that the vendor asks for.
   */
  public String canonicalRequest(String method, String path, String query, String bodyHash) {
    StringBuilder text = new StringBuilder(USUAL_LENGTH);
    text.append(method).append('\n').append(path).append('\n').append(query).append('\n');
    appendTo(text);
    return text.append('\n').append(names()).append('\n').append(bodyHash).toString();
  }

  private void appendTo(StringBuilder text) {
    for (int i = 0; i < size; i++) {
      text.append(names[i]).append(':').append(values[i]).append('\n');
    }
  }

  /** Names joined by semicolons. */
  public String names() {
    if (joined == null) {
      StringBuilder all = new StringBuilder(USUAL_LENGTH / 4);
      for (int i = 0; i < size; i++) {
        all.append(i == 0 ? "" : ";").append(names[i]);
      }
      joined = all.toString();
    }
    return joined;
  }

  /** Names only: a value may be a session token. */
  @Override
  public String toString() {
    return names();
  }
}
