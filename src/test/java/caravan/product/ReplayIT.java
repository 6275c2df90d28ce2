package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.broker.Topic;
import caravan.simulator.Answered;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What consumers can learn from the topics of a run in which the product was restarted once. */
class ReplayIT {

  @TempDir static Path folder;
  private static World world;
  private static Ledger.Topics topics;

  /** A mistake in the topics that the ledger must notice. */
  private record Mistake(String name, UnaryOperator<Ledger.Topics> made) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void run() throws Exception {
    world = new World(folder, 4, "ocsf", "ecs");
    Product first = world.start("first");
    world.awaitCompletePolls();
    first.runFor(Duration.ofSeconds(3));
    first.stop();
    Product second = world.start("second");
    world.settle();
    second.stop();
    topics =
        Ledger.Topics.read(
            world.broker().bootstrapServers(), world.prefix(), world.partitions(), "ocsf", "ecs");
  }

  @AfterAll
  static void end() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void restartLeavesNoTrace() {
    Ledger ledger = world.ledger();
    System.out.println("ReplayIT: " + ledger);
    ledger.assertHolds(world.truth());
  }

  /** A consumer that never was there before reads the state topic and nothing else. */
  @Test
  void stateTopicAloneTellsWhoIsConnected() {
    Map<String, byte[]> current = new TreeMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                world.broker().bootstrapServers(),
                "group.id",
                "audit-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(world.stateTopic()));
      readToTheEnd(consumer, current);
    }

    Map<Listing, Set<Fact>> told = new TreeMap<>();
    long connections = 0;
    for (byte[] value : current.values()) {
      Published event =
          Published.of(new Topic.Entry(world.stateTopic(), 0, 0, null, null, Map.of(), value));
      told.computeIfAbsent(Listing.of(event.scope()), unused -> new TreeSet<>())
          .add(Fact.of(event.json()));
      connections += event.json().at("/connection/count").longValue();
    }
    Map<Listing, Set<Fact>> truth = world.truth();
    truth.values().removeIf(Set::isEmpty);
    assertEquals(truth, told);
    assertEquals(
        truth.values().stream().flatMap(Set::stream).mapToLong(Fact::connections).sum(),
        connections);
  }

  private static void readToTheEnd(
      KafkaConsumer<String, byte[]> consumer, Map<String, byte[]> current) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(world.stateTopic()).stream()
            .map(one -> new TopicPartition(one.topic(), one.partition()))
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long deadline = System.nanoTime() + World.SOON.toNanos();
    Set<TopicPartition> read = Set.of();
    while (read.size() < partitions.size()) {
      assertFalse(System.nanoTime() > deadline, "the end was not reached: " + read);
      for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(100))) {
        if (one.value() == null) {
          current.remove(one.key());
        } else {
          current.put(one.key(), one.value());
        }
      }
      read =
          consumer.assignment().stream()
              .filter(one -> consumer.position(one) >= ends.get(one))
              .collect(Collectors.toSet());
    }
  }

  static Stream<Mistake> mistakes() {
    return Stream.of(
        events("an event is missing", all -> without(all, first(all, "\"sequence\":1,"))),
        events("a marker is missing", all -> without(all, first(all, "\"report\""))),
        events("an event is doubled", all -> twice(all, first(all, "\"sequence\":1,"))),
        events("a poll is missing", all -> withoutPoll(all, all.get(0))),
        events("a count is wrong", all -> replaced(all, "\"count\":", "\"count\":7")),
        events("a revision is wrong", all -> replaced(all, "\"revision\":", "\"revision\":7")),
        events("a window is reversed", all -> replaced(all, "\"after\":\"20", "\"after\":\"29")),
        events("a fact is wrong", all -> replaced(all, "\"text\":\"", "\"text\":\"9")),
        state("state is missing", all -> without(all, 0)),
        state("state is doubled", all -> twice(all, 0)),
        state("state is of another event", all -> replaced(all, "\"revision\":", "\"revision\":7")),
        checkpoints("a checkpoint is missing", all -> without(all, all.size() - 1)),
        checkpoints("a checkpoint is doubled", all -> twice(all, 0)),
        checkpoints("a digest is wrong", all -> replaced(all, "sha256:", "sha256:0")),
        views("a document is missing", all -> without(all, 0)),
        views("a document is doubled", all -> twice(all, 0)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void ledgerNotices(Mistake mistake) {
    List<Answered> answered = world.answered();
    List<String> problems =
        new ArrayList<>(new Ledger(mistake.made().apply(topics), answered).problems());
    problems.removeAll(new Ledger(topics, answered).problems());
    assertFalse(problems.isEmpty());
  }

  private static Mistake events(String name, UnaryOperator<List<Topic.Entry>> made) {
    return new Mistake(
        name,
        all ->
            new Ledger.Topics(
                all.partitions(),
                made.apply(all.events()),
                all.state(),
                all.checkpoints(),
                all.letters(),
                all.views()));
  }

  private static Mistake state(String name, UnaryOperator<List<Topic.Entry>> made) {
    return new Mistake(
        name,
        all ->
            new Ledger.Topics(
                all.partitions(),
                all.events(),
                made.apply(all.state()),
                all.checkpoints(),
                all.letters(),
                all.views()));
  }

  private static Mistake checkpoints(String name, UnaryOperator<List<Topic.Entry>> made) {
    return new Mistake(
        name,
        all ->
            new Ledger.Topics(
                all.partitions(),
                all.events(),
                all.state(),
                made.apply(all.checkpoints()),
                all.letters(),
                all.views()));
  }

  private static Mistake views(String name, UnaryOperator<List<Topic.Entry>> made) {
    return new Mistake(
        name,
        all -> {
          Map<String, List<Topic.Entry>> views = new HashMap<>(all.views());
          views.computeIfPresent("ocsf", (unused, documents) -> made.apply(documents));
          return new Ledger.Topics(
              all.partitions(), all.events(), all.state(), all.checkpoints(), all.letters(), views);
        });
  }

  private static int first(List<Topic.Entry> all, String text) {
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).tombstone() && all.get(i).value().contains(text)) {
        return i;
      }
    }
    throw new AssertionError("nothing has " + text);
  }

  private static List<Topic.Entry> without(List<Topic.Entry> all, int index) {
    List<Topic.Entry> changed = new ArrayList<>(all);
    changed.remove(index);
    return changed;
  }

  private static List<Topic.Entry> twice(List<Topic.Entry> all, int index) {
    List<Topic.Entry> changed = new ArrayList<>(all);
    changed.add(index, all.get(index));
    return changed;
  }

  private static List<Topic.Entry> withoutPoll(List<Topic.Entry> all, Topic.Entry event) {
    String poll = Published.of(event).pollId();
    return all.stream().filter(one -> !poll.equals(Published.of(one).pollId())).toList();
  }

  private static List<Topic.Entry> replaced(List<Topic.Entry> all, String text, String other) {
    int index = first(all, text);
    Topic.Entry one = all.get(index);
    List<Topic.Entry> changed = new ArrayList<>(all);
    changed.set(
        index,
        new Topic.Entry(
            one.topic(),
            one.partition(),
            one.offset(),
            one.timestamp(),
            one.key(),
            one.headers(),
            one.value().replace(text, other).getBytes(StandardCharsets.UTF_8)));
    return changed;
  }
}
