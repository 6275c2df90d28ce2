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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.ToDoubleBiFunction;

/**
 * Rows per second and CPU time per row from the HTTP answer to the acknowledged record: the
 * packaged product, a loop written by hand and a program on the vendors' SDKs, one after the other
 * in each round, against the same server and broker. All read lists of the same vendors, as many of
 * each.
 */
final class PipelineBench {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int ROUNDS = Integer.getInteger("bench.pipeline.rounds", 5);
  private static final int WARM_UPS = Integer.getInteger("bench.pipeline.warm-ups", 7);
  private static final int ROWS = Integer.getInteger("bench.pipeline.rows", 2000);
  private static final List<Vendor> VENDORS =
      Vendor.named(System.getProperty("bench.pipeline.vendors", "huawei,tencent,alibaba"));

  /** A number that the vendors divide. */
  private static final int LISTS = 24;

  /** The SDK program is slow, so it reads few lists, as many of each vendor, and short ones. */
  private static final int LISTS_OF_SDK = 3 / VENDORS.size() * VENDORS.size();

  /** Without the SDK program, which takes most of the time, for whoever works on the others. */
  private static final boolean WITH_SDK = !"false".equals(System.getProperty("bench.pipeline.sdk"));

  /** More than the product can read at their interval: what it does read is its capacity. */
  private static final int STEADY_LISTS = 120;

  private static final String STEADY_INTERVAL = "1s";

  /** So long that the second slot of a list hardly ever comes while the benchmark runs. */
  private static final String ONCE = "24h";

  private static final Duration STEADY_TIME = Duration.ofSeconds(10);
  private static final Duration STEADY_WARM_UP = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MAX_LOOK_MS = 5;

  private static final String PRODUCT = "Caravan, first polls";
  private static final String STEADY = "Caravan, steady polls";
  private static final String HAND = "hand loop";
  private static final String SDK = "SDK program";

  /** For all programs alike; a heap of this size is recommended for lists of this size. */
  private static final List<String> JVM =
      List.of("-Xms1g", "-Xmx1g", "-Xmn400m", "-XX:+UseSerialGC");

  private final Broker broker;
  private final ListServer server;
  private final Path targets;
  private final List<String> readOnce = new ArrayList<>();
  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();
  private Packaged product;
  private PolledLog log;
  private boolean counts;

  /**
   * What a program did in a round.
   *
   * @param rows rows it read
   * @param events events of connections it published
   * @param seconds wall-clock time it took
   * @param cpu its CPU time in seconds
   * @param threads the same by what threads did
   */
  private record Round(
      long rows, long events, double seconds, double cpu, Map<String, Double> threads) {

    double rate() {
      return rows / seconds;
    }

    double cpuOfMillion() {
      return cpu / rows * 1e6;
    }

    double cpuOfMillion(String group) {
      return threads.get(group) / rows * 1e6;
    }
  }

