package caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The JSON Schema of the event contract that ships with the product. */
public final class EventSchema {

  private static final JsonSchema SCHEMA = load();

  private EventSchema() {}

  /** What is wrong with an event; empty when it is valid. */
  public static Set<ValidationMessage> problems(JsonNode event) {
    return SCHEMA.validate(event);
  }

  private static JsonSchema load() {
    try (InputStream in =
        EventSchema.class.getResourceAsStream("/caravan/schema/connection-event.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
