package caravan.simulator;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request as the simulator received it.
 *
 * @param at when it had been read
 * @param api API id such as {@code huawei-vpn-p2c-connections}, or {@link Simulator#UNKNOWN}
 * @param method HTTP method
 * @param uri request target as sent; absolute when the simulator is used as a proxy
 * @param headers headers by name, whatever the case; several of one name are joined by a comma
 * @param body body bytes, empty when there is none
 */
public record Call(
    Instant at, String api, String method, String uri, Map<String, String> headers, byte[] body) {

  private static final Pattern KEY = Pattern.compile("(?:Credential|Access)=([^/, ]*)");

  /** Copies the headers into an unmodifiable map that ignores case. */
  public Call {
    TreeMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = Collections.unmodifiableMap(copy);
  }

  /** Value of a header, whatever the case of its name, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  /** Body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Path as sent, percent-encoded, without the host of an absolute request target. */
  public String path() {
    String path = URI.create(uri).getRawPath();
    return path.isEmpty() ? "/" : path;
  }

  /** Query as sent, empty when there is none. */
  public String query() {
    String query = URI.create(uri).getRawQuery();
    return query == null ? "" : query;
  }

  /** Parameters of the query and, for a form, of the body, decoded; the last of a name wins. */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>(decode(query()));
    String type = header("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      parameters.putAll(decode(text()));
    }
    return parameters;
  }

  /** Id of the key that signs the call, up to a slash, in any vendor's scheme; else empty. */
  public String signer() {
    String ctyun = header("Eop-Authorization");
    String text = header("Authorization");
    Matcher key = KEY.matcher(text == null ? "" : text);
    if (ctyun != null) {
      return ctyun.replaceAll("[ /].*", "");
    }
    return key.find() ? key.group(1) : parameters().getOrDefault("AccessKeyId", "");
  }

  static Map<String, String> decode(String encoded) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : encoded.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.put(
            URLDecoder.decode(name, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  /** Shows what was called; headers and body hold credentials and personal data. */
  @Override
  public String toString() {
    return "Call[" + at + " " + api + " " + method + " " + path() + "]";
  }
}
