package caravan.simulator;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An {@code Authorization} header of the form {@code ALGORITHM Name=value, Name=value}, which three
 * of the vendors share apart from the blanks.
 */
final class Authorization {

  private final Map<String, String> parts;

  private Authorization(Map<String, String> parts) {
    this.parts = parts;
  }

  /**
   * Takes a header apart.
   *
   * @param header header value, or null
   * @param algorithm expected algorithm name
   * @param required parts that must be there
   * @return the parts, or null when the header has another form
   */
  static Authorization parse(String header, String algorithm, String... required) {
    if (header == null || !header.startsWith(algorithm + " ")) {
      return null;
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : header.substring(algorithm.length() + 1).split(",")) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        return null;
      }
      parts.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
    }
    return parts.keySet().containsAll(List.of(required)) ? new Authorization(parts) : null;
  }

  String part(String name) {
    return parts.get(name);
  }

  /** Names of the signed headers, in the order stated. */
  List<String> signedHeaders() {
    return Arrays.asList(parts.get("SignedHeaders").split(";"));
  }
}
