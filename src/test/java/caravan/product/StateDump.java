package caravan.product;

import caravan.broker.Topic;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps what a version of the product leaves in the state and checkpoint topics, so that later
 * versions can show that they read it. Run it with the version's artifact before each release:
 *
 * <pre>
 * java -cp target/test-classes:... -Dcaravan.product=path/to/quarkus-run.jar \
 *   caravan.product.StateDump json src/test/resources/state/0.1.0-json.jsonl
 * </pre>
 */
final class StateDump {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIVED = Duration.ofSeconds(20);

  private StateDump() {}

  public static void main(String[] formatAndFile) throws Exception {
    Path folder = Files.createTempDirectory("caravan-state-");
    try (World world = new World(folder, 1)) {
      Product product = world.start("dump", Map.of("caravan.format", formatAndFile[0]));
      product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
      product.runFor(LIVED);
      product.stop();
      List<String> lines = new ArrayList<>();
      last(world, "state").forEach(entry -> lines.add(line("state", entry)));
      last(world, "checkpoints").forEach(entry -> lines.add(line("checkpoints", entry)));
      Files.write(Path.of(formatAndFile[1]), lines);
    }
    // Threads of the broker may go on.
    System.exit(0);
  }

  /** The last record of each key, as compaction would leave it. */
  private static Collection<Topic.Entry> last(World world, String topic) {
    Map<String, Topic.Entry> last = new LinkedHashMap<>();
    Topic.read(world.broker().bootstrapServers(), world.prefix() + "." + topic + ".v1")
        .forEach(
            entry -> {
              last.remove(entry.key());
              last.put(entry.key(), entry);
            });
    return last.values();
  }

  private static String line(String topic, Topic.Entry entry) {
    ObjectNode line = JSON.createObjectNode().put("topic", topic).put("key", entry.key());
    line.put("partition", entry.partition());
    ObjectNode headers = line.putObject("headers");
    entry.headers().forEach(headers::put);
    if (!entry.tombstone()) {
      line.put("value", entry.bytes());
    }
    try {
      return JSON.writeValueAsString(line);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
