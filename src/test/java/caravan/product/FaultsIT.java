package caravan.product;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can go wrong between the product and the clouds, at once and over its real
 * timers: some thirty accounts with a fault each, one of them with a hundred lists that trickle,
 * beside healthy accounts of all five APIs on the same host.
 *
 * <p>What must hold: each fault shows in the markers of its own scope with what it is, invents
 * nothing, and is found by a person in the log and the metrics too. Who is healthy does not notice:
 * a complete poll in every slot. No account is asked more than its budget, and none is locked.
 */
class FaultsIT {

  private static final Duration HEALTHY_PERIOD = Duration.ofSeconds(FaultLoad.HEALTHY_SECONDS);
  private static final int HEALTHY_SCOPES = 14;
  private static final int SLOTS = 6;
  private static final int SICK_SLOTS = 2;
  private static final int PARTITIONS = 12;
  private static final String PREFIX = "faults";
  private static final String HUAWEI = Faults.WRONG + "huawei";

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  private static List<Published> events(Broker broker) {
    return Topic.read(broker.bootstrapServers(), PREFIX + ".events.v1").stream()
        .map(Published::of)
        .toList();
  }

  private static Map<Listing, List<Published>> markers(List<Published> events) {
    return events.stream()
        .filter(Published::marker)
        .collect(groupingBy(event -> Listing.of(event.scope()), TreeMap::new, Collectors.toList()));
  }

  @Test
  void everyFaultIsToldAndNobodyElseNotices() throws Exception {
    try (Broker broker = Broker.start();
        FaultLoad load = new FaultLoad(folder, Faults.all());
        Product product = start(broker, load)) {
      // When
      awaitFaults(broker, load, product);
      awaitLeftAlone(load, product);
      Instant all = Instant.now();
      Instant enough = all.plus(HEALTHY_PERIOD.multipliedBy(SLOTS));
      await()
          .atMost(World.SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  healthy(load, markers(events(broker))).stream().allMatch(a -> until(a, enough)));
      String metrics = product.get("/observe/metrics");
      String health = product.get("/observe/health");
      List<Published> events = events(broker);
      load.correct(HUAWEI);
      awaitCorrected(broker);
      List<String> log = product.log();
      product.stop();

      // Then
      checkHealthy(load, events, all, enough);
      load.faults().forEach(fault -> check(fault, load, events, log, metrics));
      checkHealth(load, health);
      new Polls(events, PARTITIONS, problems);
      assertTrue(
          problems.isEmpty(), () -> problems.size() + " problems:\n" + String.join("\n", problems));
      assertTrue(health.startsWith("200 "), health);
      load.assertWithinBudgets();
      assertFalse(
          load.answeredTo(fault(load, HUAWEI)).contains("reach the limit"), "the key was locked");
    }
  }

  private static Product start(Broker broker, FaultLoad load) throws Exception {
    Map<String, String> settings = new HashMap<>(load.settings(""));
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    Map<String, String> environment = new HashMap<>(Product.credentials());
    environment.put("JAVA_TOOL_OPTIONS", World.QUICK_START);
    return Product.start(Broker.freePort(), settings, environment);
  }

