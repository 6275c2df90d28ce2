package caravan.product;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.DocumentedRights;
import caravan.broker.SecuredBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka asks for TLS, for a name and password by SCRAM, and for a right to everything; the product
 * is set up as the documents say and has the rights that they grant, no others.
 */
@Tag("thorough")
class SecuredKafkaIT {

  @TempDir Path folder;

  @Test
  void documentedSetUpWorksFromEndToEnd() throws Exception {
    try (SecuredBroker broker = SecuredBroker.start(folder);
        World world = new World(folder, 4, broker, "ocsf", "ecs")) {
      // Given
      broker.grantOnly(DocumentedRights.of(world.prefix()));
      Map<String, String> settings =
          Map.of(
              "kafka.bootstrap.servers",
              broker.securedServers(),
              "kafka.security.protocol",
              "SASL_SSL",
              "kafka.ssl.truststore.type",
              "PEM",
              "kafka.ssl.truststore.location",
              broker.authority().toString(),
              "kafka.sasl.mechanism",
              "SCRAM-SHA-512",
              "kafka.sasl.jaas.config",
              "org.apache.kafka.common.security.scram.ScramLoginModule required"
                  + " username=\"caravan\" password=\"${BROKER_PASSWORD}\";",
              "BROKER_PASSWORD",
              SecuredBroker.PASSWORD);

      // When
      Product product = world.start("secured", settings);
      world.awaitCompletePolls();
      Product second = world.start("secured-too", settings);
      world.await(Duration.ofMillis(200), () -> world.shares().size() == 2);
      world.settle();
      product.stop();
      second.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println("SecuredKafkaIT: " + ledger);
      ledger.assertHolds(world.truth());
      String log = String.join("\n", product.log());
      Run.assertWithout(Set.of(SecuredBroker.PASSWORD), log);
      assertTrue(log.contains("Kafka is ready"), log);
    }
  }
}
