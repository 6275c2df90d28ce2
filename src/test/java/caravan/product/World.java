package caravan.product;

import caravan.broker.Broker;
import caravan.broker.Kafka;
import caravan.broker.Topic;
import caravan.simulator.Answer;
import caravan.simulator.Answered;
import caravan.simulator.Call;
import caravan.simulator.Life;
import caravan.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A broker, four clouds in which connections come and go, and replicas of the packaged product
 * between them, each known to the clouds by its name. Every API is polled each second.
 */
public final class World implements AutoCloseable {

  /** How long anything may take that is not measured, on a busy machine. */
  public static final Duration SOON = Duration.ofMinutes(3);

  private static final int LINES_SHOWN = 25;
  private static final int PARTITIONS = 12;
  private static final String PREFIX = "world";
  private static final String EVERY = "1s";
  private static final int UNPUBLISHED = 1_000;

  /** Starts in half the time; what a test does to the product has nothing to do with speed. */
  public static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Broker broker;
  private final Kafka kafka;
  private final Simulator clouds = Simulator.start();
  private final Set<Listing> lists = new ConcurrentSkipListSet<>(Fact.of(clouds.clouds()).keySet());
  private final AtomicLong requests = new AtomicLong();
  private final List<Product> products = new CopyOnWriteArrayList<>();
  private final Path targets;
  private final String[] views;
  private final Life life;
  private final Follower follower;
  private volatile Function<Call, Answer> disturbance = call -> null;
  private int sideBySide;

  /**
   * Begins without any replica, with a broker of its own.
   *
   * @param folder for the targets
   * @param seed decides what happens in the clouds
   * @param views views that every target wants
   */
  public World(Path folder, long seed, String... views) throws IOException {
    this(folder, seed, Broker.start(), null, any -> true, views);
  }

  /** As {@link #World(Path, long, String...)}, and keeps only some of the events in memory. */
  World(Path folder, long seed, Predicate<Topic.Entry> kept) throws IOException {
    this(folder, seed, Broker.start(), null, kept);
  }

  /**
   * Begins without any replica.
   *
   * @param folder for the targets
   * @param seed decides what happens in the clouds
   * @param kafka the Kafka between all, which outlives this
   * @param views views that every target wants
   */
  public World(Path folder, long seed, Kafka kafka, String... views) throws IOException {
    this(folder, seed, null, kafka, any -> true, views);
  }

  private World(
      Path folder,
      long seed,
      Broker own,
      Kafka others,
      Predicate<Topic.Entry> kept,
      String... views)
      throws IOException {
    this.broker = own;
    this.kafka = own == null ? others : own;
    this.views = views;
    String every =
        views.length == 0 ? EVERY : EVERY + "\n    views: [" + String.join(", ", views) + "]";
    targets =
        Files.writeString(
            folder.resolve("targets.yaml"), Product.targets(clouds.endpoint(), every));
    Random random = new Random(seed);
    clouds.keepAnswers();
    clouds.answerAlways(
        call -> true,
        call -> {
          requests.incrementAndGet();
          Answer disturbed = disturbance.apply(call);
          if (disturbed != null) {
            return disturbed;
          }
          synchronized (random) {
            return Answer.normal().after(Duration.ofMillis(random.nextInt(60)));
          }
        });
    life = new Life(clouds.clouds(), seed);
    life.start(Duration.ofMillis(250));
    follower = new Follower(kafka.bootstrapServers(), eventsTopic(), kept);
  }

  /** The broker between all; null where the test brought its own Kafka. */
  public Broker broker() {
    return broker;
  }

  /** The Kafka between all. */
  public Kafka kafka() {
    return kafka;
  }

  /** The vendors. */
  public Simulator clouds() {
    return clouds;
  }

  /** Every replica that was started, also those that run no more, in their order. */
  public List<Product> products() {
    return List.copyOf(products);
  }

  /** Every list that a vendor gives out; each is one scope. */
  public Set<Listing> lists() {
    return lists;
  }

  /** One more list that the replicas will read, because the targets will name it. */
  public void reads(Listing list) {
    lists.add(list);
  }

  /** Name of the events topic. */
  public String eventsTopic() {
    return PREFIX + ".events.v1";
  }

  /** Name of the state topic. */
  public String stateTopic() {
    return PREFIX + ".state.v1";
  }

  /** Names of all topics, those of the views included. */
  public List<String> topics() {
    return Stream.concat(Stream.of("events", "state", "checkpoints", "dlq"), Stream.of(views))
        .map(name -> PREFIX + "." + name + ".v1")
        .toList();
  }

  /** First part of all names in Kafka; also the name of the group that replicas form. */
  public String prefix() {
    return PREFIX;
  }

  /** Partitions of each topic. */
  public int partitions() {
    return PARTITIONS;
  }

  /** What is so in the clouds at this moment. */
  public Map<Listing, Set<Fact>> truth() {
    return Fact.of(clouds.clouds());
  }

  /** Requests that the clouds have received so far. */
  public long requests() {
    return requests.get();
  }

  /** What the clouds have answered so far, in order. */
  public List<Answered> answered() {
    return clouds.answered();
  }

