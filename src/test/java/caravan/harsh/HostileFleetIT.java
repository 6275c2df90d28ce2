package caravan.harsh;

import caravan.product.HostileLoad;
import caravan.simulator.HostileEndpoints.Harm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
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
  private static final Duration LONGER_THAN_A_SESSION = Duration.ofSeconds(14);

  @TempDir Path folder;

  private final long seed = Long.getLong("harsh.seed", System.nanoTime());
  private final int seconds = Integer.getInteger("harsh.seconds", SECONDS);

  @BeforeEach
  void begin() {
    System.out.println("HostileFleetIT: seed " + seed + ", seconds " + seconds);
  }

  @Test
  void healthyListsKeepEverySlotBesideAHostileFleet() throws Exception {
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

  /** All partitions are taken from the replica, and given back while large answers are in work. */
  @Test
  void replicaStandsStillBesideAHostileFleet() throws Exception {
    try (HostileLoad load = new HostileLoad(folder, seed)) {
      // Given
      load.start();
      load.awaitEverythingComplete();

      // When
      load.endpoints().answerAtRandom(new Random(seed));
      Instant end = Instant.now().plusSeconds(seconds);
      while (Instant.now().isBefore(end)) {
        load.runFor(STEP);
        load.standStill(LONGER_THAN_A_SESSION);
      }
      load.endpoints().answer(Harm.NONE);
      load.awaitEverythingComplete();

      // Then
      System.out.println("HostileFleetIT: stood still, seed " + seed + ", " + load.judge());
    }
  }
}
