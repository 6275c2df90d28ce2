package caravan.harsh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.KafkaCluster;
import caravan.product.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disks of brokers are full, of one or of two of the three, and have room again. A write that
 * fails may have left half a batch; a broker without a disk ends itself. The product waits while
 * too few brokers are in sync, and must lose and double nothing.
 */
@Tag("thorough")
class FullDiskIT {

  private static final Duration SOON = Duration.ofSeconds(90);

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("FullDiskIT", 25);

  @Test
  void disksAreFullAndHaveRoomAgain() throws Exception {
    try (KafkaCluster cluster = KafkaCluster.start();
        World world = new World(folder, run.seed(), cluster)) {
      world.start("anna");
      world.start("boris");
      run.begin(world);
      int gone = 0;
      for (int round = 0; run.goesOn(); round++) {
        // Two of three at once keep everybody from writing.
        Set<Integer> full = new HashSet<>(Set.of(leader(cluster, world)));
        if (round % 2 == 1) {
          full.add(cluster.ids().stream().filter(id -> !full.contains(id)).findAny().orElseThrow());
        }
        full.forEach(cluster::fillDisk);
        run.did("full disks", full.size());
        run.leave(3_000, 9_000);
        full.removeAll(cluster.running());
        run.did("brokers that ended themselves", full.size());
        gone += full.size();
        cluster.ids().forEach(cluster::freeDisk);
        cluster.awaitInSync(SOON);
        run.leave(500, 3_000);
      }
      assertTrue(gone > 0, "no broker noticed that its disk was full");
      run.judge(world);
    } finally {
      run.end();
    }
  }

  private int leader(KafkaCluster cluster, World world) {
    return cluster.leader(
        world.topics().get(run.random().nextInt(3)), run.random().nextInt(world.partitions()));
  }
}
