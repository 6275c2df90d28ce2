package caravan.bench;

import caravan.broker.Broker;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The packaged product with more and more scopes of 20 rows, polled every 60 s. Broker and vendors
 * are this process; the product is one of its own, and only that is measured. The vendors' limits
 * are lifted, in a copy of the routes; Huawei's three requests at a time stay, as ten accounts.
 */
final class ScaleBench {

  private static final String LEVELS = "0:20,10:60,100:40,1000:45,167@1:30,10000:90";
  private static final Pattern LEVEL = Pattern.compile("(\\d+)(?:@(\\d+))?:(\\d+)");
  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final List<String> VENDORS = List.of("tencent", "alibaba", "huawei", "ctyun");
  private static final int HUAWEI_ACCOUNTS = 10;
  private static final Duration SETTLE = Duration.ofSeconds(20);
  private static final Duration FIRST_POLLS = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many scopes, polled every so many seconds, measured for so many seconds. */
  private record Level(int scopes, int every, int seconds) {}

  /** What became of one poll: milliseconds behind its slot of its request, and of its marker. */
  private record Seen(double asked, double visible, long rows, boolean complete) {}

  private final Broker broker;
  private final ManyLists lists;
  private final Path folder;
  private final List<String> options;
  private double idleCpu = Double.NaN;
  private double smallestRow = Double.NaN;

  private ScaleBench(Broker broker, ManyLists lists, Path folder, List<String> options) {
    this.broker = broker;
    this.lists = lists;
    this.folder = folder;
    this.options = options;
  }

  /**
   * Runs all levels.
   *
   * @param levels {@code scopes:seconds} or {@code scopes@period:seconds}, separated by commas;
   *     empty for the usual ones
   */
  static void run(String levels) throws Exception {
    String given = System.getenv().getOrDefault("BENCH_JAVA_OPTIONS", "").strip();
    List<String> options = given.isEmpty() ? List.of() : List.of(given.split("\\s+"));
    Path folder = Files.createDirectories(Path.of("target", "bench", "scale").toAbsolutePath());
    Results results = new Results("scale");
    try (Broker broker = Broker.start();
        ManyLists lists = new ManyLists()) {
      ScaleBench bench = new ScaleBench(broker, lists, folder, options);
      Matcher each = LEVEL.matcher(levels.isEmpty() ? LEVELS : levels);
      while (each.find()) {
        int every = each.group(2) == null ? 60 : Integer.parseInt(each.group(2));
        Level level =
            new Level(Integer.parseInt(each.group(1)), every, Integer.parseInt(each.group(3)));
        System.out.println(level);
        results.add(bench.measure(level));
      }
    }
    results.write();
  }

  private ObjectNode measure(Level level) throws Exception {
    String prefix = "scale" + level.scopes() + "x" + level.every();
    Path targets = Files.writeString(folder.resolve(prefix + ".yaml"), targets(level));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.targets", "file:" + targets);
    settings.put("caravan.topics.prefix", prefix);
    settings.put("caravan.quota.unpublished", "1000000");
    settings.put("caravan.routes", RoutesWithoutLimits.in(folder.resolve("routes")));
    Packaged.Start start =
        new Packaged.Start(
            Path.of(System.getProperty("java.home"), "bin", "java"), options, settings, Map.of());
    try (Packaged product =
            Packaged.start(start, Broker.freePort(), folder.resolve(prefix + ".log"));
        KafkaConsumer<String, byte[]> consumer = consumer()) {
      HttpClient http = HttpClient.newHttpClient();
      await(product, http);
      follow(consumer, prefix);
      long began = System.nanoTime();
      int first = 0;
      while (first < level.scopes() && since(began).compareTo(FIRST_POLLS) < 0) {
        first += poll(consumer).size();
      }
      double firstSeconds = since(began).toMillis() / 1000.0;
      // First polls were late and cold; what follows is the steady state.
      for (long from = System.nanoTime(); since(from).compareTo(SETTLE) < 0; ) {
        poll(consumer);
      }
      return steady(level, product, consumer, http, firstSeconds);
    }
  }

