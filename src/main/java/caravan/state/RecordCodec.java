package caravan.state;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Any Java record of texts, instants, numbers, booleans, records, lists of texts or records and
 * maps of texts as bytes: its components in their order. A new field of the event contract needs no
 * code here.
 */
final class RecordCodec {

  private static final ClassValue<Layout> LAYOUTS =
      new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
          return Layout.of(type);
        }
      };

  private RecordCodec() {}

  static void write(Object value, CompactWriter out) {
    Layout layout = LAYOUTS.get(value.getClass());
    for (int i = 0; i < layout.types.length; i++) {
      write(layout.types[i], layout.component(value, i), out);
    }
  }

  static <T> T read(Class<T> type, CompactReader in) {
    Layout layout = LAYOUTS.get(type);
    Object[] values = new Object[layout.types.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = read(layout.types[i], in);
    }
    return type.cast(layout.create(values));
  }

  /** Writes a list of records, or null. */
  static void writeAll(List<?> all, CompactWriter out) {
    out.unsigned(all == null ? 0 : all.size() + 1L);
    if (all != null) {
      all.forEach(one -> write(one, out));
    }
  }

  /** Reads a list of records, or null. */
  static <T> List<T> readAll(Class<T> type, CompactReader in) {
    int size = (int) in.unsigned() - 1;
    if (size < 0) {
      return null;
    }
    List<T> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(read(type, in));
    }
    return List.copyOf(all);
  }

  private static boolean isOfTexts(ParameterizedType list) {
    return list.getActualTypeArguments()[0] == String.class;
  }

  private static void writeTexts(List<?> all, CompactWriter out) {
    out.unsigned(all == null ? 0 : all.size() + 1L);
    if (all != null) {
      all.forEach(one -> out.text((String) one));
    }
  }

  private static List<String> readTexts(CompactReader in) {
    int size = (int) in.unsigned() - 1;
    if (size < 0) {
      return null;
    }
    List<String> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(in.text());
    }
    return List.copyOf(all);
  }

  private static void writeMap(Map<?, ?> all, CompactWriter out) {
    out.unsigned(all == null ? 0 : all.size() + 1L);
    if (all != null) {
      all.forEach(
          (name, text) -> {
            out.text((String) name);
            out.text((String) text);
          });
    }
  }

  private static Map<String, String> readMap(CompactReader in) {
    int size = (int) in.unsigned() - 1;
    if (size < 0) {
      return null;
    }
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      all.put(in.text(), in.text());
    }
    return all;
  }

  private static void write(Type type, Object value, CompactWriter out) {
    if (type == String.class) {
      out.text((String) value);
    } else if (type == Instant.class) {
      out.instant((Instant) value);
    } else if (type == Boolean.class || type == boolean.class) {
      out.optional((Boolean) value);
    } else if (type == Long.class || type == long.class) {
      out.optional((Long) value);
    } else if (type == Integer.class || type == int.class) {
      out.optional((Integer) value);
    } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      writeMap((Map<?, ?>) value, out);
    } else if (type instanceof ParameterizedType list) {
      if (isOfTexts(list)) {
        writeTexts((List<?>) value, out);
      } else {
        writeAll((List<?>) value, out);
      }
    } else {
      out.number(value == null ? 0 : 1);
      if (value != null) {
        write(value, out);
      }
    }
  }

  private static Object read(Type type, CompactReader in) {
    if (type == String.class) {
      return in.text();
    } else if (type == Instant.class) {
      return in.instant();
    } else if (type == Boolean.class || type == boolean.class) {
      return in.optionalBoolean();
    } else if (type == Long.class || type == long.class) {
      return in.optionalLong();
    } else if (type == Integer.class || type == int.class) {
      return in.optionalInteger();
    } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return readMap(in);
    } else if (type instanceof ParameterizedType list) {
      return isOfTexts(list)
          ? readTexts(in)
          : readAll((Class<?>) list.getActualTypeArguments()[0], in);
    }
    return in.number() == 0 ? null : read((Class<?>) type, in);
  }

  /** How a record is taken apart and put together. */
  private record Layout(Type[] types, Method[] accessors, Constructor<?> constructor) {

    static Layout of(Class<?> type) {
      RecordComponent[] parts = type.getRecordComponents();
      Class<?>[] raw = Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      try {
        return new Layout(
            Stream.of(parts).map(RecordComponent::getGenericType).toArray(Type[]::new),
            Stream.of(parts).map(RecordComponent::getAccessor).toArray(Method[]::new),
            type.getDeclaredConstructor(raw));
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("not a record: " + type.getName(), e);
      }
    }

    Object component(Object value, int number) {
      try {
        return accessors[number].invoke(value);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("unreadable record " + value.getClass().getName(), e);
      }
    }

    Object create(Object[] values) {
      try {
        return constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("unreadable record " + constructor, e);
      }
    }
  }
}
