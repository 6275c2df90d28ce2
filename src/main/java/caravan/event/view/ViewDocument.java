package caravan.event.view;

import caravan.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A JSON object that is put together in any order and written in canonical form. Null values and
 * objects without members are left out: a view says nothing where the event says nothing.
 */
final class ViewDocument {

  private final Map<String, Object> members = new TreeMap<>();

  /** Sets a text, or nothing when it is null. */
  ViewDocument put(String name, String value) {
    return set(name, value);
  }

  /** Sets a whole number, or nothing when it is null. */
  ViewDocument put(String name, Number value) {
    return set(name, value);
  }

  /** Sets a truth value, or nothing when it is null. */
  ViewDocument put(String name, Boolean value) {
    return set(name, value);
  }

  /** Sets an object, or nothing when it is null. */
  ViewDocument put(String name, ViewDocument value) {
    return set(name, value);
  }

  /** Sets a part of the event as the event itself writes it, or nothing when it is null. */
  <T> ViewDocument put(String name, T part, BiConsumer<T, JsonText> write) {
    return part == null ? this : set(name, (Consumer<JsonText>) out -> write.accept(part, out));
  }

  /** Sets parts of the event as the event itself writes them. */
  <T> ViewDocument putAll(String name, List<T> parts, BiConsumer<T, JsonText> write) {
    List<Consumer<JsonText>> elements = new ArrayList<>(parts.size());
    parts.forEach(part -> elements.add(out -> write.accept(part, out)));
    return set(name, elements);
  }

  /** Sets a list of texts; an empty list is a fact and stays. */
  ViewDocument putTexts(String name, List<String> values) {
    return set(name, values);
  }

  /** Sets a list of objects; an empty list is a fact and stays. */
  ViewDocument putAll(String name, List<ViewDocument> values) {
    return set(name, values);
  }

  /** The object under a name, made when it is first asked for. */
  ViewDocument in(String name) {
    return (ViewDocument) members.computeIfAbsent(name, absent -> new ViewDocument());
  }

  private ViewDocument set(String name, Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  private boolean isEmpty() {
    for (Object value : members.values()) {
      if (!isEmptyObject(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmptyObject(Object value) {
    return value instanceof ViewDocument object && object.isEmpty();
  }

  /** Canonical text; {@code capacity} is a guess at its length in characters. */
  String json(int capacity) {
    JsonText out = new JsonText(capacity);
    write(out);
    return out.toString();
  }

  private void write(JsonText out) {
    out.open();
    members.forEach(
        (name, value) -> {
          if (!isEmptyObject(value)) {
            write(out.name(name), value);
          }
        });
    out.close();
  }

  @SuppressWarnings("unchecked") // Nothing else that is put in is a consumer.
  private static void write(JsonText out, Object value) {
    if (value instanceof ViewDocument object) {
      object.write(out);
    } else if (value instanceof Consumer<?> part) {
      ((Consumer<JsonText>) part).accept(out);
    } else if (value instanceof List<?> list) {
      out.openArray();
      list.forEach(element -> write(out.element(), element));
      out.closeArray();
    } else if (value instanceof String text) {
      out.value(text);
    } else {
      out.literal(value.toString());
    }
  }
}
