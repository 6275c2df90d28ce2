package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.simulator.HostileEndpoints.Harm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forty-eight vendors answer at once what fills a memory, to a replica of the size that the
 * cluster's files give it, beside fourteen healthy lists.
 *
 * <p>What must hold: the replica lives, the healthy lists keep every slot, and when the vendors
 * answer as they should everything is read again.
 */
@Tag("thorough")
class MemoryIT {

  /** What a process ends with that ran out of memory. */
  private static final int OUT_OF_MEMORY = 3;

  /** Two thirds of what all vendors list at once. */
  private static final int LONG_ROWS = 20 * HostileLoad.ENDPOINTS;

  private static final Duration LOOK = Duration.ofMillis(200);

  private static final List<Harm> HARMS =
      List.of(Harm.BOMB, Harm.MANY_ROWS, Harm.TREES, Harm.ROW_OF_TREES, Harm.REJECTS, Harm.LARGEST);

  @TempDir Path folder;

  @Test
  void answersOfAnySizeAreSurvived() throws Exception {
    try (HostileLoad load = new HostileLoad(folder, 1)) {
      // Given
      load.start();
      load.awaitEverythingComplete();
      Instant from = Instant.now();

      // When
      for (Harm harm : HARMS) {
        load.endpoints().answer(harm);
        load.awaitAnswers(harm);
      }
      Instant to = Instant.now();
      load.endpoints().answer(Harm.NONE);
      load.awaitEverythingComplete();

      // Then
      Map<String, Long> codes = load.codes();
      System.out.println("MemoryIT: " + load.judge(from, to));
      assertTrue(codes.containsKey("failed vendor_error page_too_large"), codes::toString);
    }
  }

  /** Thousands of records of 50 KB, nearly all superseded, are read from all partitions at once. */
  @Test
  void largeRecordsAreLoadedInAHeapThatDoesNotHoldThem() throws Exception {
    try (HostileLoad load = new HostileLoad(folder, 3)) {
      // Given
      Product first = load.start(Map.of());
      load.awaitEverythingComplete();
      for (int i = 0; i < 3; i++) {
        load.endpoints().answer(Harm.SOME_LONG_ROWS);
        load.world().await(LOOK, () -> first.subjects() > LONG_ROWS);
        load.endpoints().answer(Harm.NONE);
        load.world().await(LOOK, () -> first.subjects() < LONG_ROWS / 3);
      }
      first.stop();

      // When
      Product small = load.start(Map.of("-Xmx", "110m"));
      load.awaitEverythingComplete();
      load.world().settle();
      small.stop();

      // Then
      load.ledger().assertHolds(load.world().truth());
    }
  }

  /** A replica that is allowed more than its heap ends at once, and another one goes on. */
  @Test
  void memoryThatRunsOutEndsTheProcess() throws Exception {
    try (HostileLoad load = new HostileLoad(folder, 2)) {
      // Given
      Product small =
          load.start(
              Map.of(
                  "-Xmx", "72m",
                  "caravan.poll.max-memory", "1000000000",
                  "caravan.http.max-page-bytes", "67108864"));
      load.awaitEverythingComplete();

      // When
      load.endpoints().answer(Harm.BOMB);
      int code = small.awaitEnd(World.SOON);
      Product usual = load.start(Map.of());
      load.awaitHealthy();
      load.endpoints().answer(Harm.NONE);
      load.awaitEverythingComplete();
      load.world().settle();
      usual.stop();

      // Then
      assertEquals(OUT_OF_MEMORY, code);
      load.ledger().assertHolds(load.world().truth());
    }
  }
}
