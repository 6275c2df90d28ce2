package caravan.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class BrokerTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void recordsAreReadWithKeyPartitionHeadersAndTombstones() throws Exception {
    try (Broker broker = Broker.start();
        KafkaProducer<String, String> producer = producer(broker, null)) {
      // Given
      Topic.create(broker.bootstrapServers(), 3, "seen");
      ProducerRecord<String, String> full = new ProducerRecord<>("seen", 2, "key", "größe");
      full.headers().add("ce_type", "internal".getBytes(StandardCharsets.UTF_8));
      producer.send(full).get();
      producer.send(new ProducerRecord<>("seen", 2, "key", null)).get();

      // When
      List<Topic.Entry> entries = Topic.read(broker.bootstrapServers(), "seen");

      // Then
      assertEquals(2, entries.size());
      assertEquals("key", entries.get(0).key());
      assertEquals(2, entries.get(0).partition());
      assertEquals("größe", entries.get(0).value());
      assertEquals(Map.of("ce_type", "internal"), entries.get(0).headers());
      assertTrue(entries.get(1).tombstone());
      assertNull(entries.get(1).value());
    }
  }

  @Test
  void abortedTransactionsStayInvisible() throws Exception {
    try (Broker broker = Broker.start();
        KafkaProducer<String, String> producer = producer(broker, "one")) {
      Topic.create(broker.bootstrapServers(), 1, "atomic");
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("atomic", "lost")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("atomic", "kept")).get();
      producer.commitTransaction();

      List<Topic.Entry> entries = Topic.read(broker.bootstrapServers(), "atomic", LIMIT, 1);

      assertEquals(List.of("kept"), entries.stream().map(Topic.Entry::value).toList());
    }
  }

  @Test
  void dataOutlivesStopAndRestart() throws Exception {
    try (Broker broker = Broker.start()) {
      Topic.create(broker.bootstrapServers(), 1, "durable");
      try (KafkaProducer<String, String> producer = producer(broker, null)) {
        producer.send(new ProducerRecord<>("durable", "before")).get();
      }

      broker.stop();
      assertThrows(IOException.class, () -> connect(broker.port()));
      broker.restart();

      assertEquals("before", Topic.read(broker.bootstrapServers(), "durable").get(0).value());
    }
  }

  @Test
  void directoryGivenIsKeptAndServedAgain(@TempDir Path directory) throws Exception {
    int port;
    try (Broker first = Broker.start(Broker.freePort(), directory);
        KafkaProducer<String, String> producer = producer(first, null)) {
      port = first.port();
      Topic.create(first.bootstrapServers(), 1, "durable");
      producer.send(new ProducerRecord<>("durable", "before")).get();
    }
    try (Broker second = Broker.start(port, directory)) {
      assertEquals("before", Topic.read(second.bootstrapServers(), "durable").get(0).value());
    }
  }

  @Test
  void unknownTopicIsEmptyAndNotCreatedByReading() {
    try (Broker broker = Broker.start()) {
      assertEquals(List.of(), Topic.read(broker.bootstrapServers(), "nothing"));
      assertEquals(List.of(), Topic.read(broker.bootstrapServers(), "nothing"));
    }
  }

  @Test
  void waitingInVainSaysSo() {
    try (Broker broker = Broker.start()) {
      Topic.create(broker.bootstrapServers(), 1, "quiet");
      AssertionError error =
          assertThrows(
              AssertionError.class,
              () -> Topic.read(broker.bootstrapServers(), "quiet", Duration.ofMillis(300), 1));
      assertEquals("Not what was waited for after PT0.3S: 0 in quiet", error.getMessage());
    }
  }

  @Test
  void closeLeavesNoDirectoryAndNoThread() throws InterruptedException, ExecutionException {
    // Threads inherit the group of the one that starts them: those of other tests do not count.
    ThreadGroup threads = new ThreadGroup("broker");
    FutureTask<Broker> start = new FutureTask<>(() -> Broker.start());
    new Thread(threads, start, "broker-start").start();
    Broker broker = start.get();
    assertTrue(Files.isDirectory(broker.directory()));
    assertFalse(names(threads).isEmpty());

    broker.close();

    assertFalse(Files.exists(broker.directory()));
    Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertEquals(Set.of(), names(threads)));
  }

  /** The metrics library inside Kafka keeps two daemon threads per process, whatever happens. */
  private static Set<String> names(ThreadGroup group) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() == group)
        .map(Thread::getName)
        .filter(name -> !name.startsWith("metrics-meter-tick-thread"))
        .collect(Collectors.toSet());
  }

  private static void connect(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
    }
  }

  private static KafkaProducer<String, String> producer(Broker broker, String transactionalId) {
    Map<String, Object> settings =
        transactionalId == null
            ? Map.of("bootstrap.servers", broker.bootstrapServers())
            : Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                transactionalId);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }
}
