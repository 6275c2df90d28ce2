package caravan.model;

import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * One HTTP request, exactly as it goes onto the wire: a signer adds headers (or, for one old
 * scheme, a query parameter) and changes nothing else.
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

  /** Copies the headers into an unmodifiable map that ignores case. */
  public Request {
    headers = Headers.of(headers);
  }

  /** Value of a header, whatever the case of its name, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Hands over each header with its name in lower case, sorted by that. */
  public void forEachHeader(BiConsumer<String, String> action) {
    Headers.of(headers).forEachLowerCase(action);
  }

  /**
   * This request with headers set.
   *
   * @param namesAndValues a name, its value, the next name, and so on
   */
  public Request with(String... namesAndValues) {
    Map<String, String> changed = Headers.of(headers).with(namesAndValues);
    return new Request(method, scheme, host, path, query, changed, body);
  }

  /** This request with another query string. */
  public Request withQuery(String changed) {
    return new Request(method, scheme, host, path, changed, headers, body);
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
