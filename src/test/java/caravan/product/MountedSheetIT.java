package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.simulator.Answer;
import caravan.simulator.Sheet;
import caravan.simulator.Simulator;
import caravan.simulator.TargetsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A listing that the product does not ship, in a folder that is mounted beside the packaged routes:
 * polled, published, viewed, recorded and explained as any other. What its sheet drops is nowhere.
 */
@Tag("thorough")
class MountedSheetIT {

  private static final String API = "tencent-cache-tls";
  private static final String OPERATION = "DescribeCacheTls";
  private static final String TARGET = API + "/redis-instance-1";
  private static final String PLANTED = "planted5d1f0c27key";
  private static final String PREFIX = "mounted";
  private static final String KEY = "\"ServerKey\":\"" + PLANTED + "\"";
  private static final String GOOD =
      "{\"Response\":{\"Status\":\"ON\"," + KEY + ",\"RequestId\":\"r-1\"}}";
  private static final String BROKEN = "{\"Response\":{" + KEY + ",\"Status\":";

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(Product.credentials());
  private volatile boolean broken;

  private void mount(Broker broker, Simulator clouds) throws Exception {
    Path routes = Files.createDirectory(folder.resolve("routes"));
    String sheet =
        Files.readString(Path.of("routes/tencent-mysql-ssl.camel.yaml"))
            .replace("tencent-mysql-ssl", API)
            .replace("DescribeSSLStatus", OPERATION)
            .replace("service: cdb", "service: redis")
            .replace("subject: tls\n", "subject: tls\n          drop: ServerKey\n");
    Files.writeString(routes.resolve(API + ".camel.yaml"), sheet);
    Path examples = Files.createDirectory(folder.resolve("examples"));
    Files.writeString(examples.resolve("answer.json"), GOOD);
    clouds.clouds().serve(Sheet.read(routes.resolve(API + ".camel.yaml"), examples), Instant.now());
    Path targets =
        Files.writeString(
            folder.resolve("targets.yaml"),
            TargetsFile.text(
                clouds.clouds(),
                clouds.endpoint(),
                one -> one.api().id().equals(API) ? "1s\n    views: [ocsf, ecs]" : null));
    clouds.answerAlways(call -> broken, call -> Answer.of(200, BROKEN));
    environment.put("JAVA_TOOL_OPTIONS", World.QUICK_START);
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    settings.put("caravan.targets", "file:" + targets);
    settings.put(
        "caravan.routes",
        "classpath:routes/*.yaml,classpath:routes/shared/*.yaml,file:" + routes + "/*.yaml");
  }

  private static List<Topic.Entry> read(Broker broker, String topic) {
    return Topic.read(broker.bootstrapServers(), PREFIX + "." + topic + ".v1");
  }

  private static void awaitSome(Broker broker, String topic, String text) {
    await()
        .atMost(World.SOON)
        .until(
            () ->
                read(broker, topic).stream()
                    .anyMatch(one -> one.value() != null && one.value().contains(text)));
  }

  @Test
  void sheetOfAnOperatorIsAsGoodAsAnyOther() throws Exception {
    try (Broker broker = Broker.start();
        Simulator clouds = Simulator.start()) {
      // Given
      mount(broker, clouds);

      // When
      List<String> log;
      try (Product product = Product.start(Broker.freePort(), settings, environment)) {
        awaitSome(broker, "events", "endpoint.tls_observed");
        awaitSome(broker, "ocsf", "\"class_uid\":5023");
        awaitSome(broker, "ecs", OPERATION);
        broken = true;
        awaitSome(broker, "dlq", OPERATION);
        broken = false;
        product.stop();
        log = product.log();
      }
      Path file = folder.resolve("poll.json");
      Run recorded =
          Run.of(folder, settings, environment, "record", TARGET, "--to", file.toString());
      Run explained = Run.of(folder, settings, environment, "explain", TARGET);

      // Then
      assertEquals(0, recorded.exitCode(), recorded::toString);
      assertEquals(0, explained.exitCode(), explained::toString);
      assertTrue(explained.out().contains("TC3-HMAC-SHA256"), explained::toString);
      assertTrue(Files.readString(file).contains(OPERATION));
      assertFalse(Files.readString(file).contains(PLANTED));
      for (String topic : List.of("events", "state", "checkpoints", "dlq", "ocsf", "ecs")) {
        assertTrue(
            read(broker, topic).stream()
                .allMatch(one -> one.value() == null || !one.value().contains(PLANTED)),
            topic);
      }
      assertTrue(log.stream().noneMatch(line -> line.contains(PLANTED)));
    }
  }
}
