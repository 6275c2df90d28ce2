package caravan.event.format;

import caravan.event.Event;
import caravan.event.UnreadableRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Events in Avro. With a schema registry each value begins as Confluent's clients expect it: a zero
 * and the four bytes of the schema's id. Without one it is a single object as the Avro
 * specification has it: {@code C3 01} and the eight bytes of the schema's fingerprint. Both are
 * read, whichever is written.
 */
public final class AvroFormat implements EventFormat {

  public static final String CONTENT_TYPE = "application/avro";

  private static final byte REGISTERED = 0;
  private static final int REGISTERED_BYTES = 1 + Integer.BYTES;
  private static final byte SINGLE_OBJECT = (byte) 0xC3;
  private static final byte SINGLE_OBJECT_VERSION = 1;
  private static final int SINGLE_OBJECT_BYTES = 2 + Long.BYTES;
  private static final int USUAL_BYTES = 1024;

  /** A class of its own, so that the schema is parsed only when this format is used. */
  private static final class CurrentHead {
    private static final byte[] BYTES =
        ByteBuffer.allocate(SINGLE_OBJECT_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(SINGLE_OBJECT)
            .put(SINGLE_OBJECT_VERSION)
            .putLong(AvroSchemas.fingerprint(AvroSchemas.CURRENT))
            .array();
  }

  private final SchemaRegistry registry;
  private final Map<Schema, AvroReader> readers = new ConcurrentHashMap<>();

  public AvroFormat(SchemaRegistry registry) {
    this.registry = registry;
  }

  @Override
  public String contentType() {
    return CONTENT_TYPE;
  }

  @Override
  public void prepare(String topic) {
    head(topic);
  }

  @Override
  public byte[] bytes(String topic, Event event) {
    int record = event.raw() == null ? 0 : event.raw().record().length();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES + record);
    bytes.writeBytes(head(topic));
    Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new AvroWriter(encoder).write(event);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** A registry may give each topic's schema an id of its own. */
  @Override
  public boolean oneForAllTopics() {
    return registry == null;
  }

  private byte[] head(String topic) {
    if (registry == null) {
      return CurrentHead.BYTES;
    }
    int id = registry.id(topic + "-value", AvroSchemas.CURRENT);
    return ByteBuffer.allocate(REGISTERED_BYTES).put(REGISTERED).putInt(id).array();
  }

  @Override
  public Recorded read(byte[] value) throws UnreadableRecord {
    if (value.length >= REGISTERED_BYTES && value[0] == REGISTERED) {
      return reader(registered(ByteBuffer.wrap(value).getInt(1))).read(value, REGISTERED_BYTES);
    }
    if (value.length >= SINGLE_OBJECT_BYTES
        && value[0] == SINGLE_OBJECT
        && value[1] == SINGLE_OBJECT_VERSION) {
      long fingerprint = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
      return reader(packaged(fingerprint)).read(value, SINGLE_OBJECT_BYTES);
    }
    throw UnreadableRecord.at(
        "",
        "is said to be Avro, but begins neither with the id of a registered schema nor with the"
            + " fingerprint of one");
  }

  private AvroReader reader(Schema writer) {
    return readers.computeIfAbsent(writer, AvroReader::new);
  }

  private Schema registered(int id) throws UnreadableRecord {
    if (registry == null) {
      throw UnreadableRecord.at(
          "",
          "was written with schema "
              + id
              + " of a schema registry; set caravan.registry.url to that registry");
    }
    return registry.schema(id);
  }

  private static Schema packaged(long fingerprint) throws UnreadableRecord {
    Schema schema = AvroSchemas.withFingerprint(fingerprint);
    if (schema == null) {
      throw UnreadableRecord.at(
          "",
          String.format(
              "was written with the Avro schema of fingerprint %016x, which this version"
                  + " does not have; run the version that wrote it, or a later one",
              fingerprint));
    }
    return schema;
  }
}
