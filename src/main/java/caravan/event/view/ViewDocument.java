package caravan.event.view;

import caravan.json.Instants;
import caravan.json.JsonText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A JSON object, built in any order and written in canonical form. Null values and objects without
 * members are left out: a view says nothing where the event says nothing.
 */
final class ViewDocument {

  private final Map<String, Object> members = new TreeMap<>();

  /**
   * Sets a text, number, boolean, instant, document or a list of those, or nothing when it is null.
   * An empty list is a fact and stays.
   */
  ViewDocument put(String name, Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  /** Sets a part of the event as the event itself writes it, or nothing when it is null. */
  <T> ViewDocument put(String name, T part, BiConsumer<T, JsonText> write) {
    return part == null ? this : put(name, (Consumer<JsonText>) out -> write.accept(part, out));
  }

  /** Sets parts of the event as the event itself writes them. */
  <T> ViewDocument putAll(String name, List<T> parts, BiConsumer<T, JsonText> write) {
    List<Consumer<JsonText>> elements = new ArrayList<>(parts.size());
    parts.forEach(part -> elements.add(out -> write.accept(part, out)));
    return put(name, elements);
  }

  ViewDocument in(String name) {
    return (ViewDocument) members.computeIfAbsent(name, absent -> new ViewDocument());
  }

  private boolean isEmpty() {
    return members.values().stream().allMatch(ViewDocument::isEmptyObject);
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
    } else if (value instanceof Instant instant) {
      out.value(Instants.text(instant));
    } else {
      out.literal(value.toString());
    }
  }
}
