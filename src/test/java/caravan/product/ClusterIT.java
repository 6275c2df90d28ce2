package caravan.product;

import static caravan.broker.KafkaRequest.any;
import static caravan.broker.KafkaRequest.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.broker.KafkaCluster;
import caravan.broker.KafkaProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, of which two must take what is written, and replicas each with a network of its
 * own. Part of it fails. What must hold: who can work takes over, who cannot says so, and the
 * topics are those that a single replica would have written.
 */
@Tag("thorough")
class ClusterIT {

  private static final Duration SESSION = Duration.ofSeconds(8);
  private static final Duration TAKEOVER = SESSION.plusSeconds(5);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final String READY = "/observe/health/ready";

  @TempDir Path folder;

  private KafkaProxy anna;
  private KafkaProxy boris;
  private KafkaCluster cluster;

  @BeforeEach
  void startBrokers() {
    anna = new KafkaProxy();
    boris = new KafkaProxy();
    cluster = KafkaCluster.start(anna, boris);
  }

  @AfterEach
  void stopBrokers() {
    anna.close();
    boris.close();
    cluster.close();
  }

  private static Product start(World world, String name, KafkaProxy network) {
    return world.start(name, Map.of("kafka.bootstrap.servers", network.bootstrapServers()));
  }

  /** Nothing of the replica gets to any broker, nor back; to vendors it does. */
  @Test
  void networkOfAReplicaIsLost() throws Exception {
    try (World world = new World(folder, 11, cluster)) {
      // Given
      Product cutOff = start(world, "anna", anna);
      world.awaitCompletePolls();
      Product other = start(world, "boris", boris);
      awaitReaders(world, Set.of("anna", "boris"));

      // When
      KafkaProxy.Rule cut = anna.on(any()).hold();
      Instant lost = Instant.now();
      world.awaitCompletePolls();
      Duration takeover = Duration.between(lost, Instant.now());
      world.await(Duration.ofMillis(200), () -> cutOff.get(READY).startsWith("503 "));
      awaitReaders(world, Set.of("boris"));
      cut.lift();
      awaitReaders(world, Set.of("anna", "boris"));
      world.settle();
      cutOff.stop();
      other.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "ClusterIT: all read " + takeover.toMillis() + " ms after a network was lost; " + ledger);
      ledger.assertHolds(world.truth());
    }
  }

  /** One of three brokers is out of reach for one replica only, whoever leads or coordinates. */
  @Test
  void networkToEachBrokerIsLostInTurn() throws Exception {
    try (World world = new World(folder, 12, cluster)) {
      // Given
      Product cutOff = start(world, "anna", anna);
      Product other = start(world, "boris", boris);
      awaitReaders(world, Set.of("anna", "boris"));

      // When
      for (int id : cluster.ids()) {
        try (KafkaProxy.Rule cut = anna.on(any().and(to(id))).hold()) {
          cutOff.runFor(TAKEOVER);
          assertNotEquals(0, cut.hits());
        }
        world.awaitCompletePolls();
      }
      awaitReaders(world, Set.of("anna", "boris"));
      world.settle();
      cutOff.stop();
      other.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println("ClusterIT: each broker out of reach once; " + ledger);
      ledger.assertHolds(world.truth());
    }
  }

  /**
   * One broker alone may not write; what was being written is there whole and once or not at all.
   */
  @Test
  void twoBrokersAreGone() throws Exception {
    try (World world = new World(folder, 13, cluster)) {
      // Given
      Product product = start(world, "anna", anna);
      world.awaitCompletePolls();

      // When
      cluster.kill(1);
      cluster.kill(3);
      product.runFor(TAKEOVER);
      int shown = world.shown().size();
      product.runFor(QUIET);
      int shownLater = world.shown().size();
      world.await(Duration.ofMillis(200), () -> showsBlindness(product));
      cluster.restart(1);
      Instant back = Instant.now();
      world.awaitCompletePolls();
      Duration resumed = Duration.between(back, Instant.now());
      cluster.restart(3);
      cluster.awaitInSync(World.SOON);
      cluster.electPreferredLeaders();
      world.settle();
      product.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "ClusterIT: all read "
              + resumed.toMillis()
              + " ms after a second broker came back; "
              + ledger);
      assertEquals(shown, shownLater, "published with one broker of three");
      ledger.assertHolds(world.truth());
    }
  }

  /** Whether the metrics say that nothing is seen: scopes for too long, or no partition owned. */
  private static boolean showsBlindness(Product product) {
    return product.partitionsOwned() == 0
        || product.sinceComplete().values().stream().anyMatch(one -> one > SESSION.toSeconds());
  }

  /** Waits until each list has one reader, and the replicas that read are these. */
  private static void awaitReaders(World world, Set<String> wanted) {
    world.await(
        Duration.ofMillis(200),
        () -> {
          Map<Listing, Set<String>> asked = world.askedSince(Instant.now().minus(QUIET));
          Set<String> names = new TreeSet<>();
          asked.values().forEach(names::addAll);
          return asked.keySet().equals(world.lists())
              && asked.values().stream().allMatch(readers -> readers.size() == 1)
              && names.equals(wanted);
        });
  }
}
