package caravan.event.format;

import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Quality;
import caravan.json.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.Encoder;

/**
 * Writes the JSON of one event as {@link AvroSchemas#CURRENT} has it; the schema alone says which
 * member goes where.
 *
 * <p>An Avro string is UTF-8, which has no form for an unpaired surrogate; JSON has one. Such a
 * text is written with U+FFFD in its place, and a doubt says so: {@code unknown_value}, with the
 * field as its path and the text as a JSON string as its detail. An event that could not be written
 * at all would keep its poll from being published, and one odd user name would blind a scope.
 */
final class AvroWriter {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final GenericDatumWriter<GenericRecord> WRITER =
      new GenericDatumWriter<>(AvroSchemas.CURRENT);
  private static final Schema DOUBTS = present(AvroSchemas.CURRENT.getField("quality").schema());

  /** Records whose fields a doubt does not tell apart: its path ends before them. */
  private static final Set<String> NAMED_AS_ONE =
      Set.of("Address", "Certificate", "Quality", "Role");

  private static final List<String> KINDS = Stream.of(Kind.values()).map(Kind::wire).toList();
  private static final char REPLACEMENT = '\ufffd';

  private final Encoder out;
  private final List<Quality> doubts = new ArrayList<>(0);

  AvroWriter(Encoder out) {
    this.out = out;
  }

  /** Writes the event. */
  void write(Event event) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(event.utf8());
    // Doubts about replaced texts follow those of the event, so all other texts come first.
    JsonNode stated = json.remove("quality");
    GenericRecord record = record(AvroSchemas.CURRENT, json, "");
    List<Object> quality = stated == null ? new ArrayList<>() : list(DOUBTS, stated, "quality");
    for (Quality doubt : doubts) {
      quality.add(record(DOUBTS.getElementType(), JSON.valueToTree(doubt), "quality"));
    }
    record.put("quality", quality.isEmpty() ? null : quality);
    WRITER.write(record, out);
  }

  private Object value(Schema schema, JsonNode value, String path) {
    if (value == null) {
      return null;
    }
    return switch (schema.getType()) {
      case UNION -> value(present(schema), value, path);
      case RECORD -> record(schema, value, path);
      case ARRAY -> list(schema, value, path);
      case MAP -> map(schema, value, path);
      case STRING -> encodable(path, value.textValue());
      case BOOLEAN -> value.booleanValue();
      case INT -> value.intValue();
      case LONG ->
          value.isTextual() ? Instant.parse(value.textValue()).toEpochMilli() : value.longValue();
      default -> throw new IllegalArgumentException("no event has a field of " + schema);
    };
  }

  /** What a union with null holds when it is not null. */
  private static Schema present(Schema union) {
    return union.getTypes().get(1);
  }

  private GenericRecord record(Schema schema, JsonNode members, String path) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      String name = field.name();
      JsonNode value = members.get(name);
      record.put(field.pos(), value(field.schema(), value, path(path, schema, name)));
    }
    return record;
  }

  private static String path(String path, Schema record, String field) {
    if (NAMED_AS_ONE.contains(record.getName()) || field.equals("certificate")) {
      return path;
    }
    return path.isEmpty() ? field : path + "." + field;
  }

  private List<Object> list(Schema schema, JsonNode elements, String path) {
    List<Object> list = new ArrayList<>(elements.size());
    elements.forEach(element -> list.add(value(schema.getElementType(), element, path)));
    return list;
  }

  /** Counts of kinds keep the order of the kinds. */
  private Map<String, Object> map(Schema schema, JsonNode members, String path) {
    List<String> names = new ArrayList<>();
    members.fieldNames().forEachRemaining(names::add);
    names.sort(Comparator.comparingInt(KINDS::indexOf));
    Map<String, Object> map = new LinkedHashMap<>();
    names.forEach(name -> map.put(name, value(schema.getValueType(), members.get(name), path)));
    return map;
  }

  /** The text, or one that UTF-8 can hold, and a doubt with the original. */
  private String encodable(String path, String text) {
    int lone = JsonText.loneSurrogate(text, 0);
    if (lone < 0) {
      return text;
    }
    doubts.add(new Quality("unknown_value", path, new JsonText(64).value(text).toString()));
    StringBuilder whole = new StringBuilder(text);
    for (; lone >= 0; lone = JsonText.loneSurrogate(text, lone + 1)) {
      whole.setCharAt(lone, REPLACEMENT);
    }
    return whole.toString();
  }
}