  private PipelineBench(Broker broker, ListServer server, Path targets) {
    this.broker = broker;
    this.server = server;
    this.targets = targets;
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
    String brokers = broker.bootstrapServers();
    Topic.create(brokers, FiveScopes.PARTITIONS, "hand", "sdk");
    write(false);
    product = Packaged.start(start(), Broker.freePort(), Path.of("target/bench/pipeline.log"));
    log = new PolledLog(product.log());
    try (Peer hand = Peer.start(HandLoop.class, JVM, brokers, server.endpoint(), "hand");
        Peer sdk = Peer.start(SdkProgram.class, JVM, brokers, server.endpoint(), "sdk")) {
      compareEvents(hand, sdk);
      int warmUpLists = WITH_SDK && WARM_UPS > 0 ? LISTS : VENDORS.size();
      FutureTask<JsonNode> warm =
          inBackground(() -> sdk.read(Vendor.lists(VENDORS, SdkProgram.WARM_UP, warmUpLists)));
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        counts = round >= 0;
        if (round == 0) {
          warm.get();
        }
        String name = round < 0 ? "warm-up" + -round : "round" + (round + 1);
        System.out.println(name);
        first("first-" + name);
        peer(HAND, hand, Vendor.lists(VENDORS, "hand-" + name, LISTS));
        if (counts && WITH_SDK) {
          peer(SDK, sdk, shortLists("sdk-" + name, LISTS_OF_SDK));
        }
        steady();
      }
    } finally {
      product.close();
    }
    report();
  }

  private static FutureTask<JsonNode> inBackground(Callable<JsonNode> work) {
    FutureTask<JsonNode> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "warm-up");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static List<String> shortLists(String use, int count) {
    return Vendor.lists(VENDORS, ListServer.SHORT + use, count);
  }

  private Packaged.Start start() throws IOException {
    Path routes = Path.of("target", "bench", "pipeline-routes").toAbsolutePath();
    String more = System.getenv().getOrDefault("BENCH_JAVA_OPTIONS", "").strip();
    List<String> options = new ArrayList<>(JVM);
    options.addAll(more.isEmpty() ? List.of() : List.of(more.split("\\s+")));
    return new Packaged.Start(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        options,
        Map.of(
            "kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "caravan.targets",
            "file:" + targets,
            "caravan.watch-interval",
            "200ms",
            "caravan.routes",
            RoutesWithoutLimits.in(routes),
            "caravan.quota.unpublished",
            "1000000"),
        Map.of("KEY", "HWSKEXAMPLE0000000000000000000000000000"));
  }

  /** Writes the targets: lists to read once, and those that are read all the time. */
  private void write(boolean steady) throws IOException {
    StringBuilder yaml = new StringBuilder("accounts:\n");
    VENDORS.forEach(vendor -> yaml.append(vendor.accounts(server.endpoint())));
    yaml.append("targets:\n");
    readOnce.forEach(list -> yaml.append(Vendor.of(list).target(list, ONCE, true)));
    Vendor.lists(VENDORS, "steady", STEADY_LISTS)
        .forEach(list -> yaml.append(Vendor.of(list).target(list, STEADY_INTERVAL, steady)));
    Path whole = Files.writeString(targets.resolveSibling(targets.getFileName() + ".new"), yaml);
    Files.move(whole, targets, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Each program reads the same lists first. All must publish an event for each row, the product
   * and the loop the same bytes but for what depends on the poll.
   */
  private void compareEvents(Peer hand, Peer sdk) throws Exception {
    List<String> lists = shortLists("same", VENDORS.size());
    readOnce.addAll(lists);
    write(false);
    await(ListServer.SHORT + "same", lists.size());
    hand.read(lists);
    sdk.read(lists);
    Map<String, JsonNode> ours = events("caravan.events.v1");
    Map<String, JsonNode> theirs = events("hand");
    int sdks = events("sdk").size();
    int rows = lists.stream().mapToInt(server::rows).sum();
    if (ours.size() != rows || theirs.size() != rows || sdks != rows) {
      throw new IllegalStateException(
          "of %d rows Caravan publishes %d, the hand loop %d, the SDK program %d"
              .formatted(rows, ours.size(), theirs.size(), sdks));
    }
    for (Map.Entry<String, JsonNode> one : ours.entrySet()) {
      JsonNode other = theirs.get(one.getKey());
      if (!one.getValue().equals(other)) {
        throw new IllegalStateException("not the same event:\n" + one.getValue() + "\n" + other);
      }
    }
    System.out.printf("all programs publish the same %,d events%n", rows);
  }

  /** Events of connections by subject, without what differs from poll to poll. */
  private Map<String, JsonNode> events(String topic) throws IOException {
    Map<String, JsonNode> events = new HashMap<>();
    for (Topic.Entry entry : Topic.read(broker.bootstrapServers(), topic)) {
      ObjectNode event = (ObjectNode) JSON.readTree(entry.value());
      if (event.path("kind").asText().equals("connection.observed")) {
        withoutPoll(event);
        events.put(event.get("subject").asText(), event);
      }
    }
    return events;
  }

  private static void withoutPoll(ObjectNode event) {
    if (event.path("event_time_basis").asText().equals("poll")) {
      event.remove("event_time");
    }
    JsonNode slot = event.at("/snapshot/scheduled_at");
    if (!slot.isMissingNode()) {
      if (slot.equals(event.get("incarnation"))) {
        event.remove(List.of("incarnation", "id"));
      }
      ((ObjectNode) event.get("snapshot")).remove(List.of("poll_id", "scheduled_at"));
    }
    event.remove("observed_at");
    ((ObjectNode) event.get("source")).remove("request_id");
  }

  /** New lists, so that every row is published. */
  private void first(String use) throws Exception {
    readOnce.addAll(Vendor.lists(VENDORS, use, LISTS));
    Cpu before = Cpu.of(product.pid());
    write(false);
    Collection<PolledLog.Polled> polls = await(use, LISTS);
    Instant begin = server.firstAsked(use);
    Instant end = polls.stream().map(PolledLog.Polled::at).max(Instant::compareTo).orElseThrow();
    Round round = round(polls, seconds(Duration.between(begin, end)), before, product.pid());
    if (round.events() != round.rows()) {
      throw new IllegalStateException(
          "of %d rows %d were published".formatted(round.rows(), round.events()));
    }
    add(PRODUCT, round);
  }

  private void peer(String name, Peer peer, List<String> lists) throws IOException {
    Cpu before = Cpu.of(peer.pid());
    JsonNode done = peer.read(lists);
    long rows = done.get("rows").longValue();
    add(name, before.until(peer.pid(), rows, rows, done.get("seconds").doubleValue()));
  }

  /** Known lists, as often as it can; one row in a hundred differs. */
  private void steady() throws Exception {
    write(true);
    Collection<PolledLog.Polled> started = await("steady-", STEADY_LISTS);
    if (started.stream().anyMatch(one -> one.events() > ROWS / 2)) {
      await("steady-", STEADY_LISTS);
    }
    Cpu before = Cpu.of(product.pid());
    log.more();
    Duration time = counts ? STEADY_TIME : STEADY_WARM_UP;
    long start = System.nanoTime();
    List<PolledLog.Polled> polls = new ArrayList<>();
    while (System.nanoTime() - start < time.toNanos()) {
      Thread.sleep(MAX_LOOK_MS);
      polls.addAll(log.more());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    add(STEADY, round(polls, seconds, before, product.pid()));
    if (polls.size() > 0.9 * STEADY_LISTS * seconds) {
      System.out.println("every list was read at its interval: more could have been read");
    }
    write(false);
    // What is under way must not disturb whoever is measured next.
    Duration idle = product.footprint().cpu();
    for (Duration now = null; now == null || now.minus(idle).toMillis() > 20; ) {
      idle = product.footprint().cpu();
      Thread.sleep(200);
      now = product.footprint().cpu();
    }
  }

  /** Waits until so many lists were polled; gives the first poll of each. */
  private Collection<PolledLog.Polled> await(String prefix, int lists) throws Exception {
    Map<String, PolledLog.Polled> done = new HashMap<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (done.size() < lists) {
      if (System.nanoTime() > deadline || !product.alive()) {
        throw new IllegalStateException(prefix + " is not read; see " + product.log());
      }
      Thread.sleep(MAX_LOOK_MS);
      log.more().stream()
          .filter(one -> one.list().startsWith(prefix))
          .forEach(one -> done.putIfAbsent(one.list(), one));
    }
    return done.values();
  }

  /** What polls of the product did; the marker of each is no event of a connection. */
  private static Round round(
      Collection<PolledLog.Polled> polls, double seconds, Cpu before, long pid) throws IOException {
    long rows = polls.stream().mapToLong(PolledLog.Polled::rows).sum();
    long events = polls.stream().mapToLong(one -> one.events() - 1).sum();
    return before.until(pid, rows, events, seconds);
  }

  /** CPU time of a process since it began. */
  private record Cpu(Duration all, Map<String, Double> threads) {

    static Cpu of(long pid) throws IOException {
      return new Cpu(Footprint.of(pid).cpu(), ThreadTimes.of(pid));
    }

    /** What a program did from here until now. */
    Round until(long pid, long rows, long events, double seconds) throws IOException {
      Cpu now = of(pid);
      return new Round(
          rows,
          events,
          seconds,
          PipelineBench.seconds(now.all.minus(all)),
          ThreadTimes.between(threads, now.threads));
    }
  }

  private void add(String program, Round round) {
    if (counts) {
      rounds.computeIfAbsent(program, key -> new ArrayList<>()).add(round);
    }
    System.out.printf(
        "%s: %,d rows, %,d events in %.2f s, %.1f CPU s per 10^6 rows%n",
        program, round.rows(), round.events(), round.seconds(), round.cpuOfMillion());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private void report() throws IOException {
    Results programs = new Results("pipeline");
    rounds.forEach(
        (program, all) -> {
          ObjectNode row = JsonNodeFactory.instance.objectNode().put("program", program);
          row.put("lists of", String.join(", ", VENDORS.stream().map(Vendor::title).toList()));
          row.put("rounds", all.size());
          Spread.of(all, Round::rows).write(row, "rows a round", 0);
          Spread.of(all, Round::events).write(row, "events a round", 0);
          Spread.of(all, Round::rate).write(row, "rows/s", 0);
          Spread.of(all, Round::cpuOfMillion).write(row, "CPU s per 10⁶ rows", 1);
          programs.add(row);
        });
    programs.write();
    Results threads = new Results("pipeline-threads");
    for (String program : List.of(PRODUCT, STEADY, HAND)) {
      ObjectNode row = JsonNodeFactory.instance.objectNode().put("CPU s per 10⁶ rows", program);
      for (String group : rounds.get(program).get(0).threads().keySet()) {
        Spread.of(rounds.get(program), round -> round.cpuOfMillion(group)).write(row, group, 1);
      }
      threads.add(row);
    }
    threads.write();
    Results ratios = new Results("pipeline-ratios");
    ratios.add(rates("first polls: rows/s, Caravan / hand loop", PRODUCT, HAND));
    ratios.add(rates("steady polls: rows/s, Caravan / what the hand loop publishes", STEADY, HAND));
    ratios.add(cpus("first polls: rows per CPU second, Caravan / hand loop", PRODUCT, HAND));
    ratios.add(cpus("steady polls: rows per CPU second, Caravan / hand loop", STEADY, HAND));
    if (WITH_SDK) {
      ratios.add(cpus("first polls: rows per CPU second, Caravan / SDK program", PRODUCT, SDK));
      ratios.add(cpus("steady polls: rows per CPU second, Caravan / SDK program", STEADY, SDK));
    }
    ratios.write();
  }

  private ObjectNode rates(String name, String one, String other) {
    return ratio(name, one, other, (ours, theirs) -> ours.rate() / theirs.rate());
  }

  private ObjectNode cpus(String name, String one, String other) {
    return ratio(name, one, other, (ours, theirs) -> theirs.cpuOfMillion() / ours.cpuOfMillion());
  }

  /** Round by round, so that what disturbed a round disturbs both. */
  private ObjectNode ratio(
      String name, String one, String other, ToDoubleBiFunction<Round, Round> ratio) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds.get(one).size(); i++) {
      ratios.add(ratio.applyAsDouble(rounds.get(one).get(i), rounds.get(other).get(i)));
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("ratio", name);
    Spread.of(ratios).write(row, "median (least to most)", 2);
    return row;
  }
}
