package caravan.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates missing topics and compares existing ones with the contract. */
final class TopicSetup {

  private static final Logger LOG = Logger.getLogger(TopicSetup.class);
  private static final int SAFE_REPLICAS = 3;

  /** Topics do not fit; the message says which and what to do. */
  static final class Unfit extends Exception {

    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }

  private final Topics topics;
  private final TopicSettings settings;

  TopicSetup(Topics topics, TopicSettings settings) {
    this.topics = topics;
    this.settings = settings;
  }

  /** Makes every topic exist; {@code nodes} brokers are there to hold replicas. */
  void ensure(Admin admin, int nodes, Set<String> views)
      throws InterruptedException, ExecutionException, Unfit {
    Set<String> present = admin.listTopics().names().get();
    List<NewTopic> missing = new ArrayList<>();
    Map<String, Topics.Topic> existing = new HashMap<>();
    List<Topics.Topic> wanted = new ArrayList<>(topics.all());
    wanted.addAll(topics.ofViews(views));
    for (Topics.Topic topic : wanted) {
      if (present.contains(topic.name())) {
        existing.put(topic.name(), topic);
      } else {
        missing.add(toCreate(topic, nodes));
      }
    }
    create(admin, missing);
    comparePartitions(admin, existing.keySet());
    compareConfigs(admin, existing);
  }

  NewTopic toCreate(Topics.Topic topic, int nodes) {
    short replicas = (short) Math.max(1, Math.min(settings.replicas(), nodes));
    Map<String, String> config = new HashMap<>(topic.config());
    config.put("min.insync.replicas", replicas >= SAFE_REPLICAS ? "2" : "1");
    return new NewTopic(topic.name(), settings.partitions(), replicas).configs(config);
  }

  private void create(Admin admin, List<NewTopic> missing)
      throws InterruptedException, ExecutionException, Unfit {
    if (missing.isEmpty()) {
      return;
    }
    List<String> names = missing.stream().map(NewTopic::name).toList();
    if (!settings.create()) {
      throw new Unfit(
          "topics are missing and caravan.topics.create is off: create "
              + String.join(", ", names));
    }
    try {
      admin.createTopics(missing).all().get();
      LOG.infof("created topics %s partitions=%d", names, settings.partitions());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
      // Another replica was faster; the next check compares what it made.
      throw new Unfit("another replica is creating the topics");
    }
  }

  private void comparePartitions(Admin admin, Collection<String> existing)
      throws InterruptedException, ExecutionException, Unfit {
    Map<String, TopicDescription> found = admin.describeTopics(existing).allTopicNames().get();
    for (TopicDescription topic : found.values()) {
      if (topic.partitions().size() != settings.partitions()) {
        throw new Unfit(
            "topic "
                + topic.name()
                + " has "
                + topic.partitions().size()
                + " partitions, but caravan.topics.partitions is "
                + settings.partitions()
                + "; set it to the number that the topics have, which must be the same for all");
      }
    }
  }

  /**
   * A wrong clean-up or retention loses data later, not now: it is reported, and polling goes on.
   */
  private static void compareConfigs(Admin admin, Map<String, Topics.Topic> existing)
      throws InterruptedException, ExecutionException {
    List<ConfigResource> asked =
        existing.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    Map<ConfigResource, Config> found = admin.describeConfigs(asked).all().get();
    found.forEach(
        (resource, config) ->
            existing
                .get(resource.name())
                .config()
                .forEach(
                    (name, wanted) -> {
                      ConfigEntry entry = config.get(name);
                      if (entry != null && !wanted.equals(entry.value())) {
                        LOG.warnf(
                            "topic %s has %s=%s, the contract asks for %s; alter the topic's configuration",
                            resource.name(), name, entry.value(), wanted);
                      }
                    }));
  }
}
