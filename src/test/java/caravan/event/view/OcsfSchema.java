package caravan.event.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks events against OCSF 1.8.0, more strictly than OCSF asks: unknown and deprecated attributes
 * are refused, and so are attributes of a profile that the event does not name.
 */
final class OcsfSchema {

  private static final JsonNode SCHEMA = load();
  private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
  private static final String OTHER = "99";

  private final List<String> problems = new ArrayList<>();
  private final Set<String> profiles = new HashSet<>();

  private OcsfSchema(JsonNode event) {
    event.at("/metadata/profiles").forEach(profile -> profiles.add(profile.textValue()));
  }

  /** What is wrong with an event; empty when it is valid. */
  static List<String> problems(JsonNode event) {
    OcsfSchema check = new OcsfSchema(event);
    check.event(event);
    return check.problems;
  }

  private void event(JsonNode event) {
    JsonNode type = classOf(event);
    if (type == null) {
      problems.add("class_uid: no such class " + event.get("class_uid"));
      return;
    }
    members("", type, event);
    long wanted = event.get("class_uid").longValue() * 100 + event.path("activity_id").longValue();
    if (event.path("type_uid").longValue() != wanted) {
      problems.add("type_uid: is not " + wanted);
    }
    for (JsonNode observable : event.path("observables")) {
      resolves(event, observable);
    }
  }

  private static JsonNode classOf(JsonNode event) {
    for (JsonNode type : SCHEMA.get("classes")) {
      if (type.get("class_uid").equals(event.get("class_uid"))) {
        return type;
      }
    }
    return null;
  }

  private void members(String path, JsonNode type, JsonNode object) {
    JsonNode attributes = type.get("attributes");
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode attribute = attributes.get(name);
              if (attribute == null || !isInProfile(attribute)) {
                problems.add(path + name + ": unknown attribute");
              } else if (attribute.has("deprecated_since")) {
                problems.add(path + name + ": deprecated attribute");
              } else {
                attribute(path + name, attribute, object.get(name));
                enumeration(path + name, attribute, object.get(name), object);
              }
            });
    attributes
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode attribute = attributes.get(name);
              boolean required = attribute.get("requirement").textValue().equals("required");
              if (required && isInProfile(attribute) && !object.has(name)) {
                problems.add(path + name + ": required");
              }
            });
    constraints(path, type.path("constraints"), object);
  }

  private boolean isInProfile(JsonNode attribute) {
    return !attribute.has("profile") || profiles.contains(attribute.get("profile").textValue());
  }

  private void constraints(String path, JsonNode constraints, JsonNode object) {
    constraints
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("at_least_one")) {
                throw new IllegalStateException("unknown constraint " + name);
              }
              for (JsonNode attribute : constraints.get(name)) {
                if (object.has(attribute.textValue())) {
                  return;
                }
              }
              problems.add(path + ": needs one of " + constraints.get(name));
            });
  }

  private void attribute(String path, JsonNode attribute, JsonNode value) {
    if (attribute.path("is_array").booleanValue()) {
      if (!value.isArray()) {
        problems.add(path + ": is no list");
      }
      for (int i = 0; i < value.size(); i++) {
        single(path + "[" + i + "]", attribute, value.get(i));
      }
    } else {
      single(path, attribute, value);
    }
  }

  private void single(String path, JsonNode attribute, JsonNode value) {
    if (!attribute.get("type").textValue().equals("object_t")) {
      scalar(path, attribute.get("type").textValue(), value);
    } else if (!value.isObject() || value.isEmpty()) {
      problems.add(path + ": is no object with members");
    } else if (!attribute.get("object_type").textValue().equals("object")) {
      JsonNode type = SCHEMA.get("objects").get(attribute.get("object_type").textValue());
      members(path + ".", type, value);
    }
  }

  private void scalar(String path, String typeName, JsonNode value) {
    JsonNode type = SCHEMA.get("types").get(typeName);
    if (type.has("type")) {
      scalar(path, type.get("type").textValue(), value);
    }
    if (!isOf(typeName, value)) {
      problems.add(path + ": is no " + typeName);
    }
    if (type.has("regex") && !Pattern.matches(type.get("regex").textValue(), value.asText())) {
      problems.add(path + ": has not the form of " + typeName);
    }
    if (type.has("max_len") && value.asText().length() > type.get("max_len").intValue()) {
      problems.add(path + ": is too long");
    }
    if (type.has("range")
        && (value.longValue() < type.at("/range/0").longValue()
            || value.longValue() > type.at("/range/1").longValue())) {
      problems.add(path + ": is out of range");
    }
  }

  private static boolean isOf(String typeName, JsonNode value) {
    return switch (typeName) {
      case "string_t" -> value.isTextual();
      case "integer_t", "long_t" -> value.isIntegralNumber() && value.canConvertToLong();
      case "boolean_t" -> value.isBoolean();
      case "float_t" -> value.isNumber();
      default -> !value.isNull();
    };
  }

  /** A number must be one of the list; its name, where it is written, must be the number's. */
  private void enumeration(String path, JsonNode attribute, JsonNode value, JsonNode object) {
    if (!attribute.has("enum")) {
      return;
    }
    JsonNode caption = attribute.get("enum").get(value.asText());
    if (caption == null) {
      problems.add(path + ": no such value " + value);
      return;
    }
    JsonNode name = object.get(attribute.path("sibling").asText());
    if (name != null && !value.asText().equals(OTHER) && !name.equals(caption)) {
      problems.add(path + ": " + value + " is " + caption + ", not " + name);
    }
    if (name == null && value.asText().equals(OTHER)) {
      problems.add(path + ": other than all, but not named");
    }
  }

  private void resolves(JsonNode event, JsonNode observable) {
    String name = observable.path("name").asText();
    String pointer = "/" + INDEX.matcher(name).replaceAll("/$1").replace('.', '/');
    if (!event.at(pointer).equals(observable.get("value"))) {
      problems.add("observables: " + name + " is not " + observable.get("value"));
    }
  }

  private static JsonNode load() {
    try (InputStream file = OcsfSchema.class.getResourceAsStream("/views/ocsf-1.8.0-subset.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
