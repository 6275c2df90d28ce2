package caravan.broker;

import static caravan.broker.KafkaRequest.any;
import static caravan.broker.KafkaRequest.byClient;
import static caravan.broker.KafkaRequest.ofType;
import static caravan.broker.KafkaRequest.to;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("broker")
class KafkaProxyTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static KafkaProxy proxy;
  private static Broker broker;
  private static int topics;

  private String topic;

  @BeforeAll
  static void start() {
    proxy = new KafkaProxy();
    broker = Broker.start(proxy);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    broker.close();
  }

  @BeforeEach
  void createTopic() {
    topic = "topic" + ++topics;
    Topic.create(broker.bootstrapServers(), 1, topic);
  }

  private static KafkaProducer<String, String> producer(String name, boolean transactional) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", proxy.bootstrapServers());
    settings.put("client.id", name);
    settings.put("request.timeout.ms", 1_000);
    settings.put("delivery.timeout.ms", 20_000);
    settings.put("max.block.ms", 20_000);
    settings.put("linger.ms", 0);
    if (transactional) {
      settings.put("transactional.id", name);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private List<String> values() {
    return Topic.settled(broker.bootstrapServers(), topic).stream()
        .map(Topic.Entry::value)
        .toList();
  }

  /** Each way in which a request or its answer can be lost, once. */
  private enum Loss {
    REQUEST,
    ANSWER,
    RESET,
    RESET_AFTERWARDS,
    DELAY
  }

  private static KafkaProxy.Rule begin(Loss loss, KafkaProxy.Choice choice) {
    return switch (loss) {
      case REQUEST -> choice.loseRequests();
      case ANSWER -> choice.loseAnswers();
      case RESET -> choice.reset();
      case RESET_AFTERWARDS -> choice.resetAnswers();
      case DELAY -> choice.delay(Duration.ofMillis(1_500));
    };
  }

  /** Kafka's own protocol survives each; what is tested is that the loss happened. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void commitThatWasLostOnceHappensOnce(Loss loss) throws Exception {
    String name = "commits-" + loss;
    try (KafkaProducer<String, String> producer = producer(name, true);
        KafkaProxy.Rule rule =
            begin(
                loss, proxy.on(byClient(name).and(ofType(ApiKeys.END_TXN)).and(to(1))).times(1))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "kept")).get();
      assertEquals(0, rule.hits());

      producer.commitTransaction();

      assertEquals(1, rule.hits());
      assertEquals(List.of("kept"), values());
    }
  }

  @Test
  void heldClientWaitsWhileOthersGoOn() throws Exception {
    try (KafkaProducer<String, String> held = producer("held", false);
        KafkaProducer<String, String> free = producer("free", false)) {
      // Given
      held.partitionsFor(topic);
      Future<RecordMetadata> waiting;
      try (KafkaProxy.Rule rule = proxy.on(byClient("h.ld")).hold()) {
        // When
        waiting = held.send(new ProducerRecord<>(topic, "late"));
        await().atMost(SOON).until(() -> rule.hits() > 0);
        free.send(new ProducerRecord<>(topic, "early")).get();

        // Then
        assertFalse(waiting.isDone());
        assertEquals(List.of("early"), values());
      }
      waiting.get();
      assertEquals(List.of("early", "late"), values());
    }
  }

  @Test
  void networkThatIsGoneCarriesNothing() throws Exception {
    try (KafkaProducer<String, String> producer = producer("cut", false)) {
      // Given
      producer.send(new ProducerRecord<>(topic, "before")).get();
      Future<RecordMetadata> waiting;
      try (KafkaProxy.Rule all = proxy.on(any()).hold()) {
        // When
        proxy.resetConnections();
        waiting = producer.send(new ProducerRecord<>(topic, "during"));
        await().atMost(SOON).until(() -> all.hits() > 0);

        // Then
        assertFalse(waiting.isDone());
        assertEquals(List.of("before"), values());
      }
      waiting.get();
      assertEquals(List.of("before", "during"), values());
    }
  }
}
