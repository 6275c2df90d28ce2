package caravan.routes;

import caravan.broker.Broker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Points the application at an empty folder that a test puts targets into, and looks often. */
public final class TargetsFolder implements QuarkusTestResourceLifecycleManager {

  private Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("targets");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String management = Integer.toString(Broker.freePort());
    return Map.of(
        "caravan.targets",
        "file:" + folder,
        "caravan.watch-interval",
        "200ms",
        "caravan.tick-interval",
        "100ms",
        "caravan.retire-after",
        "2s",
        "quarkus.management.port",
        management,
        "quarkus.management.test-port",
        management);
  }

  @Override
  public void stop() {
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
