package caravan.model;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The properties of an {@link Api} as its route file states them: a map, because that is what Camel
 * fills by name. Names and types are those of the records; a key without a default here is
 * required.
 */
public final class ApiSheet extends TreeMap<String, Object> {

  private static final long serialVersionUID = 1L;

  private static final Object[] BOOLEANS = {true, false};

  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("reference", ""),
          Map.entry("policy", ""),
          Map.entry("source.engine", ""),
          Map.entry("source.resourceKind", Api.ResourceKind.DATABASE),
          Map.entry("source.engineStated", true),
          Map.entry("request.endpointStated", true),
          Map.entry("request.path", "/"),
          Map.entry("request.every", "60s"),
          Map.entry("request.requires", ""),
          Map.entry("paging.style", Api.Paging.NONE),
          Map.entry("paging.pageSize", 0),
          Map.entry("paging.maxPageSize", 0),
          Map.entry("paging.maxOffset", Integer.MAX_VALUE),
          Map.entry("paging.nextMarker", ""),
          Map.entry("limits.requestsPerSecond", 0),
          Map.entry("limits.lockAfter", 0),
          Map.entry("record.single", false),
          Map.entry("record.omit", ""),
          Map.entry("record.total", ""),
          Map.entry("record.pages", ""),
          Map.entry("record.requestId", ""),
          Map.entry("record.drop", ""),
          Map.entry("record.plain", ""));

  /**
   * The data sheet.
   *
   * @throws IllegalArgumentException when a key is unknown, missing or unreadable; names it and the
   *     route file
   */
  public Api build() {
    return (Api) sheet(Api.class, "", this);
  }

  private Object sheet(Class<?> type, String prefix, Map<?, ?> stated) {
    Set<Object> unknown = new LinkedHashSet<>(stated.keySet());
    List<Object> values = new ArrayList<>();
    for (RecordComponent part : type.getRecordComponents()) {
      unknown.remove(part.getName());
      values.add(value(part.getType(), prefix + part.getName(), stated.get(part.getName())));
    }
    if (!unknown.isEmpty()) {
      throw refusal(prefix + unknown.iterator().next(), "unknown key", null);
    }
    try {
      return type.getConstructors()[0].newInstance(values.toArray());
    } catch (ReflectiveOperationException notARecord) {
      throw new IllegalStateException(notARecord);
    }
  }

  private Object value(Class<?> type, String key, Object stated) {
    if (type.isRecord()) {
      return sheet(type, key + ".", stated instanceof Map<?, ?> group ? group : Map.of());
    }
    Object value = stated == null ? DEFAULTS.get(key) : stated;
    if (value == null) {
      throw refusal(key, "the key is missing", null);
    }
    try {
      return converted(type, value.toString().strip());
    } catch (IllegalArgumentException unreadable) {
      throw refusal(key, "\"" + value + "\" is not allowed here", unreadable);
    }
  }

  private static Object converted(Class<?> type, String text) {
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    if (type == double.class) {
      return Double.valueOf(text);
    }
    if (type == List.class) {
      return Arrays.stream(text.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
    }
    if (type == String.class) {
      return text;
    }
    List<?> choices = List.of(type.isEnum() ? type.getEnumConstants() : BOOLEANS);
    return choices.stream()
        .filter(one -> one.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not one of " + choices));
  }

  private IllegalArgumentException refusal(String key, String reason, Exception cause) {
    return new IllegalArgumentException(
        "route file " + get("id") + ".camel.yaml: " + key + ": " + reason, cause);
  }
}
