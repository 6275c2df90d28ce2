package caravan.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ElectionNotNeededException;

/**
 * Three brokers, each in a process of its own, and a controller in this one that outlives them.
 * Topics have three replicas, of which two must take a record before it counts as written; so do
 * the brokers' own topics.
 *
 * <p>Brokers can be killed, stopped, made to stand still and started again, each by its id: 1, 2 or
 * 3. One that is killed or stands still is given up by the controller after four seconds.
 */
public final class KafkaCluster implements Kafka {

  private static final int BROKERS = 3;
  private static final int CONTROLLER_ID = 100;
  private static final int CALL_MS = 30_000;

  /** A broker that stands still never answers; another one will. */
  private static final int ANSWER_MS = 3_000;

  private final Path directory;
  private final Map<Integer, String> addresses = new TreeMap<>();
  private final Set<Integer> frozen = ConcurrentHashMap.newKeySet();
  private final Map<Integer, BrokerProcess> brokers = new TreeMap<>();
  private final KafkaRaftServer controller;

  private KafkaCluster(Path directory, KafkaProxy... proxies) throws Exception {
    this.directory = directory;
    String clusterId = Uuid.randomUuid().toString();
    int controllerPort = Broker.freePort();
    String voter = CONTROLLER_ID + "@" + Listener.HOST + ":" + controllerPort;
    for (int id = 1; id <= BROKERS; id++) {
      Path folder = Files.createDirectory(directory.resolve("broker-" + id));
      Map<String, String> settings =
          Node.settings(id, "broker", voter, folder.resolve("data"), BROKERS);
      int port = Broker.freePort();
      List<Listener> listeners = new ArrayList<>(List.of(Listener.direct(port)));
      listeners.addAll(Listener.behind(id, proxies));
      Node.listen(settings, listeners);
      settings.put("broker.heartbeat.interval.ms", "500");
      // Who leads is the test's own affair.
      settings.put("auto.leader.rebalance.enable", "false");
      brokers.put(id, new BrokerProcess(folder, new Node(clusterId, settings)));
      addresses.put(id, Listener.HOST + ":" + port);
    }
    brokers.values().forEach(BrokerProcess::start);
    Map<String, String> settings =
        Node.settings(CONTROLLER_ID, "controller", voter, directory.resolve("controller"), BROKERS);
    Node.listen(settings, controllerPort);
    settings.put("broker.session.timeout.ms", "4000");
    try {
      controller = new Node(clusterId, settings).start();
    } catch (Exception e) {
      brokers.values().forEach(BrokerProcess::kill);
      throw e;
    }
  }

  /**
   * Starts three brokers with empty disks.
   *
   * @param proxies what stands in front of them; each gives addresses of its own
   * @throws IllegalStateException when they do not start
   */
  public static KafkaCluster start(KafkaProxy... proxies) {
    KafkaCluster cluster;
    try {
      cluster = new KafkaCluster(Files.createTempDirectory("caravan-cluster-"), proxies);
    } catch (Exception e) {
      throw new IllegalStateException("The controller did not start", e);
    }
    try {
      cluster.brokers.values().forEach(BrokerProcess::awaitStart);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public String bootstrapServers() {
    return String.join(",", addresses.values());
  }

  /** Ids of all brokers. */
  public Set<Integer> ids() {
    return Set.copyOf(brokers.keySet());
  }

  /** Ids of the brokers whose process runs, even if it stands still. */
  public Set<Integer> running() {
    return brokers.entrySet().stream()
        .filter(one -> one.getValue().alive())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Kills a broker as {@code kill -9} does. */
  public void kill(int id) {
    brokers.get(id).kill();
    frozen.remove(id);
  }

  /** Stops a broker in good order: others lead its partitions before it goes. */
  public void stop(int id) {
    brokers.get(id).stop();
  }

  /** Starts a broker again on what it left; does nothing while it runs. */
  public void restart(int id) {
    BrokerProcess broker = brokers.get(id);
    if (!broker.alive()) {
      broker.start();
    }
    broker.awaitStart();
  }

  /** Takes the processor away from a broker; its connections stay open. */
  public void freeze(int id) {
    frozen.add(id);
    brokers.get(id).signal("-STOP");
  }

  /** Lets a broker go on after {@link #freeze}. */
  public void thaw(int id) {
    brokers.get(id).signal("-CONT");
    frozen.remove(id);
  }

  /**
   * Lets no file of a broker grow beyond 64 KiB, so that to it its disk is full. A broker whose
   * only disk fails ends itself. This needs no rights, but {@code prlimit} of util-linux.
   */
  public void fillDisk(int id) {
    brokers.get(id).limitFiles("65536");
  }

  /** Gives a broker its room back, and starts it again if it has ended itself. */
  public void freeDisk(int id) {
    brokers.get(id).limitFiles("unlimited");
    restart(id);
  }

  /** The broker that leads a partition, 0 for none. */
  public int leader(String topic, int partition) {
    TopicPartitionInfo info =
        call(admin -> admin.describeTopics(List.of(topic)).allTopicNames().get())
            .get(topic)
            .partitions()
            .get(partition);
    return info.leader() == null ? 0 : info.leader().id();
  }

  /** The broker that coordinates a group. */
  public int coordinator(String group) {
    return call(
        admin ->
            admin.describeConsumerGroups(List.of(group)).all().get().get(group).coordinator().id());
  }

  /** Gives every partition back to the broker that is meant to lead it. */
  public void electPreferredLeaders() {
    call(
        admin -> {
          Map<TopicPartition, Optional<Throwable>> elected =
              admin.electLeaders(ElectionType.PREFERRED, null).partitions().get();
          elected.forEach(
              (partition, failure) -> {
                if (failure.isPresent() && !(failure.get() instanceof ElectionNotNeededException)) {
                  throw new IllegalStateException(partition + ": " + failure.get());
                }
              });
          return elected;
        });
  }

  /**
   * Waits until every replica of every partition is in sync.
   *
   * @throws IllegalStateException when the time is up
   */
  public void awaitInSync(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    List<String> lagging = lagging();
    while (!lagging.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Not in sync after " + limit + ": " + lagging);
      }
      pause();
      lagging = lagging();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<String> lagging() {
    Collection<TopicDescription> topics =
        call(
            admin -> {
              Set<String> names =
                  admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
              return admin.describeTopics(names).allTopicNames().get().values();
            });
    return topics.stream()
        .flatMap(
            topic ->
                IntStream.range(0, topic.partitions().size())
                    .filter(
                        i ->
                            topic.partitions().get(i).isr().size()
                                < topic.partitions().get(i).replicas().size())
                    .mapToObj(i -> topic.name() + "-" + i))
        .toList();
  }

  /** A question to the brokers. */
  private interface Question<T> {
    T ask(Admin admin) throws InterruptedException, ExecutionException;
  }

  /** A client that meets a broker which stands still may wait for it for long. */
  private String answering() {
    return addresses.entrySet().stream()
        .filter(one -> !frozen.contains(one.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }

  private <T> T call(Question<T> question) {
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                answering(),
                "request.timeout.ms",
                ANSWER_MS,
                "default.api.timeout.ms",
                CALL_MS))) {
      return question.ask(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The brokers did not answer", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Kills the brokers and deletes what they wrote. */
  @Override
  public void close() {
    brokers.values().stream().filter(BrokerProcess::alive).forEach(BrokerProcess::kill);
    controller.shutdown();
    controller.awaitShutdown();
    Broker.delete(directory);
  }
}
