package caravan.harsh;

import static caravan.broker.KafkaRequest.byClient;
import static caravan.broker.KafkaRequest.ofType;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.Kafka;
import caravan.broker.KafkaProxy;
import caravan.broker.KafkaRequest;
import caravan.product.Product;
import caravan.product.World;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests of the producers, or the answers to them, are lost again and again: those that take a
 * producer's id, name partitions of a transaction, carry records and end a transaction. The brokers
 * have then done what the product does not know of, or not done what it waits for.
 */
@Tag("thorough")
class LostAnswersIT {

  private static final int LATEST_MS = 12_000;
  private static final int EACH_ROUND = 4;
  private static final int ROUNDS_KEPT = 2;

  private static final List<ApiKeys> TYPES =
      List.of(
          ApiKeys.END_TXN,
          ApiKeys.PRODUCE,
          ApiKeys.INIT_PRODUCER_ID,
          ApiKeys.ADD_PARTITIONS_TO_TXN);

  /** How a request or its answer is lost. */
  private enum Loss {
    REQUEST,
    ANSWER,
    RESET,
    RESET_AFTERWARDS,
    LATE
  }

  /** One kind of harm. */
  private record Harm(ApiKeys type, Loss loss) {}

  /** Harm that is being done. */
  private record Begun(Harm harm, KafkaProxy.Rule rule) {

    /** Ends it and gives how often it was done. */
    long end(HarshRun run) {
      rule.lift();
      run.did(harm.type() + " " + harm.loss(), rule.hits());
      return rule.hits();
    }
  }

  @TempDir Path folder;

  /** Since Kafka 4.0 producers need not name the partitions of a transaction. */
  @Test
  void answersAreLost() throws Exception {
    HarshRun run = new HarshRun("LostAnswersIT", 15);
    try (KafkaProxy proxy = new KafkaProxy();
        Broker broker = Broker.start(proxy)) {
      loseThem(run, proxy, broker);
    } finally {
      run.end();
    }
  }

  /** Until then each transaction began with a request that names them. */
  @Test
  void answersOfOlderBrokersAreLost() throws Exception {
    HarshRun run = new HarshRun("LostAnswersIT, older transactions", 15);
    try (KafkaProxy proxy = new KafkaProxy();
        Broker broker = Broker.withOlderTransactions(proxy)) {
      loseThem(run, proxy, broker);
    } finally {
      run.end();
    }
  }

  private void loseThem(HarshRun run, KafkaProxy proxy, Kafka kafka) throws Exception {
    try (World world = new World(folder, run.seed(), kafka)) {
      Map<String, String> settings = Map.of("kafka.bootstrap.servers", proxy.bootstrapServers());
      Deque<Product> replicas = new ArrayDeque<>();
      replicas.add(world.start("anna", settings));
      replicas.add(world.start("boris", settings));
      run.begin(world);
      List<Harm> next = new ArrayList<>();
      Deque<Begun> begun = new ArrayDeque<>();
      long hits = 0;
      for (int round = 0; run.goesOn(); round++) {
        if (next.isEmpty()) {
          next.addAll(all(run));
        }
        for (int i = 0; i < EACH_ROUND; i++) {
          Harm harm = next.remove(0);
          begun.add(new Begun(harm, begin(run, proxy, world, harm)));
        }
        // Whoever takes over asks for producer ids, after a kill only when the session is over.
        switch (round % 4) {
          case 1 -> {
            replicas.remove().stop();
            run.did("replicas stopped");
          }
          case 3 -> {
            replicas.remove().kill();
            run.did("replicas killed");
          }
          default -> {
            // Both go on.
          }
        }
        if (replicas.size() == 1) {
          replicas.add(world.start("replica-" + round, settings));
        }
        run.leave(3_000, 6_000);
        while (begun.size() > ROUNDS_KEPT * EACH_ROUND) {
          hits += begun.remove().end(run);
        }
      }
      hits += begun.stream().mapToLong(one -> one.end(run)).sum();
      assertTrue(hits > 0, "nothing was lost");
      run.judge(world);
    }
  }

  private static List<Harm> all(HarshRun run) {
    List<Harm> all = new ArrayList<>();
    for (ApiKeys type : TYPES) {
      for (Loss loss : Loss.values()) {
        all.add(new Harm(type, loss));
      }
    }
    Collections.shuffle(all, run.random());
    return all;
  }

  private static KafkaProxy.Rule begin(HarshRun run, KafkaProxy proxy, World world, Harm harm) {
    int third = run.random().nextInt(3);
    // Names of producers end with their partition: a third of them each.
    Predicate<KafkaRequest> which =
        ofType(harm.type())
            .and(byClient(world.prefix() + "-\\d+"))
            .and(request -> Integer.parseInt(request.clientId().split("-")[1]) % 3 == third);
    KafkaProxy.Choice choice = proxy.on(which).times(1 + run.random().nextInt(4));
    return switch (harm.loss()) {
      case REQUEST -> choice.loseRequests();
      case ANSWER -> choice.loseAnswers();
      case RESET -> choice.reset();
      case RESET_AFTERWARDS -> choice.resetAnswers();
      case LATE -> choice.delay(run.between(500, LATEST_MS));
    };
  }
}