  /** Events that a reader has been shown so far. */
  public List<Published> shown() {
    return follower.shown();
  }

  /**
   * Starts a replica.
   *
   * @param name what the clouds know it by
   */
  public Product start(String name) {
    return start(name, Map.of());
  }

  /** Has requests answered in another way; what it has no answer for is answered as ever. */
  public void disturb(Function<Call, Answer> answers) {
    disturbance = answers;
  }

  /** Starts a replica with some settings of its own, which win. */
  public Product start(String name, Map<String, String> more) {
    return start(name, more, "");
  }

  /**
   * Starts a replica with some settings of its own, which win.
   *
   * @param javaOptions options of its Java
   */
  public Product start(String name, Map<String, String> more, String javaOptions) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", kafka.bootstrapServers());
    settings.put("caravan.topics.prefix", PREFIX);
    settings.put("caravan.topics.partitions", Integer.toString(PARTITIONS));
    settings.put("caravan.targets", "file:" + targets);
    settings.put("caravan.http.user-agent", name);
    settings.put("caravan.quota.unpublished", Integer.toString(UNPUBLISHED));
    settings.putAll(more);
    Map<String, String> environment = new HashMap<>(Product.credentials());
    environment.put("JAVA_TOOL_OPTIONS", QUICK_START + " " + javaOptions);
    Product product = Product.start(Broker.freePort(), settings, environment);
    products.add(product);
    sideBySide = Math.max(sideBySide, (int) products.stream().filter(Product::alive).count());
    return product;
  }

  /** How many partitions each member of the group has, fewest first; none before the first. */
  public List<Integer> shares() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of(PREFIX))
          .all()
          .get()
          .get(PREFIX)
          .members()
          .stream()
          .map(member -> member.assignment().topicPartitions().size())
          .sorted()
          .toList();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof GroupIdNotFoundException) {
        return List.of();
      }
      throw failed;
    }
  }

  /** Lists that somebody asked for since an instant, with the names of those who did. */
  public Map<Listing, Set<String>> askedSince(Instant since) {
    return clouds.answered().stream()
        .filter(one -> !one.call().at().isBefore(since))
        .collect(
            Collectors.groupingBy(
                one -> Listing.of(one.call()),
                Collectors.mapping(
                    one -> one.call().header("User-Agent"),
                    Collectors.toCollection(TreeSet::new))));
  }

  /** Waits until every list was read completely by polls that began after this call. */
  public void awaitCompletePolls() {
    awaitCompletePolls(Instant.now(), list -> true);
  }

  /** Waits until some lists were read completely by polls that began after an instant. */
  public void awaitCompletePolls(Instant since, Predicate<Listing> which) {
    Set<Listing> wanted = lists.stream().filter(which).collect(Collectors.toSet());
    await(Duration.ofMillis(50), () -> completeSince(since).containsAll(wanted));
  }

  /**
   * Waits until something is so.
   *
   * @param interval time between two looks
   * @param condition what is waited for
   * @throws AssertionError when it takes too long, with the last that each replica logged
   */
  public void await(Duration interval, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .atMost(SOON)
          .pollDelay(interval)
          .pollInterval(interval)
          .until(() -> so(condition));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("waited in vain for " + SOON + logs(), e);
    }
  }

  private boolean so(Callable<Boolean> condition) throws Exception {
    if (products.stream().noneMatch(Product::alive)) {
      throw new AssertionError("no replica runs" + logs());
    }
    return condition.call();
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    for (Product product : products) {
      List<String> log = product.log().stream().filter(line -> !line.startsWith("\tat ")).toList();
      logs.append("\n-- a replica, alive: ").append(product.alive());
      log.subList(Math.max(0, log.size() - LINES_SHOWN), log.size())
          .forEach(line -> logs.append("\n").append(line));
    }
    return logs.toString();
  }

  private Set<Listing> completeSince(Instant since) {
    return shown().stream()
        .filter(event -> event.marker() && event.complete() && event.scheduledAt().isAfter(since))
        .map(event -> Listing.of(event.scope()))
        .collect(Collectors.toSet());
  }

  /** From now on nothing changes in the clouds; waits until everything has been told. */
  public void settle() {
    life.close();
    awaitCompletePolls();
  }

  /**
   * The books, to be opened when no replica publishes any more. Until then no account has been
   * asked more than its budget.
   */
  public Ledger ledger() {
    return ledger(read());
  }

  /** The books of topics as a run wants them to be read. */
  public Ledger ledger(Ledger.Topics topics) {
    assertWithinBudgets();
    return new Ledger(topics, clouds.answered());
  }

  /** All topics as they are now. */
  public Ledger.Topics read() {
    return Ledger.Topics.read(kafka.bootstrapServers(), PREFIX, PARTITIONS, views);
  }

  /** Fails when an account has been asked more than its budget. */
  void assertWithinBudgets() {
    clouds.assertWithin(api -> budget(api), sideBySide);
  }

  private static double budget(String api) {
    return Product.documentedBudget(api).orElse(UNPUBLISHED);
  }

  @Override
  public void close() {
    life.close();
    products.forEach(Product::close);
    follower.close();
    clouds.close();
    if (broker != null) {
      broker.close();
    }
  }
}
