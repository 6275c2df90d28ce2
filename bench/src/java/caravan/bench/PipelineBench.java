package caravan.bench;

import caravan.broker.Broker;
import caravan.broker.Topic;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Rows per second and CPU time per row from the HTTP answer to the acknowledged record: the
 * packaged product, a loop written by hand and a program on the vendor's SDK, one after the other
 * in each round, against the same server and broker.
 */
final class PipelineBench {

  static final String REGION = "cn-north-4";
  static final String PROJECT = "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987";

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int ROUNDS = Integer.getInteger("bench.pipeline.rounds", 5);
  private static final int WARM_UPS = Integer.getInteger("bench.pipeline.warm-ups", 4);
  private static final int ROWS = Integer.getInteger("bench.pipeline.rows", 2000);
  private static final int GATEWAYS = 20;

  /** The SDK program is slow, so it reads less. */
  private static final int GATEWAYS_OF_SDK = 1;

  /** More than the product can read at their interval: what it does read is its capacity. */
  private static final int STEADY_GATEWAYS = 100;

  private static final String STEADY_INTERVAL = "1s";
  private static final Duration STEADY_TIME = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ACCOUNTS = 50;
  private static final int LONGEST_LOOK_MS = 5;

  /** For all programs alike; a heap of this size is recommended for lists of this size. */
  private static final List<String> JVM =
      List.of("-Xms1g", "-Xmx1g", "-Xmn400m", "-XX:+UseSerialGC");

  private final Broker broker;
  private final ListServer server;
  private final Path targets;
  private final List<String> gateways = new ArrayList<>();
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private Packaged product;
  private PolledLog log;
  private boolean counts;

  private PipelineBench(Broker broker, ListServer server, Path targets) {
    this.broker = broker;
    this.server = server;
    this.targets = targets;
  }

  /** Path of the list of a gateway. */
  static String path(String gateway) {
    return "/v5/" + PROJECT + "/p2c-vpn-gateways/" + gateway + "/connections";
  }

  /** The account of a gateway; there are several, because the vendor locks keys. */
  static String account(String gateway) {
    return "account-" + Math.floorMod(gateway.hashCode(), ACCOUNTS);
  }

  static void run() throws Exception {
    Peer.quiet();
    Path targets = Files.createTempFile("caravan-bench-", ".yaml");
    try (Broker broker = Broker.start();
        ListServer server = new ListServer(ROWS)) {
      new PipelineBench(broker, server, targets).measure();
    } finally {
      Files.deleteIfExists(targets);
    }
  }

