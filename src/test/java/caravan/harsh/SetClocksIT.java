package caravan.harsh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Broker;
import caravan.broker.TopicConfigs;
import caravan.product.OpenTransactions;
import caravan.product.Product;
import caravan.product.Published;
import caravan.product.World;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clocks of machines are set, by a day back to ten years ahead, while replicas poll, publish,
 * leave a suspended account or a silent host alone; after a while they are right again. In the end
 * they drift. Brokers take records of any time. Nothing may be dated by a wrong clock, and every
 * replica must be able to work once its clock is right, without a restart.
 */
@Tag("thorough")
class SetClocksIT {

  private static final Duration MAX_SKEW = Duration.ofSeconds(5);

  private static final List<Duration> STEPS =
      List.of(
          Duration.ofDays(3650),
          Duration.ofDays(-1),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ofSeconds(-10),
          Duration.ofDays(1),
          Duration.ofMinutes(-10));

  /**
   * Polls are refused and probed in short turns, so that a pause begins and ends within a round.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "caravan.clock.max-skew", MAX_SKEW.toSeconds() + "s",
          "caravan.account.pause", "2s",
          "caravan.account.max-pause", "4s");

  /** What the replica does when its clock is set. */
  private enum Moment {
    POLLING,
    PUBLISHING,
    SUSPENDED,
    CIRCUIT_OPEN
  }

  private record Replica(Product product, ProcessClock clock) {}

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("SetClocksIT", 30);

  @Test
  void clocksAreSet() throws Exception {
    Instant began = Instant.now();
    try (Broker broker = Broker.start();
        World world = new World(folder, run.seed(), broker);
        OpenTransactions transactions = new OpenTransactions(world)) {
      List<Replica> replicas = List.of(start(world, "anna"), start(world, "boris"));
      run.begin(world);
      takeRecordsOfAnyTime(world);
      List<Moment> moments = new ArrayList<>();
      List<Duration> steps = new ArrayList<>();
      while (run.goesOn()) {
        refill(moments, List.of(Moment.values()));
        refill(steps, STEPS);
        List<Replica> wrong = new ArrayList<>(replicas);
        if (run.random().nextBoolean()) {
          wrong.remove(run.random().nextInt(wrong.size()));
        }
        Moment moment = moments.remove(0);
        Duration step = steps.remove(0);
        await(moment, world, transactions);
        wrong.forEach(one -> one.clock().set(step));
        run.did(moment + " " + step);
        run.leave(500, 6_000);
        world.disturb(call -> null);
        replicas.forEach(one -> one.clock().set(Duration.ZERO));
        run.leave(1_000, 4_000);
      }
      world.awaitCompletePolls();
      drift(world, replicas);
      run.judge(world);
      assertDatedRight(world, began);
      replicas.forEach(one -> assertEquals(List.of(), stopped(one.product())));
    } finally {
      run.end();
    }
  }

  private Replica start(World world, String name) throws Exception {
    Path own = java.nio.file.Files.createDirectory(folder.resolve(name));
    ProcessClock clock = new ProcessClock(own);
    return new Replica(world.start(name, SETTINGS, clock.options()), clock);
  }

  /**
   * Brokers from 4.0 refuse records more than an hour ahead unless their topics say otherwise. No
   * record begins a new segment by its time, or what is behind it would be compacted before the
   * books are opened.
   */
  private static void takeRecordsOfAnyTime(World world) throws Exception {
    String unbounded = Long.toString(Long.MAX_VALUE);
    Collection<AlterConfigOp> any =
        TopicConfigs.set(
            "message.timestamp.after.max.ms", unbounded,
            "segment.ms", unbounded,
            "max.compaction.lag.ms", unbounded);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", world.kafka().bootstrapServers()))) {
      Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
      world
          .topics()
          .forEach(topic -> changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), any));
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }

  private <T> void refill(List<T> left, List<T> all) {
    if (left.isEmpty()) {
      left.addAll(all);
      Collections.shuffle(left, run.random());
    }
  }

  private void await(Moment moment, World world, OpenTransactions transactions) throws Exception {
    switch (moment) {
      case PUBLISHING -> world.await(Duration.ofMillis(1), transactions::any);
      case SUSPENDED -> {
        // Not Huawei's: it locks keys, so a second refusal in a row would close the account for
        // good.
        world.disturb(
            call -> call.api().equals(Simulator.HUAWEI_CONNECTIONS) ? null : Answer.of(401, "{}"));
        awaitMetric(world, "caravan_account_suspended");
      }
      case CIRCUIT_OPEN -> {
        world.disturb(call -> Answer.hangUp());
        // A host that answered lately is slow, not away; so only some have their circuits open.
        run.leave(500, 3_000);
      }
      default -> run.leave(0, 1_000);
    }
  }

  private static void awaitMetric(World world, String name) {
    world.await(
        Duration.ofMillis(200),
        () ->
            world.products().stream()
                .flatMap(product -> product.get("/observe/metrics").lines())
                .anyMatch(line -> line.startsWith(name + "{") && line.endsWith(" 1.0")));
  }

  /** Nothing changes in the clouds meanwhile: what is read is dated by up to the bound wrongly. */
  private void drift(World world, List<Replica> replicas) throws Exception {
    world.settle();
    for (int sign : new int[] {1, -1}) {
      for (int tenths = 0; tenths <= 150; tenths += 3) {
        long off = sign * 100L * Math.min(tenths, 150 - tenths);
        replicas.forEach(one -> one.clock().set(Duration.ofMillis(off)));
        Thread.sleep(100);
      }
      run.did("drift");
    }
    replicas.forEach(one -> one.clock().set(Duration.ZERO));
  }

  private static void assertDatedRight(World world, Instant began) {
    Instant now = Instant.now();
    List<String> wrong =
        world.shown().stream()
            .filter(
                event ->
                    isWrong(event.observedAt(), began, now)
                        || isWrong(event.scheduledAt(), began, now))
            .map(Published::toString)
            .collect(Collectors.toList());
    assertEquals(List.of(), wrong, "dated by a wrong clock");
    assertTrue(world.shown().size() > 100, "hardly anything was published");
  }

  private static boolean isWrong(Instant dated, Instant began, Instant now) {
    Duration room = MAX_SKEW.plusSeconds(2);
    return dated.isBefore(began.minus(room)) || dated.isAfter(now.plus(room));
  }

  private static List<String> stopped(Product product) {
    return product.log().stream()
        .filter(line -> line.contains("is not polled") || line.contains("unforeseen failure"))
        .toList();
  }
}
