package caravan.sign;

import caravan.model.Paths;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A query string as decoded parameters, in order. Every change makes a new query.
 *
 * @param parameters decoded parameters; a name may occur more than once
 */
public record Query(List<Parameter> parameters) {

  /**
   * One decoded parameter.
   *
   * @param name decoded name
   * @param value decoded value; empty when there is none
   */
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
   * Decodes a query string or a form body. A plus sign is a space, as in forms: that is how the
   * vendors' servers read it.
   *
   * @throws IllegalArgumentException when a percent escape is broken
   */
  public static Query parse(String raw) {
    List<Parameter> all = new ArrayList<>();
    int end;
    for (int start = 0; start < raw.length(); start = end + 1) {
      end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      if (end > start) {
        all.add(pair(raw.substring(start, end)));
      }
    }
    return new Query(all);
  }

  /** Value of the first parameter of that name, or null. */
  public String value(String name) {
    return parameters.stream()
        .filter(p -> p.name.equals(name))
        .map(Parameter::value)
        .findFirst()
        .orElse(null);
  }

  /** This query with one parameter at the end, in place of any of that name. */
  public Query with(String name, String value) {
    List<Parameter> changed = new ArrayList<>(parameters);
    changed.removeIf(p -> p.name.equals(name));
    changed.add(new Parameter(name, value));
    return new Query(changed);
  }

  /** This query followed by another. */
  public Query and(Query other) {
    return new Query(Stream.concat(parameters.stream(), other.parameters.stream()).toList());
  }

  /** The parameters that satisfy a condition, in order. */
  public Query only(Predicate<Parameter> condition) {
    return new Query(parameters.stream().filter(condition).toList());
  }

  /** Sorted by decoded name in code-unit order; repeated names keep their order. */
  public Query sortedByName() {
    return sorted(Comparator.comparing(Parameter::name));
  }

  /** Sorted by percent-encoded name; repeated names keep their order. */
  public Query sortedByEncodedName() {
    return sorted(Comparator.comparing(p -> Paths.percentEncode(p.name)));
  }

  /**
   * The query string, with names and values percent-encoded as RFC 3986 asks; an empty value keeps
   * its equals sign.
   */
  public String encoded() {
    StringBuilder query = new StringBuilder(128);
    for (Parameter one : parameters) {
      query
          .append(query.length() == 0 ? "" : "&")
          .append(Paths.percentEncode(one.name))
          .append('=')
          .append(Paths.percentEncode(one.value));
    }
    return query.toString();
  }

  private Query sorted(Comparator<Parameter> order) {
    List<Parameter> inOrder = new ArrayList<>(parameters);
    inOrder.sort(order);
    return new Query(inOrder);
  }

  private static Parameter pair(String pair) {
    int equals = pair.indexOf('=');
    return equals < 0
        ? new Parameter(decode(pair), "")
        : new Parameter(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
  }

  private static String decode(String text) {
    boolean plain = text.indexOf('%') < 0 && text.indexOf('+') < 0;
    return plain ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