  private ObjectNode steady(
      Level level,
      Packaged product,
      KafkaConsumer<String, byte[]> consumer,
      HttpClient http,
      double firstSeconds)
      throws Exception {
    lists.connections();
    List<Seen> seen = new ArrayList<>();
    double rss = 0;
    long from = System.nanoTime();
    Duration cpu = product.footprint().cpu();
    while (since(from).toSeconds() < level.seconds()) {
      seen.addAll(poll(consumer));
      rss = Math.max(rss, product.footprint().rssMib());
    }
    Footprint end = product.footprint();
    double seconds = since(from).toMillis() / 1000.0;
    double perSecond = end.cpu().minus(cpu).toMillis() / 1000.0 / seconds;
    if (level.scopes() == 0) {
      idleCpu = perSecond;
    }
    long rows = seen.stream().mapToLong(Seen::rows).sum();
    double perRow = perSecond * seconds * 1e6 / rows;
    double netRow = (perSecond - idleCpu) * seconds * 1e6 / rows;
    smallestRow = Double.isNaN(smallestRow) && rows > 0 ? perRow : smallestRow;
    double[] asked = seen.stream().mapToDouble(Seen::asked).sorted().toArray();
    double[] visible = seen.stream().mapToDouble(Seen::visible).sorted().toArray();
    ObjectNode row = JSON.createObjectNode();
    row.put("scopes", level.scopes()).put("every s", level.every());
    row.put("first polls s", rounded(firstSeconds)).put("polls/s", rounded(seen.size() / seconds));
    row.put("incomplete", seen.stream().filter(one -> !one.complete()).count());
    row.put("lag p50 ms", at(asked, 0.5)).put("lag p99 ms", at(asked, 0.99));
    row.put("lag max ms", at(asked, 1));
    row.put("visible p50 ms", at(visible, 0.5)).put("visible p99 ms", at(visible, 0.99));
    row.put("CPU ms/s", rounded(perSecond * 1000));
    row.put("CPU ms/poll", rounded(perRow * ManyLists.ROWS / 1000));
    row.put("CPU µs/row", rounded(perRow)).put("net of idle", rounded(netRow));
    row.put("of smallest", rounded(perRow / smallestRow, 1000));
    row.put("RSS MiB", Math.round(rss)).put("threads", end.threads()).put("sockets", end.sockets());
    row.put("vendor connections", lists.connections());
    scrape(product, http, row);
    row.put("live heap MiB", live(product, level));
    return row;
  }

  private static void scrape(Packaged product, HttpClient http, ObjectNode row) throws Exception {
    get(product, http, "/observe/metrics");
    Duration before = product.footprint().cpu();
    int bytes = get(product, http, "/observe/metrics").length;
    row.put("scrape CPU ms", product.footprint().cpu().minus(before).toMillis());
    row.put("scrape KiB", bytes >> 10);
    row.put("RSS MiB after scrapes", Math.round(product.footprint().rssMib()));
  }

