package caravan.kafka;

import caravan.redact.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** Creates missing topics, and decides whether existing ones can be used. */
final class TopicSetup {

  private static final Logger LOG = Logger.getLogger(TopicSetup.class);

  private final Topics topics;
  private final TopicSettings settings;
  private final TopicAudit audit;
  private List<String> warned = List.of();

  TopicSetup(Topics topics, TopicSettings settings) {
    this.topics = topics;
    this.settings = settings;
    this.audit = new TopicAudit(topics, settings);
  }

  /**
   * Makes every topic exist.
   *
   * @return what keeps events from being published, in one sentence; empty when nothing does
   */
  Optional<String> ensure(Admin admin, Set<String> views)
      throws InterruptedException, ExecutionException, TimeoutException {
    Replication replication = Replication.of(admin, settings);
    List<NewTopic> missing = new ArrayList<>();
    List<TopicAudit.Asked> existing = new ArrayList<>();
    for (TopicAudit.Asked one : audit.ask(admin, views)) {
      if (one.exists()) {
        existing.add(one);
      } else {
        missing.add(topics.toCreate(one.topic(), replication.wanted()));
      }
    }
    Optional<String> uncreated =
        missing.isEmpty() ? Optional.empty() : create(admin, missing, replication);
    return uncreated.isPresent() ? uncreated : compare(existing, replication);
  }

  private Optional<String> create(Admin admin, List<NewTopic> missing, Replication replication)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> names = missing.stream().map(NewTopic::name).toList();
    if (!settings.create()) {
      return Optional.of(
          "topics are missing and caravan.topics.create is off: create "
              + String.join(", ", names));
    }
    if (replication.obstacle().isPresent()) {
      return replication.obstacle();
    }
    try {
      TopicAudit.get(admin.createTopics(missing).all());
      LOG.infof(
          "created topics %s partitions=%d replicas=%d",
          names, settings.partitions(), replication.wanted());
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        // The next check compares the topics of the other replica.
        return Optional.of(
            "topics exist that this client does not see: another replica has just created them, or"
                + " this client lacks the right WRITE on some of "
                + String.join(", ", names));
      }
      if (e.getCause() instanceof AuthorizationException) {
        return Optional.of(
            "topics are missing and this client lacks the right CREATE: create "
                + String.join(", ", names)
                + ", or grant it on them");
      }
      throw e;
    }
  }

  /** Wrong settings lose data later, not now: they are logged, and polling continues. */
  private Optional<String> compare(List<TopicAudit.Asked> existing, Replication replication)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Finding> wrongSettings = new ArrayList<>();
    for (TopicAudit.Asked one : existing) {
      TopicAudit.Found found = one.answer();
      Optional<Finding> unfit = audit.rights(found).or(() -> audit.partitions(found));
      if (unfit.isPresent()) {
        return unfit.map(TopicSetup::text);
      }
      wrongSettings.addAll(audit.settings(found, replication));
    }
    List<String> warnings =
        wrongSettings.stream().map(one -> OneLine.withQuotes(text(one))).toList();
    warnings.stream().filter(one -> !warned.contains(one)).forEach(LOG::warn);
    warned = warnings;
    return Optional.empty();
  }

  private static String text(Finding one) {
    return "topic " + one.subject() + " " + one.sentence();
  }
}
