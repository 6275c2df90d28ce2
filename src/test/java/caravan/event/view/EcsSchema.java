package caravan.event.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks documents against ECS 9.4.0: every field outside of {@code caravan} must be one that ECS
 * knows, of its type and with a value it allows.
 */
final class EcsSchema {

  private static final JsonNode SCHEMA = load();
  private static final Pattern DATE =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  private static final Pattern IP = Pattern.compile("(\\d+\\.){3}\\d+|[0-9a-f:.]*:[0-9a-f:.]*");

  private final List<String> problems = new ArrayList<>();

  private EcsSchema() {}

  /** What is wrong with a document; empty when it is valid. */
  static List<String> problems(JsonNode document) {
    EcsSchema check = new EcsSchema();
    check.fields("", document);
    if (!document.has("@timestamp")) {
      check.problems.add("@timestamp: required");
    }
    if (!document.at("/ecs/version").equals(SCHEMA.get("ecs_version"))) {
      check.problems.add("ecs.version: is not " + SCHEMA.get("ecs_version"));
    }
    check.types(document.path("event"));
    return check.problems;
  }

  private void fields(String path, JsonNode object) {
    if (object.isEmpty()) {
      problems.add(path + ": has no members");
    }
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              String inner = path.isEmpty() ? name : path + "." + name;
              if (inner.equals("caravan")) {
                own(inner, object.get(name));
              } else if (object.get(name).isObject()) {
                fields(inner, object.get(name));
              } else {
                field(inner, object.get(name));
              }
            });
  }

  /** The names of our own are free, but nothing may be null or empty. */
  private void own(String path, JsonNode value) {
    if (value.isNull() || (value.isObject() && value.isEmpty())) {
      problems.add(path + ": says nothing");
    }
    value.forEach(inner -> own(path + ".*", inner));
  }

  private void field(String path, JsonNode value) {
    JsonNode field = SCHEMA.get("fields").get(path);
    if (field == null) {
      problems.add(path + ": unknown field");
    } else if (field.path("array").booleanValue() != value.isArray()) {
      problems.add(path + ": list or single value");
    } else if (value.isArray()) {
      value.forEach(one -> single(path, field, one));
    } else {
      single(path, field, value);
    }
  }

  private void single(String path, JsonNode field, JsonNode value) {
    if (!isOf(field.get("type").textValue(), value)) {
      problems.add(path + ": " + value + " is no " + field.get("type").textValue());
    }
    for (String list : List.of("allowed", "expected")) {
      if (field.has(list) && !contains(field.get(list), value)) {
        problems.add(path + ": no such value " + value);
      }
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "keyword", "constant_keyword", "match_only_text" -> value.isTextual();
      case "date" -> value.isTextual() && DATE.matcher(value.textValue()).matches();
      case "long" -> value.isIntegralNumber() && value.canConvertToLong();
      case "ip" -> value.isTextual() && isIp(value.textValue());
      default -> throw new IllegalStateException("unknown type " + type);
    };
  }

  private static boolean isIp(String text) {
    try {
      // Only literals get here, so no name is ever looked up.
      return IP.matcher(text).matches() && InetAddress.getByName(text) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Each type must be one that some category of the event expects. */
  private void types(JsonNode event) {
    for (JsonNode type : event.path("type")) {
      boolean expected = false;
      for (JsonNode category : event.path("category")) {
        expected |= contains(SCHEMA.get("category_types").path(category.asText()), type);
      }
      if (!expected) {
        problems.add("event.type: " + type + " is not expected of " + event.get("category"));
      }
    }
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode one : list) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode load() {
    try (InputStream file = EcsSchema.class.getResourceAsStream("/views/ecs-9.4.0-subset.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
