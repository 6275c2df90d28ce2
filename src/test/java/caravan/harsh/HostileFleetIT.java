package caravan.harsh;

import caravan.product.HostileLoad;
import caravan.simulator.HostileEndpoints.Harm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forty-eight vendors who answer anything to each request: bombs, pages without end, rows that
 * nobody can use, successes that are none, drips. Fourteen healthy lists beside them keep every
 * slot, in a heap of the size that the cluster's files give.
 *
 * <p>{@code -Dharsh.seconds=1200} makes it longer, {@code -Dharsh.seed=...} repeats what an earlier
 * run chose.
 */
@Tag("thorough")
class HostileFleetIT {

  private static final int SECONDS = 30;
  private static final Duration STEP = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void healthyListsKeepEverySlotBesideAHostileFleet() throws Exception {
    long seed = Long.getLong("harsh.seed", System.nanoTime());
    int seconds = Integer.getInteger("harsh.seconds", SECONDS);
    System.out.println("HostileFleetIT: seed " + seed + ", seconds " + seconds);
    try (HostileLoad load = new HostileLoad(folder, seed)) {
      // Given
      load.start();
      load.awaitEverythingComplete();
      Instant from = Instant.now();

      // When
      load.endpoints().answerAtRandom(new Random(seed));
      for (Instant end = from.plusSeconds(seconds); Instant.now().isBefore(end); ) {
        load.runFor(STEP);
        load.assertBlindnessShows();
      }
      Instant to = Instant.now();
      load.endpoints().answer(Harm.NONE);
      load.awaitEverythingComplete();

      // Then
      System.out.println("HostileFleetIT: seed " + seed + ", " + load.judge(from, to));
    }
  }
}
