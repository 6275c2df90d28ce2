package caravan.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A JSON object. */
public final class JsonPart extends Part {

  private static final ObjectMapper FEW_NAMES = new ObjectMapper();

  /** Names are not kept from one record to the next: in a checkpoint they can be any subject. */
  private static final ObjectMapper ANY_NAMES =
      new ObjectMapper(
          JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build());

  private final JsonNode node;

  private JsonPart(Part outer, String name, JsonNode node) {
    super(outer, name);
    this.node = node;
  }

  /** Reads an event in UTF-8, whose members have the names of the contract, mostly. */
  public static JsonPart event(byte[] json) throws UnreadableRecord {
    return read(FEW_NAMES, json);
  }

  /** Reads a checkpoint in UTF-8, whose members can have any names. */
  public static JsonPart checkpoint(byte[] json) throws UnreadableRecord {
    return read(ANY_NAMES, json);
  }

  private static JsonPart read(ObjectMapper mapper, byte[] json) throws UnreadableRecord {
    String[] at = {""};
    try (JsonParser parser = mapper.createParser(json)) {
      try {
        JsonNode node = mapper.readTree(parser);
        if (node == null || !node.isObject()) {
          throw UnreadableRecord.at("", "is not an object");
        }
        if (parser.nextToken() != null) {
          throw UnreadableRecord.at("", "has something behind its end");
        }
        return new JsonPart(null, null, node);
      } catch (IOException e) {
        at[0] = place(parser.currentLocation());
        throw e;
      }
    } catch (IOException e) {
      // Not the parser's own words: they quote the record.
      throw UnreadableRecord.at("", "is not valid JSON" + at[0]);
    }
  }

  /** Jackson counts characters instead of bytes when it keeps no names. */
  private static String place(JsonLocation at) {
    return at.getByteOffset() < 0
        ? ", at character " + at.getCharOffset()
        : ", at byte " + at.getByteOffset();
  }

  /** Names of the members. */
  public Iterable<String> names() {
    return node::fieldNames;
  }

  @Override
  public String text(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isTextual, "is not a string");
    return value == null ? null : value.textValue();
  }

  @Override
  public Boolean truth(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isBoolean, "is not a boolean");
    return value == null ? null : Boolean.valueOf(value.booleanValue());
  }

  @Override
  public Long number(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isIntegralNumber, "is not an integer");
    check(value == null || value.canConvertToLong(), member, "has more than 64 bits");
    return value == null ? null : Long.valueOf(value.longValue());
  }

  @Override
  public Instant instant(String member) throws UnreadableRecord {
    return instant(member, text(member));
  }

  @Override
  public JsonPart part(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isObject, "is not an object");
    return value == null ? null : new JsonPart(this, member, value);
  }

  @Override
  public List<JsonPart> parts(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isArray, "is not an array");
    if (value == null) {
      return null;
    }
    JsonPart list = new JsonPart(this, member, value);
    List<JsonPart> parts = new ArrayList<>(value.size());
    for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
      JsonNode element = each.next();
      String number = String.valueOf(parts.size());
      list.check(element.isObject(), number, "is not an object");
      parts.add(new JsonPart(list, number, element));
    }
    return parts;
  }

  @Override
  public List<String> texts(String member) throws UnreadableRecord {
    JsonNode value = value(member, JsonNode::isArray, "is not an array");
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>(value.size());
    for (JsonNode element : value) {
      check(element.isTextual(), member, "is not a list of strings");
      texts.add(element.textValue());
    }
    return texts;
  }

  @Override
  public Map<String, String> map(String member) throws UnreadableRecord {
    JsonPart part = part(member);
    if (part == null) {
      return null;
    }
    Map<String, String> map = new TreeMap<>();
    for (String name : part.names()) {
      map.put(name, part.text(name));
    }
    return map;
  }

  private JsonNode value(String member, Predicate<JsonNode> type, String otherwise)
      throws UnreadableRecord {
    JsonNode value = node.get(member);
    check(value == null || type.test(value), member, otherwise);
    return value;
  }
}
