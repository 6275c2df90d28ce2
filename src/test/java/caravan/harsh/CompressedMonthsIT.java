package caravan.harsh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Topic;
import caravan.broker.TopicConfigs;
import caravan.model.Credential;
import caravan.product.Follower;
import caravan.product.Ledger;
import caravan.product.Listing;
import caravan.product.Product;
import caravan.product.Published;
import caravan.product.World;
import caravan.simulator.AccessGateway;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What months do to an installation, in a short time: many scopes with slots of a second, the
 * cleaner at work all the time, restarts and kills, keys that rotate, a target that comes and goes,
 * and rows that can never become events. Nothing may grow with the time: heap, threads, series of
 * metrics, compacted topics, and what a start has to load.
 *
 * <p>{@code -Dharsh.scopes=2000} makes the fleet larger.
 */
@Tag("thorough")
class CompressedMonthsIT {

  private static final int SCOPES = Integer.getInteger("harsh.scopes", 60);
  private static final String GATEWAY = Clouds.ALIBABA_GATEWAYS.get(1);
  private static final String FLAPPING = "flapping";
  private static final String POISONED = "poisoned";
  private static final int TOO_LONG = 5_000;

  /** Scopes whose polls are never complete, or which are retired: the ledger has no rule for it. */
  private static final Set<String> APART = Set.of(FLAPPING, POISONED);

  /** The followers must have seen a record before the cleaner takes it away. */
  private static final String CLEANED_AFTER_MS = "4000";

  private static final String SESSION = "caravan.ownership.session-timeout";
  private static final Pattern LOADED = Pattern.compile("state is loaded .* ms=(\\d+)");

  /** What happens in the life of an installation. */
  private enum Event {
    RESTART,
    KILL,
    KEY_ROTATES,
    TARGET_FLAPS
  }

  /** What one life of the process took, at its end. */
  private record Figures(
      double heapMiB, double threads, long series, double compactedMiB, long loadMs) {}

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("CompressedMonthsIT", 30);
  private final List<Figures> lives = new ArrayList<>();
  private World world;
  private Admin admin;
  private boolean flappingIsThere = true;
  private int keys;

  @Test
  void monthsPass() throws Exception {
    try (World begun = new World(folder, run.seed());
        Admin client = Admin.create(Map.of("bootstrap.servers", begun.kafka().bootstrapServers()));
        Follower states = new Follower(begun.kafka().bootstrapServers(), begun.stateTopic());
        Follower checkpoints = new Follower(begun.kafka().bootstrapServers(), checkpoints(begun))) {
      world = begun;
      admin = client;
      populate();
      rotate();
      Product product = start();
      run.begin(world);
      compactEagerly();
      List<Event> next = new ArrayList<>();
      while (run.goesOn()) {
        if (next.isEmpty()) {
          next.addAll(List.of(Event.values()));
          Collections.shuffle(next, run.random());
        }
        Event event = next.remove(0);
        switch (event) {
          case RESTART -> {
            measure(product);
            product.stop();
            product = start();
          }
          case KILL -> {
            measure(product);
            product.kill();
            product = start();
          }
          case KEY_ROTATES -> rotate();
          default -> flap();
        }
        run.did(event.name());
        world.awaitCompletePolls();
        run.leave(1_000, 4_000);
      }
      measure(product);
      run.judge(
          world,
          topics ->
              new Ledger.Topics(
                  topics.partitions(),
                  kept(entries(world.shown())),
                  kept(entries(states.shown())),
                  kept(entries(checkpoints.shown())),
                  List.of(),
                  Map.of()),
          list -> !APART.contains(list.user()));
      judgeGrowth();
    } finally {
      run.end();
    }
  }

  private static String checkpoints(World world) {
    return world.prefix() + ".checkpoints.v1";
  }

  private Product start() {
    return world.start("anna", Map.of("caravan.retire-after", "2s", SESSION, "6s"));
  }

  private AccessGateway gateway() {
    return world.clouds().clouds().alibaba().resource(GATEWAY);
  }

  private void populate() {
    AccessGateway gateway = gateway();
    for (int i = 0; i < SCOPES; i++) {
      gateway.user("user" + i);
      world.reads(new Listing(Simulator.ALIBABA_ONLINE_CLIENTS, GATEWAY, "user" + i));
    }
    gateway.online(FLAPPING, "10.9.9.9", Instant.now());
    gateway.online(POISONED, "10.9.9.8", Instant.now());
    gateway.online(POISONED, "x".repeat(TOO_LONG), Instant.now());
  }

