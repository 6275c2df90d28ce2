package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The product is killed again and again, at any moment of its work, while connections come and go
 * and somebody reads along. What must hold: every poll is there whole and once or not at all, and
 * in the end the topics say what is so at the vendors.
 *
 * <p>{@code -Dcaravan.crash.kills=50} kills more often than a build has time for, and {@code
 * -Dcaravan.crash.seed=...} repeats the moments of an earlier run as far as a machine can. {@code
 * -Dcrash.cluster.kills=200} does so for three replicas and three brokers.
 */
@Tag("longer")
class CrashIT {

  private static final int KILLS = Integer.getInteger("caravan.crash.kills", 5);
  private static final int CLUSTER_KILLS = Integer.getInteger("crash.cluster.kills", 8);

  /** So often a broker is killed instead of a replica. */
  private static final int BROKER_EVERY = 4;

  private static final int REPLICAS = 3;

  /** The part of its work in which the product is killed; even the shortest run has the first. */
  private enum Moment {
    PUBLISHING,
    FETCHING,
    LOADING,
    STARTING,
    ANY
  }

  /** Alone, a replica that is started again waits until Kafka takes its old self for dead. */
  private static final Map<String, String> SHORT_SESSION =
      Map.of("caravan.ownership.session-timeout", "6s");

  @TempDir Path folder;

  @Test
  void killsLoseNothingAndDoubleNothing() throws Exception {
    long seed = Long.getLong("caravan.crash.seed", System.nanoTime());
    Random random = new Random(seed);
    System.out.println("CrashIT: seed " + seed + ", kills " + KILLS);
    try (World world = new World(folder, seed, "ocsf", "ecs");
        OpenTransactions transactions = new OpenTransactions(world)) {
      Map<Moment, Integer> killed = new EnumMap<>(Moment.class);
      int inTransaction = 0;
      for (int i = 0; i < KILLS; i++) {
        Moment moment = Moment.values()[i % Moment.values().length];
        Product product = world.start("crash", SHORT_SESSION);
        awaitMoment(moment, product, world, transactions, random);
        product.kill();
        killed.merge(moment, 1, Integer::sum);
        inTransaction += transactions.any() ? 1 : 0;
      }

      Product last = world.start("crash", SHORT_SESSION);
      world.settle();
      last.stop();

      Ledger ledger = world.ledger();
      System.out.println(
          "CrashIT: seed "
              + seed
              + ", kills "
              + killed
              + ", with records of an open transaction "
              + inTransaction
              + ", "
              + ledger);
      ledger.assertHolds(world.truth());
      assertTrue(inTransaction > 0, "no kill left a transaction open");
      assertReaderSawTheSame(world, ledger);
    }
  }

  /** Three replicas share the work on three brokers; any of the six may be killed at any time. */
  @Tag("thorough")
  @Test
  void killsOfReplicasAndBrokersLoseNothingAndDoubleNothing() throws Exception {
    long seed = Long.getLong("caravan.crash.seed", System.nanoTime());
    Random random = new Random(seed);
    System.out.println("CrashIT: seed " + seed + ", kills in a cluster " + CLUSTER_KILLS);
    try (KafkaCluster cluster = KafkaCluster.start();
        World world = new World(folder, seed, cluster);
        OpenTransactions transactions = new OpenTransactions(world)) {
      Deque<Product> replicas = new ArrayDeque<>();
      for (int i = 0; i < REPLICAS; i++) {
        replicas.add(world.start("replica-" + i));
      }
      world.awaitCompletePolls();
      int brokers = 0;
      for (int i = 0; i < CLUSTER_KILLS; i++) {
        Product oldest = replicas.remove();
        Moment moment = Moment.values()[i % Moment.values().length];
        if (i % BROKER_EVERY == BROKER_EVERY - 1) {
          int broker = cluster.leader(world.eventsTopic(), random.nextInt(world.partitions()));
          cluster.kill(broker);
          brokers++;
          oldest.runFor(Duration.ofMillis(random.nextInt(6_000)));
          cluster.restart(broker);
          cluster.awaitInSync(World.SOON);
          replicas.add(oldest);
        } else {
          awaitMoment(moment, oldest, world, transactions, random);
          oldest.kill();
          replicas.add(world.start("replica-" + (i + REPLICAS)));
        }
      }
      world.settle();
      for (Product replica : replicas) {
        replica.stop();
      }

      Ledger ledger = world.ledger();
      System.out.println(
          "CrashIT: seed "
              + seed
              + ", killed replicas "
              + (CLUSTER_KILLS - brokers)
              + ", brokers "
              + brokers
              + ", "
              + ledger);
      ledger.assertHolds(world.truth());
      assertReaderSawTheSame(world, ledger);
    }
  }

  private static void awaitMoment(
      Moment moment, Product product, World world, OpenTransactions transactions, Random random)
      throws InterruptedException {
    switch (moment) {
      case STARTING -> product.runFor(Duration.ofMillis(random.nextInt(3_000)));
      case LOADING -> {
        product.awaitLine(World.SOON, line -> line.contains("partitions owned="));
        product.runFor(Duration.ofMillis(random.nextInt(500)));
      }
      case FETCHING -> {
        long enough = world.requests() + 1 + random.nextInt(40);
        world.await(Duration.ofMillis(2), () -> world.requests() >= enough);
      }
      case PUBLISHING -> {
        long enough = world.requests() + 1 + random.nextInt(40);
        world.await(Duration.ofMillis(1), () -> world.requests() >= enough && transactions.any());
      }
      default -> {
        long enough = world.requests() + 1;
        world.await(Duration.ofMillis(20), () -> world.requests() >= enough);
        product.runFor(Duration.ofMillis(random.nextInt(3_000)));
      }
    }
  }

  /** Nothing that a reader was shown on the way has changed or gone since. */
  private static void assertReaderSawTheSame(World world, Ledger ledger) {
    Set<String> wanted = ids(ledger.events());
    Awaitility.await().atMost(World.SOON).until(() -> world.shown().size() >= wanted.size());
    assertEquals(wanted, ids(world.shown()));
  }

  private static Set<String> ids(List<Published> events) {
    return events.stream()
        .map(event -> event.place() + " " + event.id())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
