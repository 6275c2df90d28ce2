package caravan.product;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.Topic;
import caravan.simulator.Call;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything goes wrong at once, vendors repeat what they were sent and what they know, and an
 * operator who looks for the cause has turned every log up as far as it goes, those that write
 * whole requests included.
 *
 * <p>What must hold: no key id, secret, session token, signature or password comes out anywhere, in
 * no form: not in the log, a topic, a metric, the health page, or a thread dump.
 */
@Tag("thorough")
class SecretsIT {

  private static final String PREFIX = "secrets";
  private static final String PROXY_PASSWORD = "proxy/EXAMPLE+password=of&us";
  private static final String KAFKA_PASSWORD = "kafka/EXAMPLE+password=of&us";
  private static final int CHUNK = 1 << 20;
  private static final List<String> TOPICS =
      List.of("events", "state", "checkpoints", "dlq", "ocsf", "ecs");
  private static final Pattern SIGNATURE = Pattern.compile("Signature=([^&,; ]+)");

  @TempDir Path folder;

  /** Refuses every tunnel, and says why in the words of the request. */
  private static final class EchoingProxy implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

    EchoingProxy() throws IOException {
      Thread thread = new Thread(this::serve, "echoing-proxy");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket client = server.accept()) {
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
          StringBuilder head = new StringBuilder(PROXY_PASSWORD);
          for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(' ').append(line);
          }
          String answer =
              "HTTP/1.1 502 No "
                  + head
                  + "\r\nX-Echo: "
                  + head
                  + "\r\nContent-Length: "
                  + head.length()
                  + "\r\n\r\n"
                  + head;
          client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
          // One side has left.
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @Test
  void noSecretComesOutAnywhere() throws Exception {
    List<Fault> faults = new ArrayList<>(Faults.all());
    faults.removeIf(fault -> fault.name().equals(Faults.SLOW_LORIS));
    faults.addAll(Echoes.all());
    try (Broker broker = Broker.start();
        FaultLoad load = new FaultLoad(folder, faults);
        EchoingProxy proxy = new EchoingProxy();
        Product product = start(broker, load, proxy)) {
      // When
      awaitMarkers(broker, load, product);
      String health = product.get("/observe/health");
      String metrics = product.get("/observe/metrics");
      product.dumpThreads();
      product.awaitLine(World.SOON, line -> line.startsWith("Full thread dump"));
      product.stop();
      Map<String, String> emitted = topics(broker);
      emitted.put("the health page", health);
      emitted.put("the metrics", metrics);
      int number = 0;
      for (String chunk : chunks(product.log())) {
        emitted.put("part " + number++ + " of the log", chunk);
      }

      // Then
      assertEverythingIsThere(emitted, product.log());
      PlantedSecrets planted = planted(load);
      List<String> leaks = new ArrayList<>();
      emitted.forEach((place, text) -> leaks.addAll(planted.in(place, text)));
      assertTrue(
          leaks.isEmpty(),
          () ->
              leaks.size()
                  + " leaks:\n"
                  + leaks.stream().limit(40).collect(Collectors.joining("\n")));
    }
  }

  private static Product start(Broker broker, FaultLoad load, EchoingProxy proxy)
      throws IOException {
    Map<String, String> settings = new HashMap<>(load.settings("\n    views: [ocsf, ecs]"));
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    settings.put("camel.main.tracing", "true");
    settings.put("camel.main.tracing-templates", "true");
    for (String category :
        List.of(
            "",
            "caravan",
            "io.quarkus",
            "io.smallrye",
            "org.apache.camel",
            "org.apache.hc",
            "org.apache.hc.client5.http.headers",
            "org.apache.hc.client5.http.wire",
            "org.apache.kafka",
            "org.apache.kafka.clients")) {
      String level = category.startsWith("org.apache.kafka") ? "DEBUG" : "ALL";
      settings.put(
          category.isEmpty()
              ? "quarkus.log.level"
              : "quarkus.log.category.\"" + category + "\".level",
          level);
    }
    Map<String, String> environment = new HashMap<>(Product.credentials());
    environment.put("JAVA_TOOL_OPTIONS", World.QUICK_START);
    environment.put("CARAVAN_HTTP_PROXY_HOST", "127.0.0.1");
    environment.put("CARAVAN_HTTP_PROXY_PORT", Integer.toString(proxy.port()));
    environment.put("CARAVAN_HTTP_PROXY_USER", "caravan");
    environment.put("CARAVAN_HTTP_PROXY_PASSWORD", PROXY_PASSWORD);
    environment.put("CARAVAN_HTTP_NO_PROXY", "127.0.0.1,localhost,invalid");
    environment.put(
        "KAFKA_SASL_JAAS_CONFIG",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"caravan\""
            + " password=\""
            + KAFKA_PASSWORD
            + "\";");
    return Product.start(Broker.freePort(), settings, environment);
  }

