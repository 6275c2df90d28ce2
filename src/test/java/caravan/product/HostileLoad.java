package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.broker.Topic;
import caravan.simulator.HostileEndpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The clouds of a {@link World} beside many vendors who answer whatever they like, and one replica
 * with the heap that the cluster's files give it.
 */
public final class HostileLoad implements AutoCloseable {

  /** Vendors who answer whatever they like. */
  public static final int ENDPOINTS = 48;

  /** Period of the healthy targets; the machine is busy. */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private static final Duration HOSTILE_PERIOD = Duration.ofSeconds(5);

  private static final String NAME = "hostile-";
  private static final int HEALTHY = 14;

  /** A marker has fewer bytes, and most events of long rows have more. */
  private static final int SMALL = 4_000;

  private final HostileEndpoints endpoints = new HostileEndpoints(ENDPOINTS);
  private final World world;
  private final String heap;
  private Product replica;

  /**
   * Begins without the replica.
   *
   * @param folder for the targets
   * @param seed decides what happens in the healthy clouds
   */
  public HostileLoad(Path folder, long seed) throws IOException {
    world = new World(folder, seed, HostileLoad::isKept);
    heap = deployedHeap();
    assertEquals(HEALTHY, world.lists().size());
    Path file = folder.resolve("targets.yaml");
    StringBuilder accounts = new StringBuilder();
    StringBuilder targets = new StringBuilder();
    for (int i = 0; i < ENDPOINTS; i++) {
      accounts.append(
          """
            NAME:
              vendor: huawei_cloud
              accountId: NAME
              accessKeyId: KEY-NAME
              secretAccessKey: ${HUAWEI_KEY}
              endpoint: ENDPOINT
          """
              .replace("NAME", NAME + i)
              .replace("ENDPOINT", endpoints.endpoint(i)));
      targets.append(
          """
            - api: huawei-vpn-p2c-connections
              account: NAME
              region: cn-north-4
              projectId: project-EXAMPLE
              resources: [NAME]
              every: SECONDSs
          """
              .replace("NAME", NAME + i)
              .replace("SECONDS", Long.toString(HOSTILE_PERIOD.toSeconds())));
    }
    String healthy = Files.readString(file);
    Files.writeString(
        file,
        (healthy.replace("\ntargets:\n", "\n" + accounts + "targets:\n") + targets)
            .replace("every: 1s", "every: " + PERIOD.toSeconds() + "s"));
  }

  /** What 60 % of the memory limit of k8s/base are, as the image sets it. */
  private static String deployedHeap() throws IOException {
    int limit =
        number(Path.of("k8s/base/deployment.yaml"), "limits:\\s+cpu: \\S+\\s+memory: (\\d+)Mi");
    int percent = number(Path.of("Dockerfile"), "MaxRAMPercentage=(\\d+)");
    return limit * percent / 100 + "m";
  }

  private static int number(Path file, String pattern) throws IOException {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
    if (!found.find()) {
      throw new AssertionError(file + " says nothing of the memory");
    }
    return Integer.parseInt(found.group(1));
  }

  /** The healthy part. */
  World world() {
    return world;
  }

  /** The other part. */
  public HostileEndpoints endpoints() {
    return endpoints;
  }

  /** Starts the replica as it is deployed. */
  public void start() {
    replica = start(Map.of());
  }

  /** Starts a replica with some settings of its own. */
  Product start(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.putIfAbsent("-Xmx", heap);
    settings.putIfAbsent("caravan.http.response-timeout-ms", "8000");
    return world.start("hostile", settings);
  }

  private static boolean isHostile(Listing list) {
    return list.resource().startsWith(NAME);
  }

  /** Codes that the markers of hostile lists have said so far, with how often. */
  public Map<String, Long> codes() {
    return world.shown().stream()
        .filter(event -> event.marker() && isHostile(Listing.of(event.scope())))
        .map(Fault::said)
        .collect(Collectors.groupingBy(said -> said, Collectors.counting()));
  }

  /** Waits until every list was read completely by polls that began after this call. */
  public void awaitEverythingComplete() {
    Instant since = Instant.now();
    world.await(
        Duration.ofMillis(500),
        () ->
            world.shown().stream()
                    .filter(event -> event.complete() && event.scheduledAt().isAfter(since))
                    .map(event -> Listing.of(event.scope()))
                    .distinct()
                    .count()
                == ENDPOINTS + HEALTHY);
  }

  /** Waits for the healthy lists only. */
  void awaitHealthy() {
    world.awaitCompletePolls(Instant.now(), list -> !isHostile(list));
  }

  /** Waits until each hostile vendor has given one answer. */
  public void awaitAnswers(HostileEndpoints.Harm harm) {
    world.await(
        Duration.ofMillis(200), () -> endpoints.answered().getOrDefault(harm, 0) >= ENDPOINTS);
  }

