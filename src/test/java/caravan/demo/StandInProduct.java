package caravan.demo;

import caravan.broker.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Behaves like the product towards the demo: reads its settings, publishes the examples of the
 * contract in a transaction, and runs until it is stopped, or ends badly when told so.
 */
final class StandInProduct {

  private StandInProduct() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream log = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    log.println("management port " + System.getProperty("quarkus.management.port"));
    log.println("key id " + System.getenv("TENCENT_ID"));
    Path targets = Path.of(System.getProperty("caravan.targets").substring("file:".length()));
    log.println("targets " + Files.readAllLines(targets).get(0));
    if (arguments[0].equals("fail")) {
      log.println("The configuration is wrong.");
      System.exit(3);
    }
    if (arguments[0].equals("publish")) {
      publish(System.getProperty("kafka.bootstrap.servers"));
    }
    new CountDownLatch(1).await();
  }

  private static void publish(String bootstrap) throws Exception {
    Topic.create(bootstrap, 3, "caravan.events.v1");
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrap, "transactional.id", "stand-in");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String event : events()) {
        producer.send(new ProducerRecord<>("caravan.events.v1", 0, "scope", event)).get();
      }
      producer.commitTransaction();
    }
  }

  private static List<String> events() throws IOException {
    try (InputStream in = StandInProduct.class.getResourceAsStream("/demo/events.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