  /** The vendor knows the new key from now on, and the former no more. */
  private void rotate() throws IOException {
    keys++;
    Credential next = new Credential("LTAI-rotating-" + keys, "secret-of-key-" + keys, null);
    world.clouds().clouds().alibaba().credential(next);
    replace(folder.resolve("alibaba-key"), next.secretAccessKey());
    replace(folder.resolve("alibaba-id"), next.accessKeyId());
    writeTargets();
  }

  private void flap() throws IOException {
    flappingIsThere = !flappingIsThere;
    writeTargets();
  }

  private void writeTargets() throws IOException {
    List<String> users = new ArrayList<>(List.of(POISONED));
    IntStream.range(0, SCOPES).forEach(i -> users.add("user" + i));
    if (flappingIsThere) {
      users.add(FLAPPING);
    }
    String targets =
        Product.targets(world.clouds().endpoint(), "1s")
                .replace("${ALIBABA_ID}", "${file:" + folder.resolve("alibaba-id") + "}")
                .replace("${ALIBABA_KEY}", "${file:" + folder.resolve("alibaba-key") + "}")
            + """
                - api: alibaba-sag-online-clients
                  account: alibaba
                  region: cn-shanghai
                  resources: [RESOURCE]
                  every: 1s
                  users: [USERS]
              """
                .replace("RESOURCE", GATEWAY)
                .replace("USERS", String.join(", ", users));
    replace(folder.resolve("targets.yaml"), targets);
  }

  /** At once, as an orchestrator does. */
  private void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void compactEagerly() throws ExecutionException, InterruptedException {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.BROKER, ""),
                TopicConfigs.set("log.cleaner.backoff.ms", "500"),
                topic(world.stateTopic()),
                eagerly(),
                topic(checkpoints(world)),
                eagerly()))
        .all()
        .get();
  }

  private static ConfigResource topic(String name) {
    return new ConfigResource(ConfigResource.Type.TOPIC, name);
  }

  private static Collection<AlterConfigOp> eagerly() {
    return TopicConfigs.set(
        "segment.ms", "2000",
        "min.compaction.lag.ms", CLEANED_AFTER_MS,
        "max.compaction.lag.ms", "6000",
        "delete.retention.ms", "1000",
        "min.cleanable.dirty.ratio", "0.01");
  }

  private static List<Topic.Entry> entries(List<Published> shown) {
    return shown.stream().map(Published::entry).toList();
  }

  /** Without what belongs to the scopes apart. */
  private static List<Topic.Entry> kept(List<Topic.Entry> entries) {
    return entries.stream()
        .filter(one -> APART.stream().noneMatch(apart -> one.key().contains("/" + apart)))
        .toList();
  }

  private void measure(Product product) throws ExecutionException, InterruptedException {
    String metrics = product.get("/observe/metrics");
    Figures figures =
        new Figures(
            sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\".*") / (1 << 20),
            sum(metrics, "jvm_threads_live_threads.*"),
            metrics.lines().filter(line -> !line.startsWith("#")).count(),
            compactedBytes() / (double) (1 << 20),
            product.log().stream()
                .map(LOADED::matcher)
                .filter(Matcher::find)
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum());
    System.out.println("CompressedMonthsIT: " + figures);
    lives.add(figures);
  }

  private static double sum(String metrics, String line) {
    Pattern wanted = Pattern.compile(line + " (\\S+)");
    return metrics
        .lines()
        .map(wanted::matcher)
        .filter(Matcher::matches)
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }

  private long compactedBytes() throws ExecutionException, InterruptedException {
    Set<String> compacted = new TreeSet<>(List.of(world.stateTopic(), checkpoints(world)));
    return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
        .flatMap(folders -> folders.values().stream())
        .flatMap(one -> one.replicaInfos().entrySet().stream())
        .filter(one -> compacted.contains(one.getKey().topic()))
        .mapToLong(one -> one.getValue().size())
        .sum();
  }

  /** The last life took no more than the first, but for what comes and goes in any. */
  private void judgeGrowth() {
    Figures first = lives.get(0);
    Figures last = lives.get(lives.size() - 1);
    assertTrue(last.threads() <= first.threads() + 10, () -> "threads: " + lives);
    assertTrue(last.series() <= first.series() * 1.1 + 50, () -> "series: " + lives);
    assertTrue(last.heapMiB() <= first.heapMiB() * 2 + 32, () -> "heap: " + lives);
    assertTrue(last.compactedMiB() <= first.compactedMiB() * 2 + 2, () -> "topics: " + lives);
  }
}
