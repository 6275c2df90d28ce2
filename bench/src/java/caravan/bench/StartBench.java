package caravan.bench;

import caravan.broker.Broker;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From the start of the process to the first event that a reader of committed records sees. Topics
 * exist and are empty, the broker does not delay the first member of a group. The kinds of starts
 * take turns. A start without archive is one as the README has it; one with it uses what {@code
 * deploy/aot-cache} made in a run against the same broker and simulator, and one with an archive
 * made offline what the image has, where neither was reachable.
 *
 * <p>{@code bench.start.rounds} is how often each kind is started, 5 by default.
 */
final class StartBench {

  private static final Path WORK = Path.of("target", "bench", "start");
  private static final Duration MAX_START = Duration.ofSeconds(60);

  /** A kind of start: name, Java, and what stands behind the settings. */
  private record Kind(String name, Javas.Installation java, List<String> launch) {}

  /** Figures of one start. */
  private record Took(
      double started, double owned, double loaded, double first, double cpu, double rss) {}

  private StartBench() {}

  static void run() throws Exception {
    Results results = new Results("start");
    int rounds = Integer.getInteger("bench.start.rounds", 5);
    try (FiveScopes scopes = new FiveScopes()) {
      List<Kind> kinds = kinds(scopes);
      Map<Kind, List<Took>> all = new LinkedHashMap<>();
      // The first round warms up the broker, the simulator and the disk; it does not count.
      for (int round = 0; round <= rounds; round++) {
        for (Kind kind : kinds) {
          Took took = start(scopes, kind, "round" + round + "-" + kinds.indexOf(kind));
          System.out.printf("round %d, %s: %s%n", round, kind.name(), took);
          if (round > 0) {
            all.computeIfAbsent(kind, one -> new ArrayList<>()).add(took);
          }
        }
      }
      all.forEach((kind, took) -> results.add(row(kind, took)));
    }
    results.write();
  }

  private static List<Kind> kinds(FiveScopes scopes) throws Exception {
    List<Kind> kinds = new ArrayList<>();
    for (Javas.Installation java : Javas.present()) {
      kinds.add(new Kind(java.name(), java, Packaged.jarWith(List.of())));
      scopes.createTopics("training-" + kinds.size());
      Map<String, String> offline = Map.of("kafka.bootstrap.servers", "127.0.0.1:9");
      kinds.add(archived(java, ", archive", scopes.settings("training-" + kinds.size())));
      kinds.add(archived(java, ", archive made offline", offline));
    }
    return kinds;
  }

  private static Kind archived(Javas.Installation java, String what, Map<String, String> settings)
      throws Exception {
    return new Kind(java.name() + what, java, launchWithArchive(java, what, settings));
  }

  /** Lets the product's own script make an archive, in a copy of the product; starts with it. */
  static List<String> launchWithArchive(
      Javas.Installation java, String what, Map<String, String> settings) throws Exception {
    Path folder = WORK.resolve((java.name() + what).replaceAll("[^A-Za-z0-9]+", "-"));
    copy(Packaged.FOLDER, folder);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "deploy/aot-cache", folder.toString()));
    command.add("-Dquarkus.management.host=127.0.0.1");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("JAVA_HOME", java.home().toString());
    builder.environment().putAll(FiveScopes.environment());
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException("aot-cache ended with code " + code);
    }
    return List.of("@" + folder.resolve("fast.options"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (!Files.exists(copy) || !Files.isSameFile(file, copy)) {
          Files.deleteIfExists(copy);
          Files.copy(file, copy);
        }
      }
    }
  }

  private static Took start(FiveScopes scopes, Kind kind, String prefix) throws Exception {
    scopes.createTopics(prefix);
    Path log = WORK.resolve(prefix + ".log");
    Packaged.Start start =
        new Packaged.Start(
            kind.java().tool("java"),
            List.of("-Xmx256m"),
            scopes.settings(prefix),
            FiveScopes.environment(),
            kind.launch());
    try (KafkaConsumer<byte[], byte[]> reader = reader(scopes, prefix)) {
      Instant begun = Instant.now();
      long nanos = System.nanoTime();
      try (Packaged product = Packaged.start(start, Broker.freePort(), log)) {
        while (reader.poll(Duration.ofMillis(20)).isEmpty()) {
          if (!product.alive() || System.nanoTime() - nanos > MAX_START.toNanos()) {
            throw new IllegalStateException(kind.name() + " published nothing, see " + log);
          }
        }
        double first = (System.nanoTime() - nanos) / 1e9;
        Footprint footprint = product.footprint();
        Map<String, Double> said = said(log, begun);
        return new Took(
            said.getOrDefault("started in", Double.NaN),
            said.getOrDefault("partitions owned=", Double.NaN),
            said.getOrDefault("state is loaded", Double.NaN),
            first,
            footprint.cpu().toMillis() / 1000.0,
            footprint.rssMib());
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> reader(FiveScopes scopes, String prefix) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("bootstrap.servers", scopes.bootstrapServers());
    settings.put("isolation.level", "read_committed");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(settings, bytes, bytes);
    List<TopicPartition> all =
        IntStream.range(0, FiveScopes.PARTITIONS)
            .mapToObj(number -> new TopicPartition(prefix + ".events.v1", number))
            .toList();
    reader.assign(all);
    reader.seekToBeginning(all);
    reader.poll(Duration.ofMillis(200));
    return reader;
  }

  /** Seconds from the start to the first line that holds each of these texts. */
  private static Map<String, Double> said(Path log, Instant begun) throws IOException {
    Map<String, Double> said = new TreeMap<>();
    for (String line : Files.readAllLines(log)) {
      for (String text : List.of("started in", "partitions owned=", "state is loaded")) {
        if (line.contains(text) && line.startsWith("2")) {
          Instant at = OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant();
          said.putIfAbsent(text, Duration.between(begun, at).toMillis() / 1000.0);
        }
      }
    }
    return said;
  }

  private static ObjectNode row(Kind kind, List<Took> took) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    double[] first = sorted(took, Took::first);
    row.put("start", kind.name()).put("starts", took.size());
    row.put("first event s, median", round(first[first.length / 2]));
    row.put("min", round(first[0])).put("max", round(first[first.length - 1]));
    row.put("started s", median(took, Took::started));
    row.put("group joined s", median(took, Took::owned));
    row.put("state loaded s", median(took, Took::loaded));
    row.put("CPU s to first event", median(took, Took::cpu));
    row.put("RSS MiB at first event", median(took, Took::rss));
    return row;
  }

  private static double median(List<Took> took, ToDoubleFunction<Took> figure) {
    double[] sorted = sorted(took, figure);
    return round(sorted[sorted.length / 2]);
  }

  private static double[] sorted(List<Took> took, ToDoubleFunction<Took> figure) {
    double[] values = took.stream().mapToDouble(figure).toArray();
    Arrays.sort(values);
    return values;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