  /** Has the replica stand still for a while, and go on. */
  public void standStill(Duration time) throws IOException, InterruptedException {
    replica.freeze();
    replica.runFor(time);
    replica.thaw();
  }

  /** Lets the replica work for a while, during which it must not end. */
  public void runFor(Duration time) throws InterruptedException {
    replica.runFor(time);
  }

  /**
   * Fails when a list was not read completely for three periods and no metric of the replica says
   * so. A metric may know of a poll before its marker has arrived here, which is waited for. A
   * replica that has lost partitions says that instead.
   */
  public void assertBlindnessShows() {
    Map<String, Double> said = replica.sinceComplete();
    Instant now = Instant.now();
    if (replica.partitionsOwned() < world.partitions()) {
      return;
    }
    AtomicReference<List<String>> unseen = new AtomicReference<>(List.of());
    try {
      world.await(
          Duration.ofMillis(200),
          () -> {
            unseen.set(unseen(said, now));
            return unseen.get().isEmpty();
          });
    } catch (AssertionError tooLong) {
      throw new AssertionError("blind without showing it: " + unseen.get(), tooLong);
    }
  }

  /**
   * Lists that were blind at a moment, whatever was read of them later, and were not said to be.
   */
  private List<String> unseen(Map<String, Double> said, Instant now) {
    Map<String, Instant> complete = new HashMap<>();
    world.shown().stream()
        .filter(event -> event.complete() && !event.observedAt().isAfter(now))
        .forEach(event -> complete.put(event.scope(), event.observedAt()));
    complete.values().removeIf(at -> at.isAfter(now.minus(PERIOD.multipliedBy(3))));
    complete.keySet().removeIf(scope -> said.getOrDefault(scope, 0.0) >= PERIOD.toSeconds());
    return complete.entrySet().stream()
        .map(one -> one.getKey() + " since " + one.getValue() + ", says " + said.get(one.getKey()))
        .toList();
  }

  /**
   * Stops the clouds and the replica and fails when a healthy list missed a slot between two
   * instants, anything of it is missing, invented, doubled or illegal, or the replica met what
   * nobody foresaw.
   *
   * @return what there was to judge
   */
  public String judge(Instant from, Instant to) throws Exception {
    List<String> missed = missed(from, to);
    String judged = judge();
    assertEquals(List.of(), missed, "slots of healthy lists");
    return judged;
  }

  /** As {@link #judge(Instant, Instant)}, of a replica that could not keep every slot. */
  public String judge() throws Exception {
    long resident = replica.residentMebibytes();
    world.settle();
    replica.stop();
    Ledger ledger = ledger();
    assertEquals(
        List.of(),
        replica.log().stream().filter(line -> line.contains("unforeseen failure")).toList());
    ledger.assertHolds(world.truth());
    world.assertWithinBudgets();
    return endpoints.answered() + ", " + codes() + ", " + resident + " MiB; " + ledger;
  }

  /** What healthy lists missed between two instants: each has a complete poll in each slot. */
  private List<String> missed(Instant from, Instant to) {
    List<String> problems = new ArrayList<>();
    Map<Listing, List<Published>> markers =
        world.shown().stream()
            .filter(Published::marker)
            .filter(event -> !isHostile(Listing.of(event.scope())))
            .collect(Collectors.groupingBy(event -> Listing.of(event.scope())));
    markers.forEach(
        (list, all) -> {
          Instant due = null;
          for (Published marker : all) {
            if (marker.scheduledAt().isBefore(from) || marker.scheduledAt().isAfter(to)) {
              continue;
            }
            if (due != null && !marker.scheduledAt().equals(due)) {
              problems.add(list + " has no poll from " + due + " to " + marker.scheduledAt());
            }
            if (!marker.complete()) {
              problems.add(list + " is " + Fault.said(marker) + " at " + marker.scheduledAt());
            }
            due = marker.scheduledAt().plus(PERIOD);
          }
          if (due == null || due.isBefore(to.minus(PERIOD))) {
            problems.add(list + " has no poll from " + due + " to " + to);
          }
        });
    if (markers.size() != HEALTHY) {
      problems.add("healthy lists: " + markers.keySet());
    }
    return problems;
  }

  /** Opens the books of the healthy lists, when the replica does not publish any more. */
  Ledger ledger() {
    Ledger.Topics healthy =
        Ledger.Topics.read(
            world.broker().bootstrapServers(),
            world.prefix(),
            world.partitions(),
            entry -> !isHostile(entry));
    return new Ledger(healthy, world.answered());
  }

  /** What hostile vendors list is gigabytes; of their polls only the small records are kept. */
  private static boolean isKept(Topic.Entry entry) {
    return !isHostile(entry) || entry.tombstone() || entry.bytes().length < SMALL;
  }

  private static boolean isHostile(Topic.Entry entry) {
    return entry.key().contains("/" + NAME);
  }

  @Override
  public void close() {
    world.close();
    endpoints.close();
  }
}
