package caravan.sign;

import caravan.model.Paths;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
        all.add(pair(raw, start, end));
      }
    }
    return new Query(all);
  }

  /**
   * Whether the parameters of a query string stand sorted by name and encoded already, so that
   * parsing, sorting and encoding would give the same text: requests of our own mostly do.
   */
  public static boolean isCanonical(String raw) {
    int before = 0;
    int end;
    for (int start = 0; start < raw.length(); start = end + 1) {
      end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      int equals = raw.indexOf('=', start);
      if (equals < 0
          || equals >= end
          || !Paths.isPlain(raw, start, equals)
          || !Paths.isPlain(raw, equals + 1, end)) {
        return false;
      }
      if (!inOrder(raw, before, start)) {
        return false;
      }
      before = start;
    }
    return !raw.endsWith("&");
  }

  /** Whether the name that begins at one place may stand before the one that begins at another. */
  private static boolean inOrder(String raw, int one, int other) {
    int i = 0;
    while (raw.charAt(one + i) == raw.charAt(other + i) && raw.charAt(one + i) != '=') {
      i++;
    }
    char a = raw.charAt(one + i);
    char b = raw.charAt(other + i);
    return a == '=' || b != '=' && a < b;
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
      if (query.length() > 0) {
        query.append('&');
      }
      query
          .append(Paths.percentEncode(one.name))
          .append('=')
          .append(Paths.percentEncode(one.value));
    }
    return query.toString();
  }

  private Query sorted(Comparator<Parameter> order) {
    Parameter[] inOrder = parameters.toArray(new Parameter[0]);
    Arrays.sort(inOrder, order);
    return new Query(List.of(inOrder));
  }

  private static Parameter pair(String raw, int start, int end) {
    int equals = raw.indexOf('=', start);
    return equals < 0 || equals >= end
        ? new Parameter(decode(raw.substring(start, end)), "")
        : new Parameter(
            decode(raw.substring(start, equals)), decode(raw.substring(equals + 1, end)));
  }

  private static String decode(String text) {
    boolean plain = text.indexOf('%') < 0 && text.indexOf('+') < 0;
    return plain ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
