package caravan.kafka;

import caravan.json.CanonicalJson;
import caravan.json.Instants;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Avro events as JSON, by the schema alone and with none of the product's code for Avro: null is
 * absent, milliseconds are instants.
 */
public final class AvroJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private AvroJson() {}

  /** Canonical text of an event. */
  public static String text(GenericRecord event) {
    return CanonicalJson.text(json(event.getSchema(), event));
  }

  private static JsonNode json(Schema schema, Object value) {
    return switch (schema.getType()) {
      case RECORD -> record((GenericRecord) value);
      case ARRAY -> array(schema.getElementType(), (Collection<?>) value);
      case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
      case UNION -> json(schema.getTypes().get(1), value);
      case LONG -> number(schema, (Long) value);
      case INT -> JSON.numberNode((Integer) value);
      case BOOLEAN -> JSON.booleanNode((Boolean) value);
      case STRING -> JSON.textNode(value.toString());
      default -> throw new IllegalArgumentException(schema.toString());
    };
  }

  private static JsonNode number(Schema schema, long value) {
    boolean instant = schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    return instant
        ? JSON.textNode(Instants.text(Instant.ofEpochMilli(value)))
        : JSON.numberNode(value);
  }

  private static JsonNode record(GenericRecord record) {
    ObjectNode object = JSON.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        object.set(field.name(), json(field.schema(), value));
      }
    }
    return object;
  }

  private static JsonNode array(Schema element, Collection<?> values) {
    ArrayNode array = JSON.arrayNode();
    values.forEach(value -> array.add(json(element, value)));
    return array;
  }

  private static JsonNode map(Schema type, Map<?, ?> values) {
    ObjectNode object = JSON.objectNode();
    values.forEach((name, value) -> object.set(name.toString(), json(type, value)));
    return object;
  }
}
