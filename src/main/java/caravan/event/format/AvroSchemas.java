package caravan.event.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The Avro schemas of the event that ship with the product. */
final class AvroSchemas {

  /** The schema that events are written with, and that older ones are read into. */
  static final Schema CURRENT = packaged("connection-event.avsc");

  /**
   * Without a registry, a value names the schema it was written with by fingerprint only. So each
   * schema that was written with stays in the product, and in this list.
   */
  private static final Map<Long, Schema> BY_FINGERPRINT =
      List.of(CURRENT, packaged("connection-event-1.avsc"), packaged("connection-event-2.avsc"))
          .stream()
          .collect(Collectors.toUnmodifiableMap(AvroSchemas::fingerprint, Function.identity()));

  private AvroSchemas() {}

  /** The schema with a fingerprint, or null when no release has written with it. */
  static Schema withFingerprint(long fingerprint) {
    return BY_FINGERPRINT.get(fingerprint);
  }

  /** The 64-bit Rabin fingerprint of a schema's canonical form, as Avro defines it. */
  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  private static Schema packaged(String name) {
    try (InputStream in = AvroSchemas.class.getResourceAsStream("/caravan/schema/" + name)) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
