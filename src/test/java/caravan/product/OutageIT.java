package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The brokers go away in the middle of the work and come back. What must hold: the product says so,
 * stops asking vendors for what it could not publish, hoards nothing meanwhile, goes on by itself,
 * and what was on its way when the brokers went is there whole and once or not at all.
 *
 * <p>{@code -Dcaravan.outage.seconds=60} makes the outage longer.
 */
@Tag("longer")
class OutageIT {

  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("caravan.outage.seconds", 15));
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final long MEBIBYTES_FOR_WARMTH = 64;
  private static final String READY = "/observe/health/ready";

  @TempDir Path folder;

  @Test
  void workWaitsForTheBrokersAndGoesOn() throws Exception {
    try (World world = new World(folder, 3)) {
      // Given
      Product product = world.start("steady");
      world.awaitCompletePolls();
      product.runFor(Duration.ofSeconds(5));
      long before = product.residentMebibytes();

      // When
      world.broker().stop();
      Instant gone = Instant.now();
      world.await(Duration.ofMillis(100), () -> product.get(READY).startsWith("503 "));
      Duration noticed = Duration.between(gone, Instant.now());
      product.runFor(rest(gone));
      long asked = world.requests();
      product.runFor(QUIET);
      long askedInVain = world.requests() - asked;
      long during = product.residentMebibytes();
      world.broker().restart();
      Instant back = Instant.now();
      world.awaitCompletePolls();
      Duration resumed = Duration.between(back, Instant.now());
      String ready = product.get(READY);
      world.settle();
      long after = product.residentMebibytes();
      product.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "OutageIT: noticed after "
              + noticed.toMillis()
              + " ms, all read again "
              + resumed.toMillis()
              + " ms after the restart; RSS "
              + before
              + ", "
              + during
              + ", "
              + after
              + " MiB before, during, after; "
              + ledger);
      ledger.assertHolds(world.truth());
      assertEquals(0, askedInVain, "requests while nothing can be published");
      assertTrue(ready.startsWith("200 "), ready);
      assertTrue(after - before < MEBIBYTES_FOR_WARMTH, "RSS grew from " + before + " to " + after);
    }
  }

  /** The way back to the work that was under way is gone, too: nobody answers while it stops. */
  @Test
  @Tag("thorough")
  void stopWhileTheBrokersAreAwayEndsInTimeAndDoublesNothing() throws Exception {
    try (World world = new World(folder, 5);
        OpenTransactions transactions = new OpenTransactions(world)) {
      // Given
      Product product = world.start("stopped");
      world.awaitCompletePolls();
      world.await(Duration.ofMillis(1), transactions::any);

      // When
      world.broker().stop();
      Duration stopped = product.stop();
      world.broker().restart();
      Product next = world.start("next");
      world.settle();
      next.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println(
          "OutageIT: stopped within " + stopped.toMillis() + " ms without brokers; " + ledger);
      ledger.assertHolds(world.truth());
    }
  }

  private static Duration rest(Instant gone) {
    Duration rest = Duration.between(Instant.now(), gone.plus(OUTAGE).minus(QUIET));
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