  /** Bytes of the objects that live, after a full collection; what they are goes to a file. */
  private long live(Packaged product, Level level) throws Exception {
    Path out = folder.resolve("histogram-" + level.scopes() + "x" + level.every() + ".txt");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(product.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    jcmd.waitFor();
    Matcher total = LIVE.matcher(Files.readString(out));
    return total.find() ? Long.parseLong(total.group(1)) >> 20 : -1;
  }

  private List<Seen> poll(KafkaConsumer<String, byte[]> consumer) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(250))) {
      String type =
          new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
      if (type.contains("snapshot.")) {
        seen.add(seen(record, type));
      }
    }
    return seen;
  }

  private Seen seen(ConsumerRecord<String, byte[]> record, String type) throws IOException {
    JsonNode marker = JSON.readTree(record.value());
    Instant slot = Instant.parse(marker.at("/snapshot/scheduled_at").asText());
    Instant asked = lists.arrival(record.key().split("/")[5]);
    return new Seen(
        asked == null ? Double.NaN : Duration.between(slot, asked).toMillis(),
        Duration.between(slot, Instant.now()).toMillis(),
        marker.findPath("received").asLong(),
        type.endsWith("completed"));
  }

  private static void await(Packaged product, HttpClient http) throws Exception {
    while (product.alive()) {
      try {
        if (status(product, http) == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      Thread.sleep(200);
    }
    throw new IllegalStateException("the product ended, see " + product.log());
  }

  private static int status(Packaged product, HttpClient http) throws Exception {
    return http.send(
            request(product, "/observe/health/ready"), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static byte[] get(Packaged product, HttpClient http, String path) throws Exception {
    return http.send(request(product, path), HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private static HttpRequest request(Packaged product, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.managementPort() + path))
        .build();
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.bootstrapServers());
    properties.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static void follow(KafkaConsumer<String, byte[]> consumer, String prefix) {
    consumer.assign(
        consumer.partitionsFor(prefix + ".events.v1").stream()
            .map(one -> new org.apache.kafka.common.TopicPartition(one.topic(), one.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  private String targets(Level level) {
    StringBuilder text = new StringBuilder("accounts:\n");
    account(text, "tencent", "tencent_cloud");
    account(text, "alibaba", "alibaba_cloud");
    account(text, "ctyun", "ctyun");
    for (int i = 0; i < HUAWEI_ACCOUNTS; i++) {
      account(text, "huawei" + i, "huawei_cloud");
    }
    text.append("targets:\n");
    int scopes = Math.max(1, level.scopes());
    int size = VENDORS.size();
    for (int vendor = 0; vendor < size; vendor++) {
      String name = VENDORS.get(vendor);
      int parts = name.equals("huawei") ? HUAWEI_ACCOUNTS : 1;
      for (int part = 0; part < parts; part++) {
        List<String> resources = new ArrayList<>();
        for (int i = vendor; i < scopes; i += size) {
          if (i / size % parts == part) {
            resources.add(name + "-" + i);
          }
        }
        if (!resources.isEmpty()) {
          target(text, name, parts == 1 ? name : name + part, resources, level);
        }
      }
    }
    return text.toString();
  }

  private void account(StringBuilder text, String name, String vendor) {
    // Replaced by what the vendors' documents call an example; nobody checks a signature here.
    text.append("  ").append(name).append(":\n    vendor: ").append(vendor);
    text.append("\n    accountId: \"id-").append(name).append("\"\n    accessKeyId: EXAMPLE-");
    text.append(name).append("\n    secretAccessKey: EXAMPLE-SECRET-").append(name);
    text.append("\n    endpoint: ").append(lists.endpoint()).append('\n');
  }

  private static void target(
      StringBuilder text, String vendor, String account, List<String> resources, Level level) {
    String api =
        switch (vendor) {
          case "tencent" -> "tencent-mongodb-client-connections";
          case "alibaba" -> "alibaba-sag-online-clients";
          case "huawei" -> "huawei-vpn-p2c-connections";
          default -> "ctyun-mongodb-accounts";
        };
    text.append("  - api: ").append(api).append("\n    account: ").append(account);
    text.append("\n    region: ").append(vendor.equals("ctyun") ? "\"\"" : "region-1");
    if (vendor.equals("alibaba")) {
      text.append("\n    users: [user]");
    }
    if (vendor.equals("huawei")) {
      text.append("\n    projectId: 7c6f2d1e0b9a48d3a5f4e3d2c1b0a987");
    }
    text.append("\n    every: ").append(level.every()).append('s');
    text.append("\n    enabled: ").append(level.scopes() > 0);
    text.append("\n    resources:\n");
    IntStream.range(0, resources.size())
        .forEach(i -> text.append("      - ").append(resources.get(i)).append('\n'));
  }

  private static Double at(double[] sorted, double part) {
    return sorted.length == 0
        ? null
        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)];
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static Double rounded(double value) {
    return rounded(value, 10);
  }

  /** In so many parts of one; null where there was nothing to divide by or to subtract. */
  private static Double rounded(double value, int parts) {
    return Double.isFinite(value)
        ? Double.valueOf(Math.round(value * parts) / (double) parts)
        : null;
  }
}
