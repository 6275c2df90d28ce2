package caravan.cloud;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The headers a signature covers, in the form all four vendors share: names in lower case and
 * sorted. Which headers belong here, and how their values are treated, is each vendor's own.
 */
public final class SignedHeaders {

  private final SortedMap<String, String> headers = new TreeMap<>();

  /** Adds a header, in place of one whose name differs at most in case. */
  public SignedHeaders add(String name, String value) {
    headers.put(name.toLowerCase(Locale.ROOT), value);
    return this;
  }

  /** One {@code name:value} line per header, each ended by a line feed. */
  public String canonical() {
    StringBuilder lines = new StringBuilder(256);
    headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
    return lines.toString();
  }

  /**
   * The canonical request that most schemes sign: method, path, query, these headers, their names
   * and the hash of the body, each in the form that the vendor asks for.
   */
  public String canonicalRequest(String method, String path, String query, String bodyHash) {
    return String.join("\n", method, path, query, canonical(), names(), bodyHash);
  }

  /** Names joined by semicolons. */
  public String names() {
    return String.join(";", headers.keySet());
  }

  /** Names only: a value may be a session token. */
  @Override
  public String toString() {
    return names();
  }
}
