package caravan.sign;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The headers a signature covers, in the form all four vendors share: names in lower case and
 * sorted. Which headers belong here, and how their values are treated, is each vendor's own.
 */
public final class SignedHeaders {

  private final SortedMap<String, String> values;

  /** Takes values by name; names that differ only in case are the same header. */
  public SignedHeaders(Map<String, String> headers) {
    SortedMap<String, String> sorted = new TreeMap<>();
    headers.forEach((name, value) -> sorted.put(name.toLowerCase(Locale.ROOT), value));
    values = Collections.unmodifiableSortedMap(sorted);
  }

  /** One {@code name:value} line per header, each ended by a line feed. */
  public String canonical() {
    StringBuilder lines = new StringBuilder(256);
    values.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    return lines.toString();
  }

  /** Names joined by semicolons. */
  public String names() {
    return String.join(";", values.keySet());
  }

  /** Names only: a value may be a session token. */
  @Override
  public String toString() {
    return names();
  }
}
