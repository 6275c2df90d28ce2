package caravan.model;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One HTTP request, exactly as it goes onto the wire: a signer adds headers and changes nothing
 * else.
 *
 * @param method upper-case HTTP method
 * @param scheme {@code https} or {@code http}
 * @param host host as in the {@code Host} header, with the port when it is not the scheme's default
 * @param path percent-encoded path, starts with a slash
 * @param query query string as sent, without the question mark; empty when there is none
 * @param headers headers by name; look-ups ignore case, the spelling is kept for the wire
 * @param body body bytes; empty when there is none
 */
public record Request(
    String method,
    String scheme,
    String host,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body) {

  /**
   * Copies the headers into an unmodifiable sorted map that ignores case; of names that differ only
   * in case the first is kept, and the last value.
   */
  public Request {
    headers = Collections.unmodifiableSortedMap(copy(headers));
  }

  private static SortedMap<String, String> copy(Map<String, String> headers) {
    SortedMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    return copy;
  }

  /** An unsigned request to the endpoint of a scope. */
  public static Request to(
      Scope scope,
      String method,
      String path,
      String query,
      Map<String, String> headers,
      String body) {
    String scheme = scope.endpoint().getScheme();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Request(method, scheme, scope.host(), path, query, headers, bytes);
  }

  /** Value of a header, whatever the case of its name, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /**
   * This request with headers set.
   *
   * @param namesAndValues a name, its value, the next name, and so on
   */
  public Request with(String... namesAndValues) {
    SortedMap<String, String> changed = copy(headers);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      changed.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new Request(method, scheme, host, path, query, changed, body);
  }

  /** URL without the query, for a client that takes both apart. */
  public String url() {
    return scheme + "://" + host + path;
  }

  /** Shows where the request goes; headers and body may hold secrets and stay out. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Request[%s %s%s]", method, host, path);
  }
}
