package caravan.cloud;

import caravan.json.JsonText;
import caravan.model.Api;
import caravan.model.Cursor;
import caravan.model.Paths;
import caravan.model.Scope;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an API's sheet asks of the vendor for one page of a scope, by the vendor's names and sorted
 * by them. A parameter that the scope has no value for is left out.
 */
public final class Parameters {

  /** What a JSON body has without quotes; a larger number would not keep its digits. */
  private static final Pattern LITERAL = Pattern.compile("true|false|0|-?[1-9]\\d{0,17}");

  /** A parameter that is no text in JSON, as it is written. */
  private record Literal(String text) {

    @Override
    public String toString() {
      return text;
    }
  }

  private final SortedMap<String, Object> values = new TreeMap<>();

  /** The parameters for the page that starts at the cursor. */
  public Parameters(Scope scope, Cursor cursor) {
    Api.RequestSheet request = scope.api().request();
    request.parameters().forEach((name, text) -> put(name, value(scope, text)));
    if (cursor.size() > 0) {
      put(request.page().size(), number(cursor.size()));
      put(request.page().offset(), number(cursor.offset()));
      put(request.page().number(), number(cursor.page() + 1L));
      put(request.page().marker(), cursor.marker() == null ? "" : cursor.marker());
    }
  }

  /** An id stays a text, whatever it looks like. */
  private static Object value(Scope scope, String text) {
    return LITERAL.matcher(text).matches()
        ? new Literal(text)
        : scope.fill(text, UnaryOperator.identity());
  }

  private static Literal number(long value) {
    return new Literal(Long.toString(value));
  }

  private void put(String name, Object value) {
    if (!name.isEmpty() && !value.equals("")) {
      values.put(name, value);
    }
  }

  /** As a query string, percent-encoded as RFC 3986 asks. */
  public String query() {
    return values.entrySet().stream()
        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(Object text) {
    return Paths.percentEncode(text.toString());
  }

  /** As a JSON object. */
  public String json() {
    JsonText out = new JsonText(96).open();
    values.forEach(
        (name, value) -> {
          if (value instanceof Literal literal) {
            out.name(name).literal(literal.text);
          } else {
            out.field(name, value.toString());
          }
        });
    return out.close().toString();
  }

  /** The sheet's further headers, added to a cloud's own, which it cannot replace. */
  public static Map<String, String> headers(Scope scope, Map<String, String> own) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    scope
        .api()
        .request()
        .headers()
        .lines()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2)
        .forEach(
            parts -> {
              String value = scope.fill(parts[1].strip(), UnaryOperator.identity());
              if (!value.isEmpty()) {
                headers.put(parts[0].strip(), value);
              }
            });
    headers.putAll(own);
    return headers;
  }
}