  private void measure() throws Exception {
    createTopics();
    write(false);
    product = Packaged.start(start(), Broker.freePort(), Path.of("target/bench/pipeline.log"));
    log = new PolledLog(product.log());
    String brokers = broker.bootstrapServers();
    try (Peer hand = Peer.start(HandLoop.class, JVM, brokers, server.endpoint(), "hand");
        Peer sdk = Peer.start(SdkProgram.class, JVM, brokers, server.endpoint(), "sdk")) {
      compareEvents(hand);
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        counts = round >= 0;
        String name = (round < 0 ? "warm-up" + -round : "round" + round) + "-";
        first("first-" + name);
        peer("hand loop", hand, "hand-" + name, GATEWAYS);
        peer("SDK program", sdk, "sdk-" + name, GATEWAYS_OF_SDK);
        steady();
        System.out.println(name + " done");
      }
    } finally {
      product.close();
    }
    report();
  }

  private Packaged.Start start() {
    return new Packaged.Start(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        JVM,
        Map.of(
            "kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "caravan.targets",
            "file:" + targets,
            "caravan.watch",
            "200",
            "caravan.quota.share",
            "1",
            "caravan.quota.unpublished",
            "100000"),
        Map.of("KEY", "HWSKEXAMPLE0000000000000000000000000000"));
  }

  private void createTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of("hand", "sdk").stream()
                  .map(name -> new NewTopic(name, FiveScopes.PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /** Writes the targets: gateways to read once, and those that are read all the time. */
  private void write(boolean steady) throws IOException {
    StringBuilder yaml = new StringBuilder("accounts:\n");
    for (int i = 0; i < ACCOUNTS; i++) {
      yaml.append(
          "  account-%d: {vendor: huawei_cloud, accountId: account-%d, accessKeyId: HWAK%016d, secretAccessKey: \"${KEY}\", endpoint: \"%s\"}\n"
              .formatted(i, i, i, server.endpoint()));
    }
    yaml.append("targets:\n");
    gateways.forEach(gateway -> yaml.append(target(gateway, "1h", true)));
    for (int i = 0; i < STEADY_GATEWAYS; i++) {
      yaml.append(target("steady-" + i, STEADY_INTERVAL, steady));
    }
    Path whole = Files.writeString(targets.resolveSibling(targets.getFileName() + ".new"), yaml);
    Files.move(whole, targets, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String target(String gateway, String every, boolean enabled) {
    return "  - {api: huawei-vpn-p2c-connections, account: %s, region: %s, projectId: %s, resources: [%s], every: %s, enabled: %s}\n"
        .formatted(account(gateway), REGION, PROJECT, gateway, every, enabled);
  }

  /** Both must publish the same bytes but for what depends on the poll. */
  private void compareEvents(Peer hand) throws Exception {
    gateways.add("same-0");
    write(false);
    await("same-", 1);
    hand.read("same-", 1);
    JsonNode ours = one("caravan.events.v1");
    JsonNode theirs = one("hand");
    if (!ours.equals(theirs)) {
      throw new IllegalStateException("not the same event:\n" + ours + "\n" + theirs);
    }
  }

  private JsonNode one(String topic) throws IOException {
    String last = "/connection/";
    List<String> all =
        Topic.read(broker.bootstrapServers(), topic).stream()
            .map(Topic.Entry::value)
            .filter(value -> value.contains("\"position\":7,") && value.contains(last))
            .toList();
    ObjectNode event = (ObjectNode) JSON.readTree(all.get(0));
    event.remove("observed_at");
    ((ObjectNode) event.get("snapshot")).remove(List.of("poll_id", "scheduled_at"));
    ((ObjectNode) event.get("source")).remove("request_id");
    return event;
  }

  /** New gateways, so that every row is published. */
  private void first(String prefix) throws Exception {
    for (int i = 0; i < GATEWAYS; i++) {
      gateways.add(prefix + i);
    }
    Duration before = product.footprint().cpu();
    write(false);
    List<PolledLog.Polled> polls = await(prefix, GATEWAYS);
    Instant begin = server.firstAsked(path(prefix).replace("/connections", ""));
    Instant end = polls.stream().map(PolledLog.Polled::at).max(Instant::compareTo).orElseThrow();
    long rows = polls.stream().mapToLong(PolledLog.Polled::rows).sum();
    add("Caravan, first polls", rows, seconds(Duration.between(begin, end)), before, product.pid());
  }

  private void peer(String name, Peer peer, String prefix, int lists) throws IOException {
    Duration before = Footprint.of(peer.pid()).cpu();
    JsonNode done = peer.read(prefix, lists);
    add(name, done.get("rows").longValue(), done.get("seconds").doubleValue(), before, peer.pid());
  }

  /** Known gateways, as often as it can; one row in a hundred is published. */
  private void steady() throws Exception {
    write(true);
    List<PolledLog.Polled> started = await("steady-", STEADY_GATEWAYS);
    if (started.stream().anyMatch(one -> one.events() > ROWS / 2)) {
      await("steady-", STEADY_GATEWAYS);
    }
    Duration before = product.footprint().cpu();
    log.more();
    long start = System.nanoTime();
    List<PolledLog.Polled> polls = new ArrayList<>();
    while (System.nanoTime() - start < STEADY_TIME.toNanos()) {
      Thread.sleep(LONGEST_LOOK_MS);
      polls.addAll(log.more());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long rows = polls.stream().mapToLong(PolledLog.Polled::rows).sum();
    add("Caravan, steady polls", rows, seconds, before, product.pid());
    write(false);
    // What is under way must not disturb whoever is measured next.
    Duration idle = product.footprint().cpu();
    for (Duration now = null; now == null || now.minus(idle).toMillis() > 20; ) {
      idle = product.footprint().cpu();
      Thread.sleep(200);
      now = product.footprint().cpu();
    }
  }

  private List<PolledLog.Polled> await(String prefix, int polls) throws Exception {
    List<PolledLog.Polled> done = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (done.stream().map(PolledLog.Polled::gateway).distinct().count() < polls) {
      if (System.nanoTime() > deadline || !product.alive()) {
        throw new IllegalStateException(prefix + " is not read; see " + product.log());
      }
      Thread.sleep(LONGEST_LOOK_MS);
      log.more().stream().filter(one -> one.gateway().startsWith(prefix)).forEach(done::add);
    }
    return done;
  }

  private void add(String what, long rows, double seconds, Duration before, long pid)
      throws IOException {
    Duration cpu = Footprint.of(pid).cpu().minus(before);
    if (counts) {
      figures.computeIfAbsent(what + "|rate", key -> new ArrayList<>()).add(rows / seconds);
      figures
          .computeIfAbsent(what + "|cpu", key -> new ArrayList<>())
          .add(seconds(cpu) / rows * 1e6);
    }
    System.out.printf(
        "%s: %,d rows in %.2f s, %.1f CPU s per 10^6 rows%n",
        what, rows, seconds, seconds(cpu) / rows * 1e6);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void report() throws IOException {
    Results programs = new Results("pipeline");
    for (String what :
        figures.keySet().stream().map(key -> key.split("\\|")[0]).distinct().toList()) {
      ObjectNode row = JsonNodeFactory.instance.objectNode().put("program", what);
      Spread.of(figures.get(what + "|rate")).write(row, "rows/s", 0);
      Spread.of(figures.get(what + "|cpu")).write(row, "CPU s per 10⁶ rows", 1);
      programs.add(row);
    }
    programs.write();
    Results ratios = new Results("pipeline-ratios");
    ratios.add(
        ratio(
            "first polls: rows/s, Caravan / hand loop",
            "Caravan, first polls",
            "hand loop",
            "rate",
            false));
    ratios.add(
        ratio(
            "steady polls: rows/s, Caravan / what the hand loop publishes",
            "Caravan, steady polls",
            "hand loop",
            "rate",
            false));
    ratios.add(
        ratio(
            "first polls: rows per CPU second, Caravan / hand loop",
            "Caravan, first polls",
            "hand loop",
            "cpu",
            true));
    ratios.add(
        ratio(
            "first polls: rows per CPU second, Caravan / SDK program",
            "Caravan, first polls",
            "SDK program",
            "cpu",
            true));
    ratios.add(
        ratio(
            "steady polls: rows per CPU second, Caravan / SDK program",
            "Caravan, steady polls",
            "SDK program",
            "cpu",
            true));
    ratios.write();
  }

  /** Round by round, so that what disturbed a round disturbs both. */
  private ObjectNode ratio(String name, String one, String other, String what, boolean inverse) {
    List<Double> ones = figures.get(one + "|" + what);
    List<Double> others = figures.get(other + "|" + what);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ones.size(); i++) {
      double ratio = ones.get(i) / others.get(i);
      ratios.add(inverse ? 1 / ratio : ratio);
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("ratio", name);
    Spread.of(ratios).write(row, "median (least to most)", 2);
    return row;
  }
}
