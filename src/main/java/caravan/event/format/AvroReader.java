package caravan.event.format;

import caravan.event.UnreadableRecord;
import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads events that were written with one schema as records of the state topic. Fields that the
 * writer did not know are absent, fields unknown to this version are ignored.
 */
final class AvroReader {

  private static final int MAX_QUOTE = 200;

  private final GenericDatumReader<GenericRecord> reader;

  AvroReader(Schema writer) {
    this.reader = new GenericDatumReader<>(writer, AvroSchemas.CURRENT, new GenericData());
  }

  /** Reads the event that begins at {@code from} and ends with the bytes. */
  Recorded read(byte[] bytes, int from) throws UnreadableRecord {
    return RecordedReader.read(new AvroPart(event(bytes, from)));
  }

  private GenericRecord event(byte[] bytes, int from) throws UnreadableRecord {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
    try {
      GenericRecord event = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw UnreadableRecord.at("", "has something behind its end");
      }
      return event;
    } catch (AvroTypeException e) {
      throw UnreadableRecord.at(
          "", "was written with a schema that is not an event's: " + excerpt(e));
    } catch (IOException | RuntimeException e) {
      // Damage makes the decoder throw many kinds of exception, such as an index out of bounds.
      throw UnreadableRecord.at(
          "", "is not Avro of its schema (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Such a message quotes names of schemas and fields, which can be of any length. */
  private static String excerpt(AvroTypeException e) {
    String message = String.valueOf(e.getMessage());
    return message.length() > MAX_QUOTE ? message.substring(0, MAX_QUOTE) : message;
  }
}
