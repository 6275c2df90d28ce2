package caravan.publish;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;

/**
 * Watches the Kafka cluster: polling starts when it answers and its topics fit, and pauses while it
 * does not. What is wrong is logged once a minute and shown by the readiness check.
 */
@Singleton
@Named("broker")
public final class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);
  private static final int ANSWER_WITHIN_MS = 5_000;
  private static final long LOOK_AGAIN_AFTER = Duration.ofMinutes(1).toNanos();
  private static final long REMIND_AFTER = Duration.ofMinutes(1).toNanos();

  private final KafkaClients clients;
  private final TopicSetup setup;
  private Admin admin;
  private Set<String> views = Set.of();
  private Set<String> prepared = Set.of();
  private boolean topicsFit;
  private long lookedAt;
  private long remindedAt;
  private volatile String problem = "the brokers have not been asked yet";

  /** With the clients to ask and the topics to look for. */
  public Broker(KafkaClients clients, Topics topics, TopicSettings settings) {
    this.clients = clients;
    this.setup = new TopicSetup(topics, settings);
  }

  /** What keeps events from being published, in one sentence; empty when nothing does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether events can be published. */
  public boolean ready() {
    return problem == null;
  }

  /**
   * Has the topics of views looked at, too. Nothing is published until they fit, unless {@link
   * #prepare} has seen to that.
   */
  public synchronized void publishes(Set<String> wanted) {
    boolean looked = prepared.containsAll(wanted);
    views = Set.copyOf(wanted);
    if (!looked) {
      topicsFit = false;
      if (problem == null) {
        problem = "the topics of the views have not been looked at yet";
      }
    }
  }

  /**
   * Makes the topics of views exist before they are published, while what is published now goes on.
   *
   * @param wanted names of views
   * @return what keeps them from being published, in one sentence; empty when nothing does
   */
  public synchronized Optional<String> prepare(Set<String> wanted) {
    if (prepared.containsAll(wanted)) {
      return Optional.empty();
    }
    try {
      int nodes = nodes();
      setup.ensure(admin, nodes, wanted);
      prepared = Set.copyOf(wanted);
      return Optional.empty();
    } catch (TopicSetup.Unfit unfit) {
      return Optional.of(unfit.getMessage());
    } catch (TimeoutException | KafkaException | ExecutionException failure) {
      return Optional.of(unreachable(failure));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.of("the service is stopping");
    }
  }

  /** Asks the cluster; called every few seconds by one timer. */
  public synchronized void check() {
    try {
      int nodes = nodes();
      long now = System.nanoTime();
      if (!topicsFit || now - lookedAt > LOOK_AGAIN_AFTER) {
        // Looked at again from time to time, because somebody may delete or alter a topic.
        setup.ensure(admin, nodes, views);
        prepared = views;
        topicsFit = true;
        lookedAt = now;
      }
      if (problem != null) {
        LOG.infof("Kafka is ready brokers=%s nodes=%d", clients.brokers(), nodes);
        problem = null;
        remindedAt = 0;
      }
    } catch (TopicSetup.Unfit unfit) {
      down(unfit.getMessage());
    } catch (TimeoutException | KafkaException | ExecutionException failure) {
      down(unreachable(failure));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private int nodes() throws InterruptedException, ExecutionException, TimeoutException {
    if (admin == null) {
      admin = clients.admin(ANSWER_WITHIN_MS);
    }
    return admin.describeCluster().nodes().get(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS).size();
  }

  private String unreachable(Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    String detail =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    boolean refused =
        cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    return (refused ? "Kafka refuses this client at " : "no Kafka broker answers at ")
        + clients.brokers()
        + " ("
        + detail
        + (refused
            ? "); give it the right to describe the cluster and to use the topics"
            : "); set kafka.bootstrap.servers, or start the broker");
  }

  private void down(String why) {
    problem = why;
    topicsFit = false;
    long now = System.nanoTime();
    if (remindedAt == 0 || now - remindedAt > REMIND_AFTER) {
      remindedAt = now;
      LOG.warnf("Kafka is not ready, polling waits: %s", why);
    }
  }

  @PreDestroy
  void close() {
    if (admin != null) {
      admin.close(Duration.ofSeconds(2));
    }
  }
}
