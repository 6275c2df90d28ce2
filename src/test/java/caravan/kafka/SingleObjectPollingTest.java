package caravan.kafka;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Tag;

/** Without a registry, a consumer that has the schema file reads single objects. */
@QuarkusTest
@TestProfile(AvroPolling.Avro.class)
@Tag("thorough")
class SingleObjectPollingTest extends AvroPolling {

  @Override
  GenericRecord decoded(byte[] value) throws IOException {
    return new BinaryMessageDecoder<GenericRecord>(new GenericData(), shipped()).decode(value);
  }
}
