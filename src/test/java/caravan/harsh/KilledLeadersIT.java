package caravan.harsh;

import caravan.broker.KafkaCluster;
import caravan.product.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, three replicas of each topic, two in sync to write. Leaders are killed under load,
 * some with a second broker right after, leaders move back to where they belong, and all brokers
 * are restarted one after the other. The product has to wait at times, and must lose nothing by it.
 */
@Tag("thorough")
class KilledLeadersIT {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("KilledLeadersIT", 25);

  @Test
  void leadersAreKilled() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start();
        World world = new World(folder, run.seed(), cluster)) {
      world.start("anna");
      world.start("boris");
      run.begin(world);
      List<Harm> next = new ArrayList<>(List.of(Harm.values()));
      while (run.goesOn()) {
        if (next.isEmpty()) {
          next.addAll(List.of(Harm.values()));
          Collections.shuffle(next, run.random());
        }
        Harm harm = next.remove(0);
        harm(harm, cluster, world);
        run.did(harm.name());
      }
      run.judge(world);
    } finally {
      run.end();
    }
  }

  /** What is done to the brokers. */
  private enum Harm {
    TWO_KILLED,
    LEADER_KILLED,
    ROLLING_RESTART
  }

  private void harm(Harm harm, KafkaCluster cluster, World world) throws Exception {
    switch (harm) {
      case LEADER_KILLED -> {
        cluster.kill(someLeader(cluster, world));
        run.leave(1_000, 8_000);
      }
      case TWO_KILLED -> {
        int first = someLeader(cluster, world);
        cluster.kill(first);
        run.leave(0, 3_000);
        cluster.kill(cluster.running().iterator().next());
        run.leave(1_000, 6_000);
      }
      default -> {
        for (int id : cluster.ids()) {
          cluster.stop(id);
          run.leave(0, 1_000);
          cluster.restart(id);
          cluster.awaitInSync(SOON);
        }
      }
    }
    cluster.ids().forEach(cluster::restart);
    cluster.awaitInSync(SOON);
    if (run.random().nextBoolean()) {
      cluster.electPreferredLeaders();
      run.did("PREFERRED_LEADERS");
    }
    run.leave(500, 3_000);
  }

  private int someLeader(KafkaCluster cluster, World world) {
    return cluster.leader(
        world.topics().get(run.random().nextInt(3)), run.random().nextInt(world.partitions()));
  }
}
