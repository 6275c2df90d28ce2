package caravan.kafka;

import caravan.event.format.FormatSettings;
import caravan.event.format.RegistryException;
import caravan.event.format.SchemaRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Checks everything that publishing depends on, and changes nothing: brokers, topics, rights, the
 * schema registry. {@link Broker} stops at the first problem; this reports all of them.
 */
@Singleton
public final class KafkaDiagnostics {

  private final KafkaClients clients;
  private final Topics topics;
  private final TopicSettings settings;
  private final FormatSettings.Registry registry;
  private final TopicAudit audit;

  public KafkaDiagnostics(
      KafkaClients clients, Topics topics, TopicSettings settings, FormatSettings formats) {
    this.clients = clients;
    this.topics = topics;
    this.settings = settings;
    this.registry = formats.registry();
    this.audit = new TopicAudit(topics, settings);
  }

  /** Addresses of the brokers, as they are configured. */
  public String brokers() {
    return clients.brokers();
  }

  /**
   * Checks brokers and topics.
   *
   * @param views views whose topics are needed, too
   */
  public List<Finding> kafka(Set<String> views) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (Admin admin = clients.admin(TopicAudit.ANSWER_WITHIN_MS)) {
      DescribeClusterResult cluster = admin.describeCluster();
      int nodes = TopicAudit.get(cluster.nodes()).size();
      Replication replication = Replication.of(admin, settings);
      String id = TopicAudit.get(cluster.clusterId());
      findings.add(
          Finding.ok("kafka", brokers(), "answers; brokers: " + nodes + ", cluster " + id));
      for (TopicAudit.Asked one : audit.ask(admin, views)) {
        findings.addAll(
            one.exists() ? existing(one, replication) : List.of(missing(admin, one, replication)));
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      findings.add(Broker.unreachable(brokers(), e));
    }
    return findings;
  }

  private List<Finding> existing(TopicAudit.Asked asked, Replication replication)
      throws InterruptedException, TimeoutException {
    try {
      TopicAudit.Found found = asked.answer();
      List<Finding> wrong = audit.all(found, replication);
      int partitions = found.description().partitions().size();
      return wrong.isEmpty()
          ? List.of(Finding.ok("topic", asked.topic().name(), "fits; partitions: " + partitions))
          : wrong;
    } catch (ExecutionException e) {
      return List.of(
          fail(
              asked,
              "cannot be looked at: " + e.getCause().getMessage(),
              "Give this client the rights to describe the topic and its configuration."));
    }
  }

  /** Lets the brokers validate the creation without creating the topic. */
  private Finding missing(Admin admin, TopicAudit.Asked asked, Replication replication)
      throws InterruptedException, TimeoutException {
    NewTopic creation = topics.toCreate(asked.topic(), replication.wanted());
    if (!settings.create()) {
      return fail(
          asked,
          "does not exist, and caravan.topics.create is off",
          "Create it with %d partitions and %s, or give this client the right to describe it."
              .formatted(creation.numPartitions(), asked.topic().config()));
    }
    if (replication.obstacle().isPresent()) {
      return fail(
          asked,
          "does not exist and needs %d replicas (%s), but brokers that are up: %d"
              .formatted(replication.wanted(), replication.source(), replication.brokers()),
          "Start the others, or set caravan.topics.replicas to the number of brokers there will be.");
    }
    try {
      CreateTopicsOptions validateOnly = new CreateTopicsOptions().validateOnly(true);
      TopicAudit.get(admin.createTopics(List.of(creation), validateOnly).all());
      return Finding.ok(
          "topic",
          asked.topic().name(),
          "does not exist yet; the service creates it with %d partitions and replicas: %d"
              .formatted(creation.numPartitions(), creation.replicationFactor()));
    } catch (ExecutionException e) {
      return uncreatable(asked, e.getCause());
    }
  }

  private static Finding uncreatable(TopicAudit.Asked asked, Throwable cause) {
    return cause instanceof TopicExistsException
        ? fail(
            asked,
            "exists, but this client may not see it",
            "Give this client the right to describe the topic.")
        : fail(
            asked,
            "does not exist and cannot be created: " + cause.getMessage(),
            "Give this client the right to create topics, or create it and set"
                + " caravan.topics.create=false.");
  }

  private static Finding fail(TopicAudit.Asked asked, String message, String remedy) {
    return Finding.fail("topic", asked.topic().name(), message, remedy);
  }

  /** Checks the schema registry; empty when none is configured. */
  public List<Finding> registry() throws InterruptedException {
    if (registry.url().isEmpty()) {
      return List.of();
    }
    try {
      new SchemaRegistry(registry.url().get(), registry).reach();
      return List.of(Finding.ok("registry", "schemas", "answers"));
    } catch (IllegalArgumentException | RegistryException e) {
      return List.of(
          Finding.fail(
              "registry",
              "schemas",
              e.getMessage(),
              "Correct the settings under caravan.registry, or start the registry."));
    }
  }
}