  /** Waits until every account has been told of twice. */
  private static void awaitMarkers(Broker broker, FaultLoad load, Product product) {
    Set<String> missing = new TreeSet<>();
    try {
      await()
          .atMost(World.SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                Map<String, Long> told =
                    Topic.read(broker.bootstrapServers(), PREFIX + ".events.v1").stream()
                        .map(Published::of)
                        .filter(Published::marker)
                        .collect(
                            Collectors.groupingBy(
                                one -> Listing.of(one.scope()).resource(), Collectors.counting()));
                missing.clear();
                load.faults().stream()
                    .map(Fault::name)
                    .filter(name -> told.getOrDefault(name, 0L) < 2)
                    .forEach(missing::add);
                return missing.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      List<String> log = product.log();
      throw new AssertionError(
          "not told: "
              + missing
              + "\n"
              + String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size())),
          e);
    }
  }

  private static Map<String, String> topics(Broker broker) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String topic : TOPICS) {
      texts.put(
          "the topic " + topic,
          Topic.settled(broker.bootstrapServers(), PREFIX + "." + topic + ".v1").stream()
              .map(one -> one.key() + " " + one.headers() + " " + one.value())
              .collect(Collectors.joining("\n")));
    }
    return texts;
  }

  private static List<String> chunks(List<String> log) {
    List<String> chunks = new ArrayList<>();
    StringBuilder chunk = new StringBuilder();
    for (String line : log) {
      chunk.append(line).append('\n');
      if (chunk.length() > CHUNK) {
        chunks.add(chunk.toString());
        chunk.setLength(0);
      }
    }
    chunks.add(chunk.toString());
    return chunks;
  }

  /** A place that says nothing would hide every secret. */
  private static void assertEverythingIsThere(Map<String, String> emitted, List<String> log) {
    PlantedSecrets names = new PlantedSecrets().plant("name of an account", "echo-accounts");
    TOPICS.forEach(
        topic -> {
          String place = "the topic " + topic;
          String account = topic.equals("dlq") ? "echo-rejected" : "echo-connections";
          assertTrue(emitted.get(place).contains(account), place);
        });
    assertFalse(names.in("the metrics", emitted.get("the metrics")).isEmpty());
    assertFalse(names.in("a topic", emitted.get("the topic events")).isEmpty());
    assertTrue(emitted.get("the health page").contains("suspended echo-refused-tencent"));
    for (String logger : List.of("[InternalHttpClient]", "[HttpProducer]", "[NetworkClient]")) {
      assertTrue(
          log.stream().anyMatch(line -> line.contains(" DEBUG ") && line.contains(logger)), logger);
    }
    assertTrue(log.stream().anyMatch(line -> line.contains(" body=Page")), "tracing");
    assertTrue(emitted.values().stream().anyMatch(text -> text.contains("[redacted]")));
  }

  private static PlantedSecrets planted(FaultLoad load) {
    PlantedSecrets planted =
        new PlantedSecrets()
            .plant("secret keys", FaultLoad.SECRETS_BEGIN)
            .plant("session tokens", FaultLoad.TOKENS_BEGIN)
            .plant("key ids", FaultLoad.IDS_BEGIN)
            .plant("proxy's password", PROXY_PASSWORD)
            .plant("proxy's user and password", "caravan:" + PROXY_PASSWORD)
            .plant("broker's password", KAFKA_PASSWORD)
            .signatures(load.calls().stream().flatMap(SecretsIT::signatures));
    Product.credentials().forEach((name, value) -> planted.plant("value of " + name, value));
    return planted;
  }

  private static Stream<String> signatures(Call call) {
    String sent = call.uri() + " " + call.headers().values();
    return SIGNATURE.matcher(sent).results().map(found -> found.group(1).replaceAll("[\\]]$", ""));
  }
}
