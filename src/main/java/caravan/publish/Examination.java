package caravan.publish;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Looks at everything that publishing depends on, and changes nothing: brokers, topics, rights, the
 * schema registry. Unlike {@link Broker}, which watches, it says all that it finds at once.
 */
@Singleton
public final class Examination {

  /** How a finding is. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Works, but will hurt. */
    WARN,
    /** Keeps events from being published. */
    FAIL
  }

  /**
   * One thing that was looked at.
   *
   * @param status how it is
   * @param check what kind of thing: {@code kafka}, {@code topic} or {@code registry}
   * @param subject which one
   * @param message what was found, without a full stop
   * @param remedy what to do, a whole sentence; null when there is nothing to do
   */
  public record Finding(
      Status status, String check, String subject, String message, String remedy) {}

  private static final int ANSWER_WITHIN_MS = 5_000;

  private final KafkaClients clients;
  private final Topics topics;
  private final TopicSettings settings;
  private final FormatSettings.Registry registry;
  private final TopicSetup setup;

  /** With the clients to ask and the topics to look for. */
  public Examination(
      KafkaClients clients, Topics topics, TopicSettings settings, FormatSettings formats) {
    this.clients = clients;
    this.topics = topics;
    this.settings = settings;
    this.registry = formats.registry();
    this.setup = new TopicSetup(topics, settings);
  }

  /** Addresses of the brokers, as they are configured. */
  public String brokers() {
    return clients.brokers();
  }

  /**
   * Looks at brokers and topics.
   *
   * @param views views whose topics are needed, too
   */
  public List<Finding> kafka(Set<String> views) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (Admin admin = clients.admin(ANSWER_WITHIN_MS)) {
      DescribeClusterResult cluster = admin.describeCluster();
      int nodes = get(cluster.nodes()).size();
      findings.add(
          new Finding(
              Status.OK,
              "kafka",
              clients.brokers(),
              "answers; brokers: " + nodes + ", cluster " + get(cluster.clusterId()),
              null));
      topics(admin, nodes, views, findings);
    } catch (ExecutionException e) {
      findings.add(failed(e.getCause()));
    } catch (TimeoutException | KafkaException e) {
      findings.add(failed(e));
    }
    return findings;
  }

  private Finding failed(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String detail = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    boolean refused =
        cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    return new Finding(
        Status.FAIL,
        "kafka",
        clients.brokers(),
        (refused ? "refuses this client: " : "no broker answers: ") + detail,
        refused
            ? "Correct the kafka.sasl.* and kafka.ssl.* settings, or give this client the right to"
                + " describe the cluster."
            : "Set kafka.bootstrap.servers and kafka.security.protocol, start the broker, or open"
                + " the way to it.");
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(ANSWER_WITHIN_MS + 1_000L, TimeUnit.MILLISECONDS);
  }

  private void topics(Admin admin, int nodes, Set<String> views, List<Finding> findings)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> present = get(admin.listTopics().names());
    List<Topics.Topic> wanted = new ArrayList<>(topics.all());
    wanted.addAll(topics.ofViews(new TreeSet<>(views)));
    for (Topics.Topic topic : wanted) {
      try {
        findings.addAll(
            present.contains(topic.name())
                ? existing(admin, topic)
                : List.of(missing(admin, topic, nodes)));
      } catch (ExecutionException e) {
        findings.add(
            finding(
                Status.FAIL,
                topic,
                "cannot be looked at: " + e.getCause().getMessage(),
                "Give this client the rights to describe the topic and its configuration."));
      }
    }
  }

  private static Finding finding(Status status, Topics.Topic topic, String message, String remedy) {
    return new Finding(status, "topic", topic.name(), message, remedy);
  }

  private Finding missing(Admin admin, Topics.Topic topic, int nodes)
      throws InterruptedException, TimeoutException {
    if (!settings.create()) {
      return finding(
          Status.FAIL,
          topic,
          "does not exist, and caravan.topics.create is off",
          "Create it with "
              + settings.partitions()
              + " partitions and "
              + topic.config()
              + ", or give this client the right to describe it.");
    }
    NewTopic creation = setup.toCreate(topic, nodes);
    try {
      get(
          admin
              .createTopics(List.of(creation), new CreateTopicsOptions().validateOnly(true))
              .all());
      return finding(
          Status.OK,
          topic,
          "does not exist yet; the service creates it with "
              + creation.numPartitions()
              + " partitions and replicas: "
              + creation.replicationFactor(),
          null);
    } catch (ExecutionException e) {
      boolean hidden = e.getCause() instanceof TopicExistsException;
      return finding(
          Status.FAIL,
          topic,
          hidden
              ? "exists, but this client may not see it"
              : "does not exist and cannot be created: " + e.getCause().getMessage(),
          hidden
              ? "Give this client the right to describe the topic."
              : "Give this client the right to create topics, or create it and set"
                  + " caravan.topics.create=false.");
    }
  }

  private List<Finding> existing(Admin admin, Topics.Topic topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Finding> findings = new ArrayList<>();
    TopicDescription found =
        get(admin
                .describeTopics(
                    List.of(topic.name()),
                    new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .allTopicNames())
            .get(topic.name());
    partitions(topic, found, findings);
    rights(topic, found, findings);
    config(admin, topic, found, findings);
    if (findings.isEmpty()) {
      findings.add(
          finding(Status.OK, topic, "fits; partitions: " + found.partitions().size(), null));
    }
    return findings;
  }

  private void partitions(Topics.Topic topic, TopicDescription found, List<Finding> findings) {
    int partitions = found.partitions().size();
    if (partitions != settings.partitions()) {
      findings.add(
          finding(
              Status.FAIL,
              topic,
              "has "
                  + partitions
                  + " partitions, but caravan.topics.partitions is "
                  + settings.partitions(),
              "Set caravan.topics.partitions to the number that the topics have, which must be the"
                  + " same for all."));
    }
    long leaderless = found.partitions().stream().filter(one -> one.leader() == null).count();
    if (leaderless > 0) {
      findings.add(
          finding(
              Status.FAIL,
              topic,
              "partitions without a leader: " + leaderless,
              "Bring back the brokers that hold them."));
    }
  }

  private void rights(Topics.Topic topic, TopicDescription found, List<Finding> findings) {
    if (found.authorizedOperations() == null || found.authorizedOperations().isEmpty()) {
      return;
    }
    Set<AclOperation> lacking = EnumSet.of(AclOperation.DESCRIBE, AclOperation.WRITE);
    if (topic.name().equals(topics.state()) || topic.name().equals(topics.checkpoints())) {
      lacking.add(AclOperation.READ);
    }
    lacking.removeAll(found.authorizedOperations());
    if (!lacking.isEmpty() && !found.authorizedOperations().contains(AclOperation.ALL)) {
      findings.add(
          finding(
              Status.FAIL,
              topic,
              "this client lacks rights: " + lacking,
              "Grant them to the client's principal; docs/doctor.md lists all rights."));
    }
  }

  private static void config(
      Admin admin, Topics.Topic topic, TopicDescription found, List<Finding> findings)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
    for (Map.Entry<String, String> wanted : topic.config().entrySet()) {
      ConfigEntry entry = config.get(wanted.getKey());
      if (entry != null && !wanted.getValue().equals(entry.value())) {
        boolean loses = wanted.getKey().equals("cleanup.policy");
        findings.add(
            finding(
                loses ? Status.FAIL : Status.WARN,
                topic,
                "has "
                    + wanted.getKey()
                    + "="
                    + entry.value()
                    + ", the contract asks for "
                    + wanted.getValue()
                    + (loses ? ": state would be lost, or kept for ever" : ""),
                "Run: kafka-configs.sh --bootstrap-server <brokers> --alter --topic "
                    + topic.name()
                    + " --add-config "
                    + wanted.getKey()
                    + "="
                    + wanted.getValue()));
      }
    }
    ConfigEntry inSync = config.get("min.insync.replicas");
    int replicas =
        found.partitions().stream().mapToInt(one -> one.replicas().size()).min().orElse(0);
    if (inSync != null && Integer.parseInt(inSync.value()) > replicas) {
      findings.add(
          finding(
              Status.FAIL,
              topic,
              "has min.insync.replicas=" + inSync.value() + ", but replicas: " + replicas,
              "Lower it, or give the topic more replicas: nothing can be written to it."));
    }
  }

  /** Looks at the schema registry; empty when none is configured. */
  public List<Finding> registry() throws InterruptedException {
    String url = registry.url().orElse(null);
    if (url == null) {
      return List.of();
    }
    try {
      new SchemaRegistry(url, registry).reach();
      return List.of(new Finding(Status.OK, "registry", "schemas", "answers", null));
    } catch (IllegalArgumentException | RegistryException e) {
      return List.of(
          new Finding(
              Status.FAIL,
              "registry",
              "schemas",
              e.getMessage(),
              "Correct the settings under caravan.registry, or start the registry."));
    }
  }
}
