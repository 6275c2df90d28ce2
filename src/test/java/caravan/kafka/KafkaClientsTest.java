package caravan.kafka;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaClientsTest {

  /** Nobody listens there, and these tests need nobody. */
  private static final String NOBODY = "127.0.0.1:1";

  private static final Duration OPEN = Duration.ofMinutes(1);

  private static KafkaClients clients(String... more) {
    Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", NOBODY));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new KafkaClients(settings);
  }

  private static int beans(String client) throws JMException {
    ObjectName any = new ObjectName("kafka.producer:client-id=" + client + ",*");
    return ManagementFactory.getPlatformMBeanServer().queryNames(any, null).size();
  }

  /** What a producer counts, but for what comes with each of its attempts to connect. */
  private static Set<String> counted(Producer<?, ?> producer) {
    return producer.metrics().keySet().stream()
        .filter(figure -> !figure.group().equals("producer-node-metrics"))
        .map(figure -> figure.group() + "/" + figure.name())
        .collect(Collectors.toSet());
  }

  @Test
  void figuresOfClientsAreShownToNobodyUnlessAskedFor() throws Exception {
    // Given
    String jmx = "org.apache.kafka.common.metrics.JmxReporter";
    try (Producer<?, ?> quiet = clients().producer("quiet", OPEN);
        Producer<?, ?> shown = clients("metric.reporters", jmx).producer("shown", OPEN)) {
      // When
      int unasked = beans("quiet");
      int asked = beans("shown");

      // Then
      assertEquals(0, unasked);
      assertTrue(asked > 0);
      assertEquals(counted(quiet), counted(shown));
    }
  }

  @Test
  void figuresOfClientsAreOfferedToNobodyUnlessAskedFor() {
    // Given
    try (Producer<?, ?> quiet = clients().producer("quiet", OPEN);
        Producer<?, ?> offers = clients("enable.metrics.push", "true").producer("offers", OPEN)) {
      // Then
      assertThrows(
          IllegalStateException.class, () -> quiet.clientInstanceId(Duration.ofSeconds(5)));
      assertDoesNotThrow(() -> offers.clientInstanceId(Duration.ZERO));
    }
  }

  @Test
  void shorterTransactionsFollowTheOneThatIsAskedFor() {
    assertEquals(
        List.of(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(10)),
        clients().transactionTimeouts());
    assertEquals(
        List.of(Duration.ofSeconds(90), Duration.ofMinutes(1), Duration.ofSeconds(10)),
        clients("transaction.timeout.ms", "90000").transactionTimeouts());
    assertEquals(
        List.of(Duration.ofSeconds(1)),
        clients("transaction.timeout.ms", "1000").transactionTimeouts());
  }

  /** Taken in silence, they would let no replica, or only one, own a partition. */
  @ParameterizedTest
  @CsvSource({"group.protocol, consumer", "group.protocol, CONSUMER", "group.instance.id, a"})
  void settingThatCannotWorkIsRefusedByName(String name, String value) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> clients(name, value));
    assertTrue(refused.getMessage().contains("kafka." + name), refused::getMessage);
    assertTrue(refused.getMessage().contains("remove it"), refused::getMessage);
  }
}
