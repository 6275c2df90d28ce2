package caravan.kafka;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * How many replicas topics have to have. A topic keeps the number that it is created with, so it
 * must not depend on which brokers happen to be up then.
 *
 * @param wanted replicas of each topic
 * @param brokers brokers that are up
 * @param source what asks for them
 */
record Replication(int wanted, int brokers, String source) {

  private static final int USUAL = 3;
  private static final String SETTING = "caravan.topics.replicas";

  /** As set; otherwise three, unless the cluster is a smaller one by its own settings. */
  static Replication of(Admin admin, TopicSettings settings)
      throws InterruptedException, ExecutionException, TimeoutException {
    var nodes = TopicAudit.get(admin.describeCluster().nodes());
    int brokers = nodes.size();
    if (settings.replicas().isPresent()) {
      return new Replication(settings.replicas().getAsInt(), brokers, SETTING);
    }
    if (brokers >= USUAL) {
      return new Replication(USUAL, brokers, "the default of " + SETTING);
    }
    // A broker without access to its settings leaves only the number of brokers to go by.
    int own = ofOwnTopics(admin, nodes.iterator().next()).orElse(Math.max(1, brokers));
    return new Replication(Math.min(USUAL, own), brokers, "the replication of the brokers' topics");
  }

  /** A cluster cannot work with fewer brokers than its topics for offsets and transactions need. */
  private static Optional<Integer> ofOwnTopics(Admin admin, Node broker)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
    try {
      Config config =
          TopicAudit.get(admin.describeConfigs(List.of(resource)).values().get(resource));
      return Stream.of(
              "transaction.state.log.replication.factor", "offsets.topic.replication.factor")
          .map(config::get)
          .filter(entry -> entry != null && entry.value() != null)
          .map(ConfigEntry::value)
          .map(Integer::valueOf)
          .max(Integer::compare);
    } catch (ExecutionException refused) {
      if (refused.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Why topics must not be created now; empty when they may. */
  Optional<String> obstacle() {
    return brokers >= wanted
        ? Optional.empty()
        : Optional.of(
            "topics are missing and need %d replicas (%s), but brokers that are up: %d; start the"
                    .formatted(wanted, source, brokers)
                + " others, or set caravan.topics.replicas to the number of brokers there will be");
  }
}
