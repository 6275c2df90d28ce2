package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientsTest {

  /** Taken in silence, they would let no replica, or only one, own a partition. */
  @ParameterizedTest
  @CsvSource({"group.protocol, consumer", "group.protocol, CONSUMER", "group.instance.id, a"})
  void settingThatCannotWorkIsRefusedByName(String name, String value) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> new KafkaClients(Map.of(name, value)));
    assertTrue(refused.getMessage().contains("kafka." + name), refused::getMessage);
    assertTrue(refused.getMessage().contains("remove it"), refused::getMessage);
  }
}
