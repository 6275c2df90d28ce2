package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.simulator.Answer;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged product against a real broker and the simulated clouds, which verify every
 * signature.
 */
class ProductIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String READY = "/observe/health/ready";

  private static Broker broker;
  private static int topics;

  /** Requests a second where the vendor documents no limit; nothing here sets another. */
  private static final double USUAL = 10;

  @TempDir Path folder;
  private Simulator clouds;
  private String prefix;
  private int port;

  @BeforeAll
  static void startBroker() {
    broker = Broker.start();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void startClouds() {
    clouds = Simulator.start();
    prefix = "it" + ++topics;
    port = Broker.freePort();
  }

  @AfterEach
  void stopClouds() {
    clouds.assertWithin(api -> Product.documentedBudget(api).orElse(USUAL), 1);
    clouds.close();
  }

  private Product start(String bootstrap, Map<String, String> more) throws IOException {
    return start(bootstrap, Product.targets(clouds.endpoint(), "2s"), more);
  }

  private Product start(String bootstrap, String targets, Map<String, String> more)
      throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", bootstrap);
    settings.put("caravan.topics.prefix", prefix);
    settings.put(
        "caravan.targets", "file:" + Files.writeString(folder.resolve("targets.yaml"), targets));
    settings.putAll(more);
    return Product.start(port, settings, Product.credentials());
  }

  private List<JsonNode> markers() {
    return Topic.read(broker.bootstrapServers(), prefix + ".events.v1").stream()
        .map(ProductIT::json)
        .filter(event -> event.has("report"))
        .toList();
  }

  private static JsonNode json(Topic.Entry entry) {
    try {
      return JSON.readTree(entry.value());
    } catch (IOException e) {
      throw new AssertionError(entry.value(), e);
    }
  }

  @Test
  void everyApiIsPolledCompletely() throws Exception {
    String targets = Product.allTargets(clouds.endpoint(), "2s");
    long polled = targets.lines().filter(line -> line.startsWith("  - api: ")).count();
    try (Product product = start(broker.bootstrapServers(), targets, Map.of())) {
      // When
      await()
          .atMost(World.SOON)
          .until(() -> apis(markers(), "complete").size() == polled && markers().size() >= 60);

      // Then
      assertTrue(
          markers().stream()
              .allMatch(one -> one.at("/report/status").textValue().equals("complete")));
      assertTrue(product.get(READY).startsWith("200 "));
      assertTrue(product.get("/observe/health/live").startsWith("200 "));
      String metrics = product.get("/observe/metrics");
      for (String name :
          List.of(
              "caravan_polls_total",
              "caravan_rows_total",
              "caravan_pages_total",
              "caravan_poll_duration_seconds",
              "caravan_since_complete_seconds",
              "caravan_requests_total",
              "caravan_request_latency_seconds")) {
        assertTrue(metrics.contains(name), name);
      }
      assertNoSecrets(String.join("\n", product.log()) + metrics);
      assertTrue(product.stop().toSeconds() < 20);
      assertPollsAreWhole();
    }
  }

  @Tag("thorough")
  @Test
  void metricsAreSumsOfAccounts() throws Exception {
    Map<String, String> sums = Map.of("caravan.metrics.by", "account");
    try (Product product = start(broker.bootstrapServers(), sums)) {
      // When
      await().atMost(World.SOON).until(() -> apis(markers(), "complete").size() == 5);
      product.awaitLine(
          World.SOON, line -> line.contains("scope=huawei") && line.contains("events="));
      String metrics = product.get("/observe/metrics");

      // Then
      assertFalse(metrics.contains("scope=\""), metrics);
      for (String name :
          List.of(
              "caravan_polls_total",
              "caravan_rows_total",
              "caravan_since_complete_seconds",
              "caravan_scopes_owned",
              "caravan_scopes_incomplete")) {
        assertTrue(
            metrics
                .lines()
                .anyMatch(
                    line ->
                        line.startsWith(name + "{account=\"") && line.contains("vendor=\"huawei")),
            name);
      }
    }
  }

  /** Every event is valid, and every poll there is ends with a marker that counts its events. */
  private void assertPollsAreWhole() {
    Map<String, List<JsonNode>> polls =
        Topic.read(broker.bootstrapServers(), prefix + ".events.v1").stream()
            .map(ProductIT::json)
            .peek(event -> assertEquals(Set.of(), EventSchema.problems(event)))
            .collect(Collectors.groupingBy(event -> event.at("/snapshot/poll_id").textValue()));
    polls.forEach(
        (id, events) -> {
          JsonNode last = events.get(events.size() - 1);
          assertEquals(events.size(), last.at("/report/events").intValue(), id);
          for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).at("/snapshot/sequence").intValue(), id);
          }
        });
  }

  /** The broker goes away and comes back: polling waits and resumes by itself. */
  @Test
  @Tag("thorough")
  void brokerIsAwayForAWhile() throws Exception {
    try (Broker own = Broker.start();
        Product product = start(own.bootstrapServers(), Map.of())) {
      product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
      own.stop();
      product.awaitLine(World.SOON, line -> line.contains("Kafka is not ready"));
      assertTrue(product.get(READY).startsWith("503 "));
      own.restart();
      await()
          .atMost(World.SOON)
          .until(
              () ->
                  product.log().stream().filter(one -> one.contains("Kafka is ready")).count()
                      == 2);
      int before = product.log().size();
      await()
          .atMost(World.SOON)
          .until(
              () ->
                  product.log().stream()
                      .skip(before)
                      .anyMatch(line -> line.contains("verdict=complete")));
      // A poll can be over while the group still settles, and then nobody owns the rest.
      await().atMost(World.SOON).until(() -> product.get(READY).startsWith("200 "));
    }
  }

  private static Set<String> apis(List<JsonNode> markers, String status) {
    return markers.stream()
        .filter(one -> one.at("/report/status").textValue().equals(status))
        .map(one -> Listing.of(one.at("/snapshot/scope").textValue()).api())
        .collect(Collectors.toSet());
  }

  private void assertNoSecrets(String emitted) {
    String topics =
        Stream.of("events", "dlq", "checkpoints")
            .flatMap(
                one -> Topic.read(broker.bootstrapServers(), prefix + "." + one + ".v1").stream())
            .map(entry -> entry.headers() + entry.value())
            .collect(Collectors.joining());
    for (String secret : Product.secrets()) {
      assertFalse(emitted.contains(secret), "a secret was logged or measured");
      assertFalse(topics.contains(secret), "a secret was published");
    }
  }

  /** The service starts before its broker: it waits, says why, and begins when the broker comes. */
  @Tag("thorough")
  @Test
  void kafkaIsAbsentAtStart() throws Exception {
    int kafkaPort = Broker.freePort();
    try (Product product = start("127.0.0.1:" + kafkaPort, Map.of())) {
      product.awaitLine(
          World.SOON, line -> line.contains("no Kafka broker answers at 127.0.0.1:" + kafkaPort));
      // The brokers are asked before the port is open.
      product.awaitLine(World.SOON, line -> line.contains("started in"));
      assertTrue(product.get(READY).startsWith("503 "));
      assertTrue(product.get(READY).contains("no Kafka broker answers"));
      assertEquals(0, clouds.calls().size());
      try (Broker late = Broker.start(kafkaPort)) {
        product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
        assertTrue(product.get(READY).startsWith("200 "));
        assertEquals(kafkaPort, late.port());
        assertEquals(
            1, product.log().stream().filter(line -> line.contains("Kafka is not ready")).count());
        product.stop();
      }
    }
  }

  /**
   * A mistake in the targets keeps the service waiting, not ending; the corrected file is taken.
   */
  @Test
  void targetsAreCorrectedWhileTheServiceWaits() throws Exception {
    String right = Product.targets(clouds.endpoint(), "2s");
    try (Product product =
        start(broker.bootstrapServers(), right.replace("every: 2s", "every: soon"), Map.of())) {
      product.awaitLine(World.SOON, line -> line.contains("\"soon\""));
      await().atMost(World.SOON).until(() -> product.get(READY).contains("every"));
      assertTrue(product.get(READY).startsWith("503 "));
      Files.writeString(folder.resolve("targets.yaml"), right);
      product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
    }
  }

  /** What was open in a scope that no target names any more ends, once; the others go on. */
  @Tag("thorough")
  @Test
  void targetThatIsTakenOutEndsItsSubjects() throws Exception {
    // Given
    String vpn = Simulator.HUAWEI_CONNECTIONS;
    String accounts = Simulator.CTYUN_ACCOUNTS;
    String both =
        Product.targets(clouds.endpoint(), "2s", api -> Set.of(vpn, accounts).contains(api));
    try (Product product = start(broker.bootstrapServers(), both, Map.of())) {
      await().atMost(World.SOON).until(() -> apis(markers(), "complete").size() == 2);
      product.stop();
    }
    Set<String> before = open("state");
    assertTrue(before.stream().anyMatch(ProductIT::isOfHuawei));

    // When
    String one = Product.targets(clouds.endpoint(), "2s", accounts::equals);
    Map<String, String> soon = Map.of("caravan.retire-after", "2s");
    try (Product product = start(broker.bootstrapServers(), one, soon)) {
      await()
          .atMost(World.SOON)
          .until(() -> open("state").stream().noneMatch(ProductIT::isOfHuawei));
      product.awaitLine(World.SOON, line -> line.contains("retired api=" + vpn));
    }

    // Then
    Set<String> after = open("state");
    assertTrue(after.stream().noneMatch(ProductIT::isOfHuawei), after::toString);
    assertEquals(
        before.stream().filter(key -> !isOfHuawei(key)).collect(Collectors.toSet()), after);
    Set<String> ended =
        Topic.settled(broker.bootstrapServers(), prefix + ".events.v1").stream()
            .map(ProductIT::json)
            .filter(event -> event.path("end_reason").asText().equals("scope_retired"))
            .map(event -> event.get("subject").textValue())
            .collect(Collectors.toSet());
    assertEquals(before.stream().filter(ProductIT::isOfHuawei).collect(Collectors.toSet()), ended);
  }

  /** The same without a restart; a wrong file in between changes nothing. */
  @Tag("thorough")
  @Test
  void targetsAreReloadedWhileTheServicePolls() throws Exception {
    // Given
    String vpn = Simulator.HUAWEI_CONNECTIONS;
    String accounts = Simulator.CTYUN_ACCOUNTS;
    Path file = folder.resolve("targets.yaml");
    String before = Product.targets(clouds.endpoint(), "2s", vpn::equals);
    Map<String, String> soon =
        Map.of("caravan.retire-after", "2s", "caravan.watch-interval", "500ms");
    try (Product product = start(broker.bootstrapServers(), before, soon)) {
      await().atMost(World.SOON).until(() -> apis(markers(), "complete").size() == 1);

      // When
      Files.writeString(file, "");
      product.awaitLine(World.SOON, line -> line.contains("the file is empty"));
      await()
          .atMost(World.SOON)
          .until(() -> product.get("/observe/metrics").contains("caravan_targets_valid 0.0"));
      String ready = product.get(READY);
      Files.writeString(file, Product.targets(clouds.endpoint(), "2s", accounts::equals));

      // Then
      assertTrue(ready.startsWith("200 ") && ready.contains("the file is empty"), ready);
      await().atMost(World.SOON).until(() -> apis(markers(), "complete").size() == 2);
      product.awaitLine(World.SOON, line -> line.contains("retired api=" + vpn));
      String metrics = product.get("/observe/metrics");
      assertTrue(metrics.contains("caravan_targets_valid 1.0"), metrics);
      assertTrue(metrics.contains("caravan_targets_loads_total{outcome=\"taken\"} 2.0"), metrics);
      assertTrue(metrics.contains("caravan_targets_taken_seconds "), metrics);
      assertFalse(metrics.contains("scope=\"huawei_cloud/"), metrics);
    }
    await().atMost(World.SOON).until(() -> open("state").stream().noneMatch(ProductIT::isOfHuawei));
    assertFalse(open("state").isEmpty());
  }

  private static boolean isOfHuawei(String key) {
    return key.startsWith("huawei_cloud/");
  }

  /** Keys of a compacted topic that have a value. */
  private Set<String> open(String topic) {
    Map<String, Topic.Entry> last = new HashMap<>();
    Topic.settled(broker.bootstrapServers(), prefix + "." + topic + ".v1")
        .forEach(entry -> last.put(entry.key(), entry));
    last.values().removeIf(Topic.Entry::tombstone);
    return Set.copyOf(last.keySet());
  }

  @Test
  void unknownSettingStopsTheStart() throws Exception {
    try (Product product = start(broker.bootstrapServers(), Map.of("caravan.topics.prefx", "x"))) {
      assertEquals(1, product.awaitEnd(World.SOON));
      product.awaitLine(World.SOON, line -> line.contains("caravan.topics.prefx"));
    }
  }

  /**
   * A poll that cannot end holds the stop no longer than 20 seconds, and leaves nothing half done.
   */
  @Tag("thorough")
  @Test
  void stopAbandonsAPollThatHangs() throws Exception {
    clouds.answerAlways(call -> true, call -> Answer.normal().after(Duration.ofSeconds(60)));
    try (Product product = start(broker.bootstrapServers(), Map.of())) {
      await().atMost(World.SOON).until(() -> !clouds.calls().isEmpty());
      assertTrue(product.stop().toSeconds() <= 22);
      assertEquals(List.of(), Topic.read(broker.bootstrapServers(), prefix + ".events.v1"));
    }
  }

  /** A mounted folder takes the place of the packaged routes, without a build. */
  @Test
  void mountedRoutesReplaceThePackagedOnes() throws Exception {
    Path routes = Files.createDirectories(folder.resolve("routes/shared"));
    copy(Path.of("routes/shared"), routes);
    copy(Path.of("routes"), folder.resolve("routes"));
    Path mounted = folder.resolve("routes/huawei-vpn-p2c-connections.camel.yaml");
    Files.writeString(mounted, Files.readString(mounted).replace("version: v5", "version: v5-own"));
    String pattern = "file:" + folder.resolve("routes") + "/*.yaml,file:" + routes + "/*.yaml";
    String targets =
        Product.targets(clouds.endpoint(), "2s", api -> api.equals(Simulator.HUAWEI_CONNECTIONS));
    try (Product product =
        start(broker.bootstrapServers(), targets, Map.of("caravan.routes", pattern))) {
      product.awaitLine(World.SOON, line -> line.contains("verdict=complete"));
      assertEquals("v5-own", markers().get(0).at("/source/api_version").textValue());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** What only the demo and the tests need is not shipped. */
  @Test
  void artifactHoldsNeitherBrokerNorSimulator() throws IOException {
    Path app = Path.of(System.getProperty("caravan.product")).getParent();
    try (Stream<Path> files = Files.walk(app)) {
      for (Path jar : files.filter(one -> one.toString().endsWith(".jar")).toList()) {
        String name = jar.getFileName().toString();
        assertFalse(name.matches(".*(kafka_2|tencentcloud|aliyun|huaweicloud|junit).*"), name);
        try (JarFile entries = new JarFile(jar.toFile())) {
          entries.stream()
              .forEach(
                  one -> {
                    assertFalse(one.getName().startsWith("kafka/server/"), name);
                    assertFalse(one.getName().startsWith("caravan/simulator/"), name);
                  });
        }
      }
    }
    assertFalse(Clouds.TENCENT_INSTANCES.isEmpty());
    try (InputStream packaged = getClass().getResourceAsStream("/routes/shared/poll.camel.yaml")) {
      assertTrue(packaged.readAllBytes().length > 0);
    }
  }
}
