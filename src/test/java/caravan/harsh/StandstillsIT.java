package caravan.harsh;

import static caravan.broker.KafkaRequest.ofType;

import caravan.broker.Broker;
import caravan.broker.KafkaProxy;
import caravan.product.Product;
import caravan.product.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica gets no processor for a while, at each step between the moment at which the group gives
 * it partitions and the one at which it remembers what it published: for a second, for longer than
 * its session, and for longer than the group lets a consumer be away. Then it goes on as if nothing
 * had been, while another one has long taken its place.
 */
@Tag("thorough")
class StandstillsIT {

  /** How long a request that is waited for stays on its way, so that it is still there. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(300);

  /** Kafka's default is five minutes. */
  private static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(12);

  private static final List<Duration> TIMES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(9), MAX_POLL_INTERVAL.plusSeconds(3));

  /** Where the replica stands still: while it waits for an answer, or when it has logged a line. */
  private enum Step {
    JOINING(ApiKeys.JOIN_GROUP, null),
    SYNCING(ApiKeys.SYNC_GROUP, null),
    ASSIGNED(null, "partitions owned="),
    FENCING(ApiKeys.INIT_PRODUCER_ID, null),
    FINDING_THE_END(ApiKeys.LIST_OFFSETS, null),
    LOADING(ApiKeys.FETCH, null),
    LOADED(null, "state is loaded"),
    POLLING(null, " verdict="),
    SENDING(ApiKeys.PRODUCE, null),
    NAMING_ITS_GENERATION(ApiKeys.TXN_OFFSET_COMMIT, null),
    COMMITTING(ApiKeys.END_TXN, null),
    BEATING(ApiKeys.HEARTBEAT, null);

    private final ApiKeys request;
    private final String line;

    Step(ApiKeys request, String line) {
      this.request = request;
      this.line = line;
    }
  }

  /** A step and how long the replica stands still there. */
  private record Harm(Step step, Duration time) {}

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("StandstillsIT", 35);

  @Test
  void replicasStandStillAtEveryStep() throws Exception {
    try (KafkaProxy one = new KafkaProxy();
        KafkaProxy two = new KafkaProxy();
        Broker broker = Broker.start(one, two);
        World world = new World(folder, run.seed(), broker)) {
      Deque<KafkaProxy> networks = new ArrayDeque<>(List.of(one, two));
      Deque<Product> replicas = new ArrayDeque<>();
      replicas.add(start(world, "anna", networks));
      run.begin(world);
      List<Harm> next = new ArrayList<>();
      for (int round = 0; run.goesOn(); round++) {
        if (next.isEmpty()) {
          next.addAll(all());
        }
        Harm harm = next.remove(0);
        // A new replica passes every step; the older one is there to take its place.
        KafkaProxy network = networks.peek();
        Product newest = stoppedAt(harm.step(), world, "replica-" + round, networks, network);
        Thread.sleep(harm.time().toMillis());
        newest.thaw();
        run.did(harm.step() + " " + harm.time().toSeconds() + " s");
        run.leave(1_000, 4_000);
        replicas.add(newest);
        Product oldest = replicas.remove();
        if (run.random().nextBoolean()) {
          oldest.kill();
        } else {
          oldest.stop();
        }
        world.awaitCompletePolls();
      }
      run.judge(world);
    } finally {
      run.end();
    }
  }

  /** The networks take turns, so that each replica that runs has one for itself. */
  private static Product start(World world, String name, Deque<KafkaProxy> networks) {
    KafkaProxy network = networks.remove();
    networks.add(network);
    return world.start(
        name,
        Map.of(
            "kafka.bootstrap.servers",
            network.bootstrapServers(),
            "kafka.max.poll.interval.ms",
            Long.toString(MAX_POLL_INTERVAL.toMillis())));
  }

  private static Product stoppedAt(
      Step step, World world, String name, Deque<KafkaProxy> networks, KafkaProxy network)
      throws Exception {
    if (step.request == null) {
      Product product = start(world, name, networks);
      product.awaitLine(World.SOON, line -> line.contains(step.line));
      product.freeze();
      return product;
    }
    try (KafkaProxy.Rule rule = network.on(ofType(step.request)).delay(ON_ITS_WAY)) {
      Product product = start(world, name, networks);
      world.await(Duration.ofMillis(5), () -> rule.hits() > 0);
      product.freeze();
      return product;
    }
  }

  private List<Harm> all() {
    List<Harm> all = new ArrayList<>();
    for (Step step : Step.values()) {
      for (Duration time : TIMES) {
        all.add(new Harm(step, time));
      }
    }
    Collections.shuffle(all, run.random());
    return all;
  }
}
