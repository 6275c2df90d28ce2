package caravan.product;

import static caravan.broker.KafkaRequest.byClient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica reaches vendors and brokers, but not the coordinator of its group. Kafka's consumer
 * does not say so. What must hold: the replica stops by itself before another one takes its lists
 * over, does not disturb that one, and comes back when the coordinator does.
 */
@Tag("thorough")
class CoordinatorIT {

  private static final Duration SESSION = Duration.ofSeconds(8);
  private static final Duration TAKEOVER = SESSION.plusSeconds(5);
  private static final Duration LATELY = Duration.ofSeconds(3);

  @TempDir Path folder;

  @Test
  void replicaWithoutItsCoordinatorStopsAndLeavesTheOtherAlone() throws Exception {
    try (KafkaProxy network = new KafkaProxy();
        Broker broker = Broker.start(network);
        World world = new World(folder, 8, broker)) {
      // Given
      Product cutOff =
          world.start("anna", Map.of("kafka.bootstrap.servers", network.bootstrapServers()));
      world.awaitCompletePolls();
      Product other = world.start("boris");
      awaitReaders(world, Set.of("anna", "boris"));

      // When
      KafkaProxy.Rule silence = network.on(byClient("caravan-member")).hold();
      Instant lost = Instant.now();
      awaitReaders(world, Set.of("boris"));
      Duration takeover = Duration.between(lost, Instant.now()).minus(LATELY);
      Instant takenOver = Instant.now();
      cutOff.runFor(TAKEOVER);
      world.awaitCompletePolls();
      Set<String> meanwhile = new TreeSet<>();
      world.askedSince(takenOver).values().forEach(meanwhile::addAll);
      String ready = cutOff.get("/observe/health/ready");
      silence.lift();
      awaitReaders(world, Set.of("anna", "boris"));
      world.settle();
      cutOff.stop();
      other.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "CoordinatorIT: all read by the other "
              + takeover.toMillis()
              + " ms after the coordinator fell silent; "
              + ledger);
      ledger.assertHolds(world.truth());
      assertEquals(Set.of("boris"), meanwhile);
      assertTrue(ready.startsWith("503 ") && ready.contains("no answer from the group"), ready);
      assertEquals(List.of(), refused(other), "polls that were not published");
    }
  }

  private static List<String> refused(Product product) {
    return product.log().stream().filter(line -> line.contains("verdict=unpublished")).toList();
  }

  /** Waits until each list has one reader, and the replicas that read are these. */
  private static void awaitReaders(World world, Set<String> wanted) {
    world.await(
        Duration.ofMillis(200),
        () -> {
          Map<Listing, Set<String>> asked = world.askedSince(Instant.now().minus(LATELY));
          Set<String> names = new TreeSet<>();
          asked.values().forEach(names::addAll);
          return asked.keySet().equals(world.lists())
              && asked.values().stream().allMatch(readers -> readers.size() == 1)
              && names.equals(wanted);
        });
  }
}
