package caravan.cloud;

import caravan.model.Paths;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A query string as decoded parameters, in order; a name may occur more than once. */
public record Query(List<Parameter> parameters) {

  /** One decoded parameter; the value is empty when there is none. */
  public record Parameter(String name, String value) {

    /** The name only: a value may be a session token. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Copies the parameters. */
  public Query {
    parameters = List.copyOf(parameters);
  }

  /**
   * Decodes a query string. A plus sign is a space, as in forms: that is how the vendors' servers
   * read it.
   *
   * @throws IllegalArgumentException when a percent escape is broken
   */
  public static Query parse(String raw) {
    Stream<String> pairs = Arrays.stream(raw.split("&")).filter(pair -> !pair.isEmpty());
    return new Query(pairs.map(Query::parameter).toList());
  }

  private static Parameter parameter(String pair) {
    String[] parts = pair.split("=", 2);
    return new Parameter(decode(parts[0]), parts.length < 2 ? "" : decode(parts[1]));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Sorted by a form of the decoded name, in code-unit order; repeated names keep their order. */
  public Query sortedBy(UnaryOperator<String> form) {
    Comparator<Parameter> order = Comparator.comparing(parameter -> form.apply(parameter.name));
    return new Query(parameters.stream().sorted(order).toList());
  }

  /**
   * The query string, with names and values percent-encoded as RFC 3986 asks; an empty value keeps
   * its equals sign.
   */
  public String encoded() {
    return parameters.stream()
        .map(one -> Paths.percentEncode(one.name) + "=" + Paths.percentEncode(one.value))
        .collect(Collectors.joining("&"));
  }
}
