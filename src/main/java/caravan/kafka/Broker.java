package caravan.kafka;

import caravan.poll.ClockGuard;
import caravan.redact.OneLine;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/**
 * Watches the Kafka cluster: polls run while it answers and its topics fit, and pause otherwise.
 * Problems are logged once a minute and shown by the readiness check.
 */
@Singleton
@Named("broker")
public final class Broker {

  private static final Logger LOG = Logger.getLogger(Broker.class);

  /** Somebody may delete or alter a topic at any time. */
  private static final long CHECK_TOPICS_AFTER = Duration.ofMinutes(1).toNanos();

  private static final long REMIND_AFTER = Duration.ofMinutes(1).toNanos();

  private final KafkaClients clients;
  private final TopicSetup setup;
  private final ClockGuard clock;
  private int setBacks;
  private boolean tellsTime = true;
  private Set<String> views = Set.of();
  private Set<String> prepared = Set.of();
  private boolean topicsFit;
  private long checkedAt;
  private long remindedAt;
  private volatile String problem = "the brokers have not been asked yet";

  public Broker(KafkaClients clients, Topics topics, TopicSettings settings, ClockGuard clock) {
    this.clients = clients;
    this.clock = clock;
    this.setup = new TopicSetup(topics, settings);
  }

  /** What prevents publishing, in one sentence; empty when nothing does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Whether events can be published. */
  public boolean ready() {
    return problem == null;
  }

  /**
   * Includes the topics of views. Nothing is published until they fit; {@link #prepare} may have
   * checked that before.
   */
  public synchronized void publishes(Set<String> wanted) {
    views = Set.copyOf(wanted);
    if (!prepared.containsAll(wanted)) {
      topicsFit = false;
      if (problem == null) {
        problem = "the topics of the views have not been looked at yet";
      }
    }
  }

  /**
   * Creates the topics of further views while the present ones are still published.
   *
   * @param wanted names of views
   * @return what prevents publishing them, in one sentence; empty when nothing does
   */
  public synchronized Optional<String> prepare(Set<String> wanted) {
    if (prepared.containsAll(wanted)) {
      return Optional.empty();
    }
    try {
      brokers();
      return ensure(wanted);
    } catch (TimeoutException | KafkaException | ExecutionException failure) {
      return Optional.of(unreachable(clients.brokers(), failure).sentence());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.of("the service is stopping");
    }
  }

  /** Asks the cluster; one timer calls this every few seconds. */
  public synchronized void check() {
    try {
      int brokers = brokers();
      if (!topicsFit || System.nanoTime() - checkedAt > CHECK_TOPICS_AFTER) {
        Optional<String> unfit = ensure(views);
        if (unfit.isPresent()) {
          down(unfit.get());
          return;
        }
        topicsFit = true;
        checkedAt = System.nanoTime();
      }
      askForTime();
      up(brokers);
    } catch (TimeoutException | KafkaException | ExecutionException failure) {
      down(unreachable(clients.brokers(), failure).sentence());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> ensure(Set<String> wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<String> unfit = setup.ensure(clients.admin(), wanted);
    if (unfit.isEmpty()) {
      prepared = Set.copyOf(wanted);
    }
    return unfit;
  }

  private int brokers() throws InterruptedException, ExecutionException, TimeoutException {
    int now = clock.setBacks();
    if (now != setBacks) {
      setBacks = now;
      clients.renewAdmin();
    }
    return TopicAudit.get(clients.admin().describeCluster().nodes()).size();
  }

  /**
   * Asks the cluster for its time, which Kafka tells nowhere else: the leader of the controllers
   * counts as caught up with itself at the moment it answers.
   */
  private void askForTime() throws InterruptedException {
    if (!tellsTime) {
      return;
    }
    long start = System.nanoTime();
    try {
      QuorumInfo quorum = TopicAudit.get(clients.admin().describeMetadataQuorum().quorumInfo());
      Duration asking = Duration.ofNanos(System.nanoTime() - start);
      OptionalLong time =
          quorum.voters().stream()
              .filter(voter -> voter.replicaId() == quorum.leaderId())
              .flatMapToLong(voter -> voter.lastCaughtUpTimestamp().stream())
              .findFirst();
      time.ifPresentOrElse(
          millis -> clock.brokersSaid(Instant.ofEpochMilli(millis), asking), this::noTime);
    } catch (TimeoutException away) {
      // Brokers can go on without their controllers, and what they said holds on.
      LOG.debug("the controllers do not tell their time now");
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RetriableException) {
        LOG.debugf("the controllers do not tell their time now: %s", failure.getCause());
      } else {
        // No right to ask, or a cluster that has no such controllers.
        noTime();
      }
    }
  }

  private void noTime() {
    tellsTime = false;
    clock.brokersSaidNothing();
    LOG.info(
        "the brokers do not tell their time, so the clock is compared with that of vendors alone;"
            + " Describe on the cluster lets a client ask for it");
  }

  /** Why a client gets no answer from the brokers at some addresses. */
  static Finding unreachable(String addresses, Exception failure) {
    Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String detail = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    boolean refused =
        cause instanceof AuthorizationException || cause instanceof AuthenticationException;
    String what = refused ? "Kafka refuses this client at" : "no Kafka broker answers at";
    return Finding.fail(
        "kafka",
        addresses,
        "%s %s (%s)".formatted(what, addresses, detail),
        refused
            ? "Correct the kafka.sasl.* and kafka.ssl.* settings, or give this client the right to"
                + " describe the cluster and to use the topics."
            : "Set kafka.bootstrap.servers and kafka.security.protocol, start the broker, or open"
                + " the way to it.");
  }

  private void up(int brokers) {
    if (problem != null) {
      LOG.infof("Kafka is ready brokers=%s nodes=%d", clients.brokers(), brokers);
      problem = null;
      remindedAt = 0;
    }
  }

  private void down(String why) {
    problem = why;
    topicsFit = false;
    long now = System.nanoTime();
    if (remindedAt == 0 || now - remindedAt > REMIND_AFTER) {
      remindedAt = now;
      LOG.warnf("Kafka is not ready, polling waits: %s", OneLine.withQuotes(why));
    }
  }
}
