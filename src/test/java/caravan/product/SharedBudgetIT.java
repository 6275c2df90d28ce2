package caravan.product;

import static caravan.broker.KafkaRequest.byClient;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import caravan.simulator.Answered;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accounts with a smaller budget than their lists need, so that all of it is used, while replicas
 * come, go, stand still and lose their coordinator. All of them together must stay within it.
 */
@Tag("thorough")
class SharedBudgetIT {

  private static final double SHARE = 0.2;
  private static final int UNPUBLISHED = 2;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration STANDSTILL = Duration.ofSeconds(10);
  private static final int REPLICAS = 3;

  @TempDir Path folder;

  @Test
  void replicasThatMoveStayWithinTheBudget() throws Exception {
    try (KafkaProxy network = new KafkaProxy();
        Broker broker = Broker.start(network);
        World world = new World(folder, 12, broker)) {
      Map<String, String> settings =
          Map.of(
              "caravan.quota.share",
              Double.toString(SHARE),
              "caravan.quota.unpublished",
              Integer.toString(UNPUBLISHED),
              "kafka.bootstrap.servers",
              network.bootstrapServers());
      Map<String, String> direct =
          Map.of(
              "caravan.quota.share",
              Double.toString(SHARE),
              "caravan.quota.unpublished",
              Integer.toString(UNPUBLISHED));

      // When: one comes, another stops, is killed, stands still, cannot reach its coordinator
      Product anna = world.start("anna", settings);
      awaitShares(world, 1);
      Product boris = world.start("boris", direct);
      awaitShares(world, 2);
      Product clara = world.start("clara", direct);
      awaitShares(world, REPLICAS);
      clara.stop();
      awaitShares(world, 2);
      Product dora = world.start("dora", direct);
      awaitShares(world, REPLICAS);
      dora.kill();
      awaitShares(world, 2);
      boris.freeze();
      awaitShares(world, 1);
      boris.thaw();
      awaitShares(world, 2);
      try (KafkaProxy.Rule silence = network.on(byClient("caravan-member")).hold()) {
        awaitShares(world, 1);
        boris.runFor(STANDSTILL);
        assertTrue(silence.hits() > 0);
      }
      awaitShares(world, 2);
      anna.stop();
      boris.stop();

      // Then
      Map<String, List<Instant>> times =
          world.answered().stream()
              .map(Answered::call)
              .collect(
                  Collectors.groupingBy(
                      call -> call.api(),
                      Collectors.mapping(call -> call.at(), Collectors.toList())));
      List<String> wrong = new ArrayList<>();
      times.forEach(
          (api, all) -> {
            double allowed = budget(api) * WINDOW.toSeconds() + REPLICAS;
            int most = most(all.stream().sorted().toList());
            System.out.println("SharedBudgetIT: " + api + " " + most + " of " + allowed);
            if (most > allowed) {
              wrong.add(api + " got " + most + " requests in " + WINDOW + " of " + allowed);
            }
          });
      assertEquals(List.of(), wrong);
    }
  }

  /** A quarter of the documented budget, which is 0.8 of the limit. */
  private static double budget(String api) {
    return Product.documentedBudget(api).stream()
        .map(usual -> usual * SHARE / 0.8)
        .findFirst()
        .orElse(UNPUBLISHED);
  }

  /** Most requests in any window; each second of it has at most the budget, rounded up. */
  private static int most(List<Instant> times) {
    Deque<Instant> window = new ArrayDeque<>();
    int most = 0;
    for (Instant time : times) {
      window.add(time);
      while (Duration.between(window.peek(), time).compareTo(WINDOW) >= 0) {
        window.remove();
      }
      most = Math.max(most, window.size());
    }
    return most;
  }

  private static void awaitShares(World world, int members) {
    world.await(
        Duration.ofMillis(300),
        () -> {
          List<Integer> shares = world.shares();
          return shares.size() == members && shares.get(0) == world.partitions() / members;
        });
  }
}
