package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.simulator.Answered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several replicas share the work through Kafka alone, join and leave in good order and in bad.
 * What must hold: each list has one reader at a time, nobody's list is left unread for long, and
 * the topics are those that a single replica would have written.
 */
class ReplicasIT {

  private static final Duration LATELY = Duration.ofSeconds(3);
  private static final int FREEZES = 200;

  @TempDir Path folder;

  @Test
  void replicasJoinStopAndAreKilled() throws Exception {
    try (World world = new World(folder, 1)) {
      // Given
      Product anna = world.start("anna");
      world.awaitCompletePolls();
      Product boris = world.start("boris");
      awaitShared(world, Set.of("anna", "boris"));
      Product clara = world.start("clara");
      awaitShared(world, Set.of("anna", "boris", "clara"));
      assertEquals(List.of(4, 4, 4), world.shares(), "partitions of each replica");

      // When
      Set<Listing> left = readBy(world, "boris");
      Instant stopped = Instant.now();
      boris.stop();
      Duration afterStop = awaitTakeover(world, left, "boris", stopped);
      awaitShared(world, Set.of("anna", "clara"));
      Set<Listing> orphaned = readBy(world, "clara");
      Instant killed = Instant.now();
      clara.kill();
      Duration afterKill = awaitTakeover(world, orphaned, "clara", killed);
      world.settle();
      anna.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "ReplicasIT: read again "
              + afterStop.toMillis()
              + " ms after a stop ("
              + left.size()
              + " scopes), "
              + afterKill.toMillis()
              + " ms after a kill ("
              + orphaned.size()
              + " scopes); "
              + ledger);
      assertEquals(List.of(), overlaps(world.answered()));
      ledger.assertHolds(world.truth());
    }
  }

  /**
   * A replica stands still in the middle of a transaction for so long that another one takes its
   * place, then goes on as if nothing had been.
   */
  @Tag("thorough")
  @Test
  void frozenReplicaComesBackAndDoublesNothing() throws Exception {
    try (World world = new World(folder, 2);
        OpenTransactions transactions = new OpenTransactions(world)) {
      // Given
      Product zombie = world.start("zombie");
      world.awaitCompletePolls();
      freezeInTransaction(zombie, transactions);
      Instant frozen = Instant.now();
      Product heir = world.start("heir");
      world.awaitCompletePolls();
      Duration takeover = Duration.between(frozen, Instant.now());

      // When
      zombie.thaw();
      awaitShared(world, Set.of("zombie", "heir"));
      world.settle();
      zombie.stop();
      heir.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "ReplicasIT: all read by the heir "
              + takeover.toMillis()
              + " ms after the freeze, its start included; "
              + ledger);
      ledger.assertHolds(world.truth());
    }
  }

  private static void freezeInTransaction(Product product, OpenTransactions transactions)
      throws Exception {
    for (int i = 0; i < FREEZES; i++) {
      product.freeze();
      if (transactions.any()) {
        return;
      }
      product.thaw();
      product.runFor(Duration.ofMillis(7));
    }
    throw new AssertionError("never frozen with an open transaction in " + FREEZES + " attempts");
  }

  /** Waits until every list is read by one of the replicas only, and each replica reads some. */
  private static void awaitShared(World world, Set<String> replicas) {
    world.await(
        Duration.ofMillis(200),
        () -> {
          Map<Listing, Set<String>> asked = world.askedSince(Instant.now().minus(LATELY));
          Set<String> names = new TreeSet<>();
          asked.values().forEach(names::addAll);
          return asked.keySet().equals(world.lists())
              && asked.values().stream().allMatch(readers -> readers.size() == 1)
              && names.equals(replicas);
        });
  }

  private static Set<Listing> readBy(World world, String replica) {
    Set<Listing> lists = new TreeSet<>();
    world
        .askedSince(Instant.now().minus(LATELY))
        .forEach(
            (list, readers) -> {
              if (readers.contains(replica)) {
                lists.add(list);
              }
            });
    return lists;
  }

  /** Waits until others read all the lists, and says how long the last of them had to wait. */
  private static Duration awaitTakeover(
      World world, Set<Listing> lists, String gone, Instant since) {
    world.await(
        Duration.ofMillis(100),
        () -> firstRequests(world, gone, since).keySet().containsAll(lists));
    Map<Listing, Instant> first = firstRequests(world, gone, since);
    Instant last = lists.stream().map(first::get).max(Comparator.naturalOrder()).orElseThrow();
    return Duration.between(since, last);
  }

  private static Map<Listing, Instant> firstRequests(World world, String gone, Instant since) {
    return world.answered().stream()
        .filter(one -> one.call().at().isAfter(since))
        .filter(one -> !gone.equals(one.call().header("User-Agent")))
        .collect(
            Collectors.toMap(
                one -> Listing.of(one.call()),
                one -> one.call().at(),
                (one, other) -> one.isBefore(other) ? one : other));
  }

  /** Requests that came in while another replica's request for the same list was being answered. */
  private static List<String> overlaps(List<Answered> answered) {
    List<String> overlaps = new ArrayList<>();
    Map<Listing, Map<String, Instant>> ends = new HashMap<>();
    answered.stream()
        .sorted(Comparator.comparing(one -> one.call().at()))
        .forEach(
            one -> {
              Listing list = Listing.of(one.call());
              String name = one.call().header("User-Agent");
              Map<String, Instant> others = ends.computeIfAbsent(list, unused -> new HashMap<>());
              others.forEach(
                  (other, end) -> {
                    if (!other.equals(name) && end.isAfter(one.call().at())) {
                      overlaps.add(name + " asked for " + list + " while " + other + " did");
                    }
                  });
              others.merge(name, one.at(), (a, b) -> a.isAfter(b) ? a : b);
            });
    return overlaps;
  }
}
