package caravan.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.observe.Reports;
import caravan.poll.Poll;
import caravan.registry.Registry;
import caravan.registry.RegistryResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * With a registry, a consumer takes the schema's id from the value, as Confluent's clients do, and
 * asks the registry for the schema.
 */
@QuarkusTest
@TestProfile(AvroPolling.Avro.class)
@WithTestResource(RegistryResource.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegisteredPollingTest extends AvroPolling {

  Registry registry;

  @Override
  GenericRecord decoded(byte[] value) throws IOException {
    ByteBuffer framed = ByteBuffer.wrap(value);
    assertEquals(0, framed.get());
    Schema writer = new Schema.Parser().parse(registry.schema(framed.getInt()));
    return new GenericDatumReader<GenericRecord>(writer, shipped())
        .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
  }

  /**
   * The registry is down when the first poll is to be published. Nothing of the poll may be
   * published, the log must say why, and a later poll must succeed without a restart.
   */
  @Test
  @Order(1)
  void pollIsUnpublishedWhileTheRegistryIsAway() {
    // Given
    registry.answerWith(503, "");

    // When
    try (LogLines lines = LogLines.of(Reports.class)) {
      Poll poll = poll("17-huawei-rejected-record");

      // Then
      assertEquals(1, lines.all().size());
      assertTrue(
          lines
              .all()
              .get(0)
              .contains(
                  "verdict=unpublished cause=RegistryException message=\"the"
                      + " schema registry at "
                      + registry.url()),
          lines.all().get(0));
      for (String topic : List.of("events", "state", "checkpoints", "dlq")) {
        assertEquals(List.of(), published("caravan." + topic + ".v1", poll));
      }
    } finally {
      registry.recover();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> !published("caravan.events.v1", poll("14-huawei-next-poll")).isEmpty());
  }

  @Test
  @Order(2)
  void schemaIsRegisteredForEventsAndStatesOnly() {
    poll("11-tencent-client-connections-next-poll");
    assertEquals(
        Set.of("caravan.events.v1-value", "caravan.state.v1-value"), registry.subjects().keySet());
  }
}
