package caravan.product;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A former version works, then this one, then the former again, as after an upgrade that is taken
 * back, and this one at last. What must hold is what holds for one version: nothing is missing,
 * invented or told twice.
 *
 * <p>{@code -Dformer.product=path/to/quarkus-run.jar} names the artifact of the former version;
 * without it there is nothing to test.
 */
@Tag("longer")
@EnabledIfSystemProperty(named = UpgradeIT.FORMER, matches = ".+")
class UpgradeIT {

  static final String FORMER = "former.product";

  private static final String PRODUCT = "caravan.product";
  private static final Duration LIVED = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void versionsTakeTurnsAndTheLedgerHolds() throws Exception {
    String current = System.getProperty(PRODUCT);
    String former = System.getProperty(FORMER);
    try (World world = new World(folder, 7)) {
      // When
      for (String version : List.of(former, current, former, current)) {
        System.setProperty(PRODUCT, version);
        Product product = world.start("turn", Map.of("caravan.ownership.session-timeout", "6s"));
        world.awaitCompletePolls();
        product.runFor(LIVED);
        if (version.equals(current)) {
          product.stop();
        } else {
          product.kill();
        }
      }
      System.setProperty(PRODUCT, current);
      Product last = world.start("last", Map.of("caravan.ownership.session-timeout", "6s"));
      world.settle();
      last.stop();

      // Then
      Ledger ledger = world.ledger();
      System.out.println("UpgradeIT: " + ledger);
      ledger.assertHolds(world.truth());
    } finally {
      System.setProperty(PRODUCT, current);
    }
  }
}
