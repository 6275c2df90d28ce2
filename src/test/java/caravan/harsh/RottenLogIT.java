package caravan.harsh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.LogFiles;
import caravan.broker.Topic;
import caravan.product.Ledger;
import caravan.product.Product;
import caravan.product.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the product remembers rots while it is away: a bit flips, the end of a log is lost, somebody
 * deletes a record, the topic is made anew, somebody's transaction stays open, and foreign records
 * come in between. Whatever it finds, the product must not take it for the truth. Once the damage
 * is repaired, it goes on as if nothing had been.
 */
@Tag("thorough")
class RottenLogIT {

  private static final Duration OFTEN = Duration.ofMillis(100);

  private static final int MOST_CUT = 900;

  /** Marks records that this run writes in addition to those of the product. */
  private static final String ROT = "rot";

  /** What happens to the state of one partition. */
  private enum Harm {
    OPEN_TRANSACTION,
    FLIPPED_BIT,
    TRUNCATED_TAIL,
    DELETED_STATE,
    TOPIC_MADE_ANEW,
    FOREIGN_RECORDS
  }

  @TempDir Path folder;

  private final HarshRun run = new HarshRun("RottenLogIT", 30);
  private World world;
  private Admin admin;

  @Test
  void logRots() throws Exception {
    try (World begun = new World(folder, run.seed());
        Admin client =
            Admin.create(Map.of("bootstrap.servers", begun.kafka().bootstrapServers()))) {
      world = begun;
      admin = client;
      Product product = world.start("anna");
      run.begin(world);
      List<Harm> next = new ArrayList<>();
      while (run.goesOn()) {
        if (next.isEmpty()) {
          next.addAll(List.of(Harm.values()));
          Collections.shuffle(next, run.random());
        }
        Harm harm = next.remove(0);
        product.stop();
        product = harm(harm, somePartition());
        run.did(harm.name());
        world.awaitCompletePolls();
        run.leave(200, 2_000);
      }
      run.judge(world, RottenLogIT::byTheProduct, list -> true);
    } finally {
      run.end();
    }
  }

  private static Ledger.Topics byTheProduct(Ledger.Topics topics) {
    return new Ledger.Topics(
        topics.partitions(),
        topics.events(),
        byTheProduct(topics.state()),
        byTheProduct(topics.checkpoints()),
        topics.letters(),
        topics.views());
  }

  private static List<Topic.Entry> byTheProduct(List<Topic.Entry> entries) {
    return entries.stream().filter(one -> !one.headers().containsKey(ROT)).toList();
  }

  /** One with states. */
  private int somePartition() {
    List<Integer> used =
        world.shown().stream()
            .filter(one -> !one.marker())
            .map(one -> one.entry().partition())
            .distinct()
            .sorted()
            .toList();
    return used.get(run.random().nextInt(used.size()));
  }

  private Product harm(Harm harm, int partition) throws Exception {
    return switch (harm) {
      case OPEN_TRANSACTION -> openTransaction(partition);
      case FLIPPED_BIT -> flippedBit(partition);
      case TRUNCATED_TAIL -> {
        List<Topic.Entry> before = states(partition);
        world.broker().stop();
        truncate(log(stateTopic(), partition), 1 + run.random().nextInt(MOST_CUT));
        // As after a loss of power: the broker cuts off what is no whole batch.
        Files.delete(world.broker().directory().resolve(".kafka_cleanshutdown"));
        world.broker().restart();
        yield restored(partition, before);
      }
      case DELETED_STATE -> deletedState(partition);
      case TOPIC_MADE_ANEW -> madeAnew();
      default -> {
        foreignRecords(partition);
        yield world.start("anna");
      }
    };
  }

  private String stateTopic() {
    return world.stateTopic();
  }

  private String someTopic() {
    return run.random().nextBoolean() ? stateTopic() : world.prefix() + ".checkpoints.v1";
  }

  private Product openTransaction(int partition) throws Exception {
    String topic = someTopic();
    try (Producer<String, byte[]> foreign = producer("somebody-" + run.random().nextInt())) {
      foreign.initTransactions();
      foreign.beginTransaction();
      foreign.send(new ProducerRecord<>(topic, partition, "key", null)).get();
      Product product = world.start("anna");
      awaitHealth(product, "closed partition " + partition + "\"");
      assertTrue(health(product).contains("open transaction of producer "));
      run.leave(0, 1_000);
      foreign.abortTransaction();
      return product;
    }
  }

  private Product flippedBit(int partition) throws Exception {
    Path log = log(someTopic(), partition);
    world.broker().stop();
    LogFiles.flipBit(log);
    world.broker().restart();
    Product product = world.start("anna");
    awaitHealth(product, "closed partition " + partition + "\"");
    run.leave(0, 1_000);
    world.broker().stop();
    LogFiles.flipBit(log);
    world.broker().restart();
    return product;
  }

