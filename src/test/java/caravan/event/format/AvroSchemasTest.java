package caravan.event.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Without a registry, states can be read only while the product has the schema they were written
 * with. Who changes the schema adds the new fingerprint here, and keeps the old schema as a file of
 * its own beside it.
 */
class AvroSchemasTest {

  @ParameterizedTest
  @ValueSource(longs = {0x913767329292aad6L, 0x8afb46ce996782d8L, 0x9a12f63bd783507aL})
  void everySchemaThatWasWrittenWithIsKept(long fingerprint) {
    assertNotNull(AvroSchemas.withFingerprint(fingerprint));
    assertEquals(
        SchemaCompatibilityType.COMPATIBLE,
        SchemaCompatibility.checkReaderWriterCompatibility(
                AvroSchemas.CURRENT, AvroSchemas.withFingerprint(fingerprint))
            .getType());
  }

  /** A consumer that was built with an older schema goes on reading. */
  @ParameterizedTest
  @ValueSource(longs = {0x913767329292aad6L, 0x8afb46ce996782d8L})
  void olderSchemasReadWhatIsWrittenNow(long fingerprint) {
    assertEquals(
        SchemaCompatibilityType.COMPATIBLE,
        SchemaCompatibility.checkReaderWriterCompatibility(
                AvroSchemas.withFingerprint(fingerprint), AvroSchemas.CURRENT)
            .getType());
  }

  @Test
  void otherFingerprintsAreUnknown() {
    assertNull(AvroSchemas.withFingerprint(0));
  }
}
