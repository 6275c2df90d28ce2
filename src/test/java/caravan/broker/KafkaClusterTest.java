package caravan.broker;

import static caravan.broker.KafkaRequest.any;
import static caravan.broker.KafkaRequest.to;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One cluster for all tests; each leaves it whole. */
@Tag("thorough")
class KafkaClusterTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  private static KafkaProxy proxy;
  private static KafkaCluster cluster;
  private static int topics;

  private String topic;

  @BeforeAll
  static void start() {
    proxy = new KafkaProxy();
    cluster = KafkaCluster.start(proxy);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void createTopic() {
    topic = "topic" + ++topics;
    Topic.create(cluster.bootstrapServers(), 1, topic);
  }

  @AfterEach
  void mend() {
    cluster.ids().forEach(cluster::thaw);
    cluster.ids().forEach(cluster::restart);
    cluster.awaitInSync(SOON);
  }

  private static KafkaProducer<String, String> producer(int deliveryMs) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            proxy.bootstrapServers(),
            "linger.ms",
            0,
            "request.timeout.ms",
            2_000,
            "delivery.timeout.ms",
            deliveryMs),
        new StringSerializer(),
        new StringSerializer());
  }

  private List<String> values() {
    return Topic.read(cluster.bootstrapServers(), topic).stream().map(Topic.Entry::value).toList();
  }

  private int awaitLeaderOtherThan(int before) {
    await()
        .atMost(SOON)
        .until(() -> cluster.leader(topic, 0) != before && cluster.leader(topic, 0) != 0);
    return cluster.leader(topic, 0);
  }

  @Test
  void killedLeaderIsReplacedAndNothingIsLost() throws Exception {
    try (KafkaProducer<String, String> producer = producer(30_000)) {
      producer.send(new ProducerRecord<>(topic, "before")).get();
      int leader = cluster.leader(topic, 0);

      cluster.kill(leader);
      producer.send(new ProducerRecord<>(topic, "after")).get();

      assertEquals(2, cluster.running().size());
      assertNotEquals(leader, awaitLeaderOtherThan(leader));
      assertEquals(List.of("before", "after"), values());
    }
  }

  @Test
  void oneReplicaAloneTakesNothing() throws Exception {
    try (KafkaProducer<String, String> producer = producer(5_000)) {
      producer.send(new ProducerRecord<>(topic, "kept")).get();
      int last = cluster.leader(topic, 0);
      for (int id : cluster.ids()) {
        if (id != last) {
          cluster.kill(id);
        }
      }
      ExecutionException refused =
          assertThrows(
              ExecutionException.class,
              () -> producer.send(new ProducerRecord<>(topic, "refused")).get());
      assertInstanceOf(RetriableException.class, refused.getCause());
      assertEquals(Set.of(last), cluster.running());
    }
  }

  @Test
  void preferredLeaderComesBack() {
    int preferred = cluster.leader(topic, 0);
    cluster.stop(preferred);
    awaitLeaderOtherThan(preferred);
    cluster.restart(preferred);
    cluster.awaitInSync(SOON);

    cluster.electPreferredLeaders();

    await().atMost(SOON).until(() -> cluster.leader(topic, 0) == preferred);
  }

  @Test
  void brokerThatStandsStillLosesItsPartitions() {
    int leader = cluster.leader(topic, 0);
    cluster.freeze(leader);
    awaitLeaderOtherThan(leader);
    assertEquals(cluster.ids(), cluster.running());
  }

  /** What other brokers and the controller see of it is as usual: only clients are cut off. */
  @Test
  void brokerBehindAClosedProxyKeepsItsPartitions() throws Exception {
    try (KafkaProducer<String, String> producer = producer(3_000)) {
      int leader = cluster.leader(topic, 0);
      producer.send(new ProducerRecord<>(topic, "before")).get();
      try (KafkaProxy.Rule cut = proxy.on(any().and(to(leader))).hold()) {
        assertThrows(
            ExecutionException.class,
            () -> producer.send(new ProducerRecord<>(topic, "during")).get());
        assertNotEquals(0, cut.hits());
        assertEquals(leader, cluster.leader(topic, 0));
      }
      producer.send(new ProducerRecord<>(topic, "after")).get();
    }
  }
}