  private Product deletedState(int partition) throws Exception {
    List<Topic.Entry> states = states(partition);
    Topic.Entry last = null;
    for (Topic.Entry one : states) {
      boolean open = !one.tombstone();
      boolean newest =
          states.stream()
              .noneMatch(other -> other.key().equals(one.key()) && other.offset() > one.offset());
      last = open && newest ? one : last;
    }
    if (last == null) {
      return world.start("anna");
    }
    write(stateTopic(), partition, last.key(), null, Map.of(ROT, "deleted"));
    Product product = world.start("anna");
    awaitHealth(product, "stopped ");
    product.stop();
    Map<String, String> headers = new LinkedHashMap<>(last.headers());
    headers.put(ROT, "restored");
    write(stateTopic(), partition, last.key(), last.bytes(), headers);
    return world.start("anna");
  }

  private Product madeAnew() throws Exception {
    List<List<Topic.Entry>> before = new ArrayList<>();
    for (int i = 0; i < world.partitions(); i++) {
      before.add(states(i));
    }
    admin.deleteTopics(List.of(stateTopic())).all().get();
    Awaitility.await()
        .atMost(World.SOON)
        .until(() -> !admin.listTopics().names().get().contains(stateTopic()));
    NewTopic anew =
        new NewTopic(stateTopic(), world.partitions(), (short) 1)
            .configs(Map.of("cleanup.policy", "compact"));
    admin.createTopics(List.of(anew)).all().get();
    Product product = world.start("anna");
    awaitHealth(product, "stopped ");
    product.stop();
    for (int i = 0; i < world.partitions(); i++) {
      writeAgain(i, before.get(i));
    }
    return world.start("anna");
  }

  /** Starts the product on a partition that has lost its end, and then on one that has it again. */
  private Product restored(int partition, List<Topic.Entry> before) throws Exception {
    Product product = world.start("anna");
    world.await(
        OFTEN,
        () -> {
          String health = health(product);
          return health.contains("closed partition " + partition + "\"")
              || health.contains("stopped ");
        });
    product.stop();
    endOpenTransactions(new TopicPartition(stateTopic(), partition));
    int kept = kept(partition, before);
    run.did("states cut off", before.size() - kept);
    writeAgain(partition, before.subList(kept, before.size()));
    return world.start("anna");
  }

  private int kept(int partition, List<Topic.Entry> before) {
    List<Topic.Entry> after = states(partition);
    int kept = 0;
    while (kept < before.size()
        && kept < after.size()
        && before.get(kept).offset() == after.get(kept).offset()
        && before.get(kept).headers().equals(after.get(kept).headers())) {
      kept++;
    }
    return kept;
  }

  /** Without its last marker, a transaction that was committed looks open for good. */
  private void endOpenTransactions(TopicPartition partition) throws Exception {
    for (ProducerState one :
        admin
            .describeProducers(List.of(partition))
            .partitionResult(partition)
            .get()
            .activeProducers()) {
      if (one.currentTransactionStartOffset().isPresent()) {
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    partition,
                    one.producerId(),
                    (short) one.producerEpoch(),
                    one.coordinatorEpoch().orElse(0)))
            .all()
            .get();
        run.did("transactions without an end");
      }
    }
  }

  private void foreignRecords(int partition) throws Exception {
    byte[] junk = new byte[run.random().nextInt(2_000)];
    run.random().nextBytes(junk);
    Map<String, String> headers = Map.of(ROT, "foreign", "content-type", "application/json");
    write(stateTopic(), partition, "somebody/else\n2026 ERROR forged", junk, headers);
    write(stateTopic(), partition, "somebody/else", "{}".getBytes(StandardCharsets.UTF_8), headers);
    write(stateTopic(), partition, "", junk, headers);
    write(world.prefix() + ".checkpoints.v1", partition, "somebody/else", junk, headers);
  }

  private List<Topic.Entry> states(int partition) {
    return Topic.settled(world.kafka().bootstrapServers(), stateTopic()).stream()
        .filter(one -> one.partition() == partition)
        .toList();
  }

  private void writeAgain(int partition, List<Topic.Entry> lost) throws Exception {
    for (Topic.Entry one : lost) {
      write(stateTopic(), partition, one.key(), one.bytes(), one.headers());
    }
  }

  private void write(
      String topic, int partition, String key, byte[] value, Map<String, String> headers)
      throws ExecutionException, InterruptedException {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, partition, key, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    try (Producer<String, byte[]> producer = producer(null)) {
      producer.send(record).get();
    }
  }

  private Producer<String, byte[]> producer(String transactionalId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", world.kafka().bootstrapServers());
    if (transactionalId != null) {
      settings.put("transactional.id", transactionalId);
    }
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private void awaitHealth(Product product, String text) {
    world.await(OFTEN, () -> health(product).contains(text));
  }

  private static String health(Product product) {
    return product.get("/observe/health");
  }

  /** The first segment of a partition that has records. */
  private Path log(String topic, int partition) throws IOException {
    try (Stream<Path> files =
        Files.list(world.broker().directory().resolve(topic + "-" + partition))) {
      return files
          .filter(file -> file.toString().endsWith(".log") && file.toFile().length() > 200)
          .min(Path::compareTo)
          .orElseThrow();
    }
  }

  private static void truncate(Path log, int bytes) throws IOException {
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(Math.max(0, file.size() - bytes));
    }
  }
}
