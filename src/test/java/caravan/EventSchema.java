package caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The JSON Schema of the event contract that ships with the product. */
public final class EventSchema {

  private static final Schema SCHEMA = load();

  private EventSchema() {}

  /** What is wrong with an event; empty when it is valid. */
  public static Set<Error> problems(JsonNode event) {
    return Set.copyOf(SCHEMA.validate(event));
  }

  private static Schema load() {
    try (InputStream in =
        EventSchema.class.getResourceAsStream("/caravan/schema/connection-event.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
