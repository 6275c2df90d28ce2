package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Topic;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes with different targets share a prefix, and so a group: somebody tries Caravan on a
 * laptop against the production's Kafka, or a change has not reached all replicas. What the targets
 * of one do not name is missing there for far longer than the grace. Nothing of it may end.
 */
@Tag("thorough")
class InstallationsIT {

  private static final Predicate<String> ACCOUNTS = Simulator.CTYUN_ACCOUNTS::equals;
  private static final String MISSING = "caravan_scopes_missing ";
  private static final String KEPT = "caravan_scopes_kept ";

  @TempDir Path folder;

  private Map<String, String> settings(World world, String file, Predicate<String> apis)
      throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("caravan.targets", "file:" + write(world, file, apis));
    settings.put("caravan.installation", "production");
    settings.put("caravan.retire-after", "1s");
    settings.put("caravan.watch-interval", "300ms");
    return settings;
  }

  private Path write(World world, String file, Predicate<String> apis) throws IOException {
    return Files.writeString(
        folder.resolve(file), Product.targets(world.clouds().endpoint(), "1s", apis));
  }

  private static List<String> retired(World world) {
    return Topic.settled(world.kafka().bootstrapServers(), world.eventsTopic()).stream()
        .filter(event -> event.value().contains("scope_retired"))
        .map(Topic.Entry::key)
        .toList();
  }

  private static double metric(Product product, String name) {
    return product
        .get("/observe/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(-1);
  }

  /** At first with the same id, so that only their targets tell them apart. */
  @Test
  void laptopEndsNothingOfTheProduction() throws Exception {
    try (World world = new World(folder, 9)) {
      // Given
      Product production = world.start("production", settings(world, "all.yaml", api -> true));
      world.awaitCompletePolls();

      // When: beside it, after it was killed, and with an id of its own
      Product laptop = world.start("laptop", settings(world, "few.yaml", ACCOUNTS));
      laptop.awaitLine(World.SOON, line -> line.contains("members of the group show"));
      production.kill();
      laptop.awaitLine(World.SOON, line -> line.contains("too many to end unasked"));
      // It has taken over partition by partition, and what is missing is kept after a second.
      int all = world.lists().size();
      long named = world.lists().stream().filter(one -> ACCOUNTS.test(one.api())).count();
      world.await(Duration.ofMillis(300), () -> metric(laptop, KEPT) == all - named);
      double missing = metric(laptop, MISSING);
      String ready = laptop.get("/observe/health/ready");
      laptop.stop();
      Map<String, String> own = settings(world, "few.yaml", ACCOUNTS);
      own.put("caravan.installation", "laptop");
      Product other = world.start("laptop", own);
      other.awaitLine(World.SOON, line -> line.contains("another installation wrote"));
      other.stop();

      // Then
      assertEquals(all - named, (long) missing);
      assertTrue(ready.contains("caravan.retire-confirm="), ready);
      assertEquals(List.of(), retired(world));
      Product again = world.start("production", settings(world, "all.yaml", api -> true));
      world.settle();
      again.stop();
      world.ledger().assertHolds(world.truth());
    }
  }

  @Test
  void changeThatHasNotReachedAllReplicasEndsNothing() throws Exception {
    Predicate<String> fewer = api -> !api.equals(Simulator.ALIBABA_ONLINE_CLIENTS);
    try (World world = new World(folder, 10)) {
      // Given
      Map<String, String> settings = settings(world, "targets.yaml", api -> true);
      Product quick = world.start("quick", settings);
      world.awaitCompletePolls();
      settings.put("caravan.watch-interval", "20s");
      Product slow = world.start("slow", settings);
      world.await(Duration.ofMillis(300), () -> world.shares().equals(List.of(6, 6)));

      // When
      write(world, "targets.yaml", fewer);
      quick.awaitLine(World.SOON, line -> line.contains("members of the group show"));
      List<String> early = retired(world);

      // Then
      world.await(Duration.ofMillis(300), () -> ended(quick, slow) == 6);
      assertEquals(List.of(), early);
      slow.stop();
      quick.stop();
    }
  }

  /** How many scopes these have ended, those in which nothing was open included. */
  private static long ended(Product... replicas) {
    return Stream.of(replicas)
        .flatMap(one -> one.log().stream())
        .filter(line -> line.contains("[Reports] retired "))
        .count();
  }

  @Test
  void manyScopesEndOnceThatIsConfirmed() throws Exception {
    try (World world = new World(folder, 11)) {
      // Given
      Product before = world.start("before", settings(world, "before.yaml", api -> true));
      world.awaitCompletePolls();
      before.stop();

      // When
      Map<String, String> few = settings(world, "after.yaml", ACCOUNTS);
      Product asking = world.start("asking", few);
      String line =
          asking.awaitLine(World.SOON, one -> one.contains("set caravan.retire-confirm="));
      asking.stop();
      assertEquals(List.of(), retired(world));
      few.put("caravan.retire-confirm", line.replaceAll(".*retire-confirm=(\\w+).*", "$1"));
      Product confirmed = world.start("confirmed", few);

      // Then
      int all = world.lists().size();
      long stay = world.lists().stream().filter(one -> ACCOUNTS.test(one.api())).count();
      world.await(Duration.ofMillis(300), () -> ended(confirmed) == all - stay);
      confirmed.stop();
      assertEquals(all - stay, ended(confirmed));
    }
  }
}