  private static Fault fault(FaultLoad load, String name) {
    return load.faults().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** Waits until the host where nobody listens is not asked any more. */
  private static void awaitLeftAlone(FaultLoad load, Product product) {
    await()
        .atMost(World.SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> product.get("/observe/health").contains("open " + load.nobodysEndpoint()));
  }

  /** Waits until each fault was told, all of a hundred slow lists included. */
  private void awaitFaults(Broker broker, FaultLoad load, Product product) {
    Set<String> missing = new TreeSet<>();
    try {
      await()
          .atMost(World.SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                Map<Listing, List<Published>> markers = markers(events(broker));
                missing.clear();
                load.faults().forEach(fault -> missing.addAll(untold(fault, markers)));
                return missing.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "not told: " + missing + "\n" + product.log().stream().limit(400).collect(joining("\n")),
          e);
    }
  }

  /** Lists of a fault that have too few markers, or not the one that the fault is about. */
  private static List<String> untold(Fault fault, Map<Listing, List<Published>> markers) {
    List<List<Published>> own = of(fault, markers);
    boolean slow = fault.name().equals(Faults.SLOW_LORIS);
    int lists = slow ? FaultLoad.SLOW_LISTS : 1;
    int slots = slow ? 1 : SICK_SLOTS;
    List<String> untold = new ArrayList<>();
    if (own.size() < lists || own.stream().anyMatch(list -> list.size() < slots)) {
      untold.add(fault.name() + " in " + own.size() + " lists");
    }
    if (own.stream()
        .flatMap(List::stream)
        .map(Fault::said)
        .noneMatch(fault.says().get(0)::equals)) {
      untold.add(fault.says().get(0) + " of " + fault.name());
    }
    return untold;
  }

  private static List<List<Published>> of(Fault fault, Map<Listing, List<Published>> markers) {
    return markers.entrySet().stream()
        .filter(one -> one.getKey().resource().equals(fault.name()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<List<Published>> healthy(
      FaultLoad load, Map<Listing, List<Published>> markers) {
    Set<String> sick = load.faults().stream().map(Fault::name).collect(Collectors.toSet());
    return markers.entrySet().stream()
        .filter(one -> !sick.contains(one.getKey().resource()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean until(List<Published> markers, Instant end) {
    return !markers.get(markers.size() - 1).scheduledAt().isBefore(end);
  }

  /** The key is not locked: the right secret is accepted at once. */
  private static void awaitCorrected(Broker broker) {
    await()
        .atMost(World.SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                events(broker).stream()
                    .anyMatch(
                        one ->
                            one.marker()
                                && one.complete()
                                && Listing.of(one.scope()).resource().equals(HUAWEI)));
  }

  /**
   * Healthy polls are complete from the first one on. From when all faults are on there is one in
   * every slot, within it; before that, this machine may still be busy with starting the product.
   */
  private void checkHealthy(FaultLoad load, List<Published> events, Instant from, Instant end) {
    List<List<Published>> scopes = healthy(load, markers(events));
    assertEquals(HEALTHY_SCOPES, scopes.size());
    for (List<Published> markers : scopes) {
      Instant due = null;
      for (Published marker : markers) {
        Instant slot = marker.scheduledAt();
        if (!marker.complete()) {
          problems.add("healthy, but " + Fault.said(marker) + " in " + marker);
        }
        if (slot.isBefore(from) || !slot.isBefore(end)) {
          continue;
        }
        if (due != null && !slot.equals(due)) {
          problems.add("healthy, but no poll from slot " + due + " to " + marker.place());
        }
        due = slot.plus(HEALTHY_PERIOD);
        if (marker.observedAt().isAfter(due)) {
          problems.add("healthy, but late at " + marker.observedAt() + " for the slot " + slot);
        }
      }
      long slots =
          markers.stream()
              .map(Published::scheduledAt)
              .filter(slot -> !slot.isBefore(from) && slot.isBefore(end))
              .count();
      if (slots != SLOTS) {
        problems.add(
            "healthy, but " + slots + " polls in " + SLOTS + " slots, first " + markers.get(0));
      }
    }
  }

  /** Every marker says what the fault is, and so do the poll's line in the log and the metrics. */
  private void check(
      Fault fault, FaultLoad load, List<Published> events, List<String> log, String metrics) {
    for (List<Published> markers : of(fault, markers(events))) {
      String scope = markers.get(0).scope();
      for (Published marker : markers) {
        String said = Fault.said(marker);
        if (!fault.says().contains(said)) {
          problems.add(fault + " is told as " + said + ": " + marker.json().at("/report/error"));
        }
        String code = marker.text("/report/error/code");
        if (log.stream()
            .noneMatch(
                line ->
                    line.contains(" pollId=" + marker.pollId() + " ")
                        && line.contains(" verdict=" + marker.text("/report/status"))
                        && (code == null || line.contains(" code=" + code + " ")))) {
          problems.add(fault + " is not in the log as " + said);
        }
      }
      String incomplete = value(metrics, "caravan_incomplete_polls", scope);
      if (fault.isHarmless() == (Double.parseDouble(incomplete) > 0)) {
        problems.add(fault + " has " + incomplete + " incomplete polls in the metrics");
      }
    }
    checkNothingInvented(fault, load, events);
  }

  private static String value(String metrics, String name, String scope) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("scope=\"" + scope + "\""))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("NaN");
  }

  /** What is published of a sick list was listed, and only what was seen whole ends anything. */
  private void checkNothingInvented(Fault fault, FaultLoad load, List<Published> events) {
    String answered = load.answeredTo(fault);
    events.stream()
        .filter(event -> !event.marker())
        .filter(event -> Listing.of(event.scope()).resource().equals(fault.name()))
        .forEach(
            event -> {
              String id = event.text("/connection/vendor_id");
              if (id == null || !answered.contains("\"" + id + "\"")) {
                problems.add(fault + " invents " + event);
              }
              if (event.ends()) {
                problems.add(fault + " ends " + event);
              }
            });
  }

  /** Accounts that are refused and hosts that are away stand on the health page, nobody else. */
  private void checkHealth(FaultLoad load, String health) {
    Set<String> suspended =
        load.faults().stream()
            .map(Fault::name)
            .filter(name -> health.contains("suspended " + name))
            .collect(Collectors.toSet());
    Set<String> wrong =
        load.faults().stream()
            .map(Fault::name)
            .filter(name -> name.startsWith(Faults.WRONG))
            .collect(Collectors.toSet());
    if (!suspended.equals(wrong)) {
      problems.add("suspended on the health page: " + suspended);
    }
    if (!health.contains("open " + load.nobodysEndpoint())) {
      problems.add("the host where nobody listens is not on the health page");
    }
    if (health.contains("open " + load.endpoint())) {
      problems.add("the host of the healthy accounts is left alone");
    }
  }
}
