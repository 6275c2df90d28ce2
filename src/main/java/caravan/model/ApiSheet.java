package caravan.model;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The properties of an {@link Api} as its route file states them: a map, because that is what Camel
 * fills by name. Names and types are those of the records. Camel has only texts and maps for it: a
 * list is a text with commas, and a text in place of a group is the first value of the group.
 */
public final class ApiSheet extends TreeMap<String, Object> {

  private static final long serialVersionUID = 1L;

  private static final Set<String> REQUIRED =
      Set.of(
          "id",
          "description",
          "source.vendor",
          "source.vendorName",
          "source.service",
          "source.product",
          "source.operation",
          "source.version",
          "source.resourceType",
          "source.family",
          "request.endpoint",
          "record.items",
          "row.subject");

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "source.engineStated", "true",
          "request.endpointStated", "true",
          "request.path", "/",
          "request.every", "60s",
          "paging.style", "NONE",
          "paging.minPageSize", "1",
          "paging.maxOffset", Integer.toString(Integer.MAX_VALUE));

  /**
   * The data sheet as Camel binds it, whatever is wrong with it: before it is used, all sheets are
   * checked together, with the places of their mistakes.
   */
  public Api build() {
    return build(mistake -> {});
  }

  /** The data sheet; what cannot be read is told, and has its default. */
  public Api build(Consumer<Mistake> mistakes) {
    return (Api) group(Api.class, "", this, mistakes);
  }

  private static Object group(
      Class<?> type, String prefix, Map<?, ?> stated, Consumer<Mistake> mistakes) {
    Set<String> unknown = new LinkedHashSet<>();
    stated.keySet().forEach(key -> unknown.add(key.toString()));
    List<Object> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (RecordComponent part : type.getRecordComponents()) {
      names.add(part.getName());
      unknown.remove(part.getName());
      Object value = stated.get(part.getName());
      values.add(value(part.getGenericType(), prefix + part.getName(), value, mistakes));
    }
    for (String key : unknown) {
      mistakes.accept(
          new Mistake(
              prefix + key,
              "unknown key",
              "Remove it, or write one of " + String.join(", ", names) + "."));
    }
    try {
      return type.getConstructors()[0].newInstance(values.toArray());
    } catch (ReflectiveOperationException notOurs) {
      throw new IllegalStateException(notOurs);
    }
  }

  private static Object value(Type type, String key, Object stated, Consumer<Mistake> mistakes) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      return map(generic.getActualTypeArguments(), key, stated, mistakes);
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      return group(record, key + ".", members(record, stated), mistakes);
    }
    if (stated == null && REQUIRED.contains(key)) {
      mistakes.accept(new Mistake(key, "the key is missing", "Write it."));
    }
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType list ? list.getRawType() : type);
    String standard = DEFAULTS.get(key);
    if (stated instanceof Map<?, ?>) {
      mistakes.accept(new Mistake(key, "a group is not allowed here", "Write one value."));
    } else if (stated != null) {
      try {
        return converted(raw, stated.toString().strip());
      } catch (IllegalArgumentException unreadable) {
        mistakes.accept(new Mistake(key, "\"" + stated + "\" is not allowed here", remedy(raw)));
      }
    }
    return standard == null ? nothing(raw) : converted(raw, standard);
  }

  /** A text in place of a group is the first value of the group. */
  private static Map<?, ?> members(Class<?> type, Object stated) {
    if (stated instanceof Map<?, ?> group) {
      return group;
    }
    return stated == null ? Map.of() : Map.of(type.getRecordComponents()[0].getName(), stated);
  }

  private static Map<?, ?> map(
      Type[] types, String key, Object stated, Consumer<Mistake> mistakes) {
    Map<Object, Object> map = new TreeMap<>();
    if (stated instanceof Map<?, ?> entries) {
      entries.forEach(
          (name, value) -> {
            String at = key + "." + name;
            try {
              Object known = converted((Class<?>) types[0], name.toString());
              map.put(known, value(types[1], at, value, mistakes));
            } catch (IllegalArgumentException unknown) {
              mistakes.accept(new Mistake(at, "unknown key", remedy((Class<?>) types[0])));
            }
          });
    } else if (stated != null) {
      mistakes.accept(new Mistake(key, "one value is not allowed here", "Write a group of keys."));
    }
    return Collections.unmodifiableMap(map);
  }

  private static Object nothing(Class<?> type) {
    if (type == List.class) {
      return List.of();
    }
    if (type == int.class) {
      return 0;
    }
    if (type == double.class) {
      return 0.0;
    }
    if (type == boolean.class) {
      return false;
    }
    return type.isEnum() ? type.getEnumConstants()[0] : "";
  }

  private static String remedy(Class<?> type) {
    if (type.isEnum()) {
      return "Write one of " + List.of(type.getEnumConstants()) + ".";
    }
    if (type == boolean.class) {
      return "Write true or false.";
    }
    return "Write a " + (type == int.class ? "whole number." : "number.");
  }

  private static Object converted(Class<?> type, String text) {
    if (type == int.class) {
      return (int) positive(Integer.parseInt(text));
    }
    if (type == double.class) {
      return positive(Double.parseDouble(text));
    }
    if (type == List.class) {
      return Arrays.stream(text.split(",")).map(String::strip).filter(n -> !n.isEmpty()).toList();
    }
    if (type == String.class) {
      return text;
    }
    Object[] choices = type.isEnum() ? type.getEnumConstants() : new Object[] {true, false};
    return Arrays.stream(choices)
        .filter(one -> one.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }

  private static double positive(double number) {
    if (number >= 0 && number < Double.POSITIVE_INFINITY) {
      return number;
    }
    throw new IllegalArgumentException("not a number from 0");
  }
}
