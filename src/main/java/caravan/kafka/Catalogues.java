package caravan.kafka;

import caravan.event.UnreadableRecord;
import caravan.event.Verdict;
import caravan.poll.Poll;
import caravan.redact.OneLine;
import caravan.state.Catalogue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * What all catalogues prove, read whole by every replica from a compacted topic. So all replicas
 * know the same scopes without talking to each other, and a new one knows them before it polls.
 */
@Singleton
public final class Catalogues {

  private static final Logger LOG = Logger.getLogger(Catalogues.class);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration AWAY = Duration.ofSeconds(2);

  private final KafkaClients clients;
  private final Topics topics;
  private final Optional<String> confirmed;
  private final Map<String, Catalogue> waiting = new ConcurrentHashMap<>();
  private final SortedMap<String, Catalogue> known = new TreeMap<>();
  private volatile SortedMap<String, Catalogue> published = new TreeMap<>();
  private volatile Runnable listener;
  private volatile boolean loaded;
  private volatile boolean closed;
  private Thread thread;

  public Catalogues(
      KafkaClients clients, Topics topics, PublishSettings settings, MeterRegistry registry) {
    this.clients = clients;
    this.topics = topics;
    this.confirmed = settings.catalogueConfirm();
    Gauge.builder("caravan.catalogues.waiting", waiting, Map::size)
        .description("Catalogues that lack too much to believe it without a confirmation")
        .register(registry);
  }

  /**
   * Begins to read, once the topic is there; does nothing while it reads.
   *
   * @param changed called by the reading thread after each change, and once all was read
   */
  public synchronized void follow(Runnable changed) {
    listener = changed;
    if (thread == null && !closed) {
      thread = new Thread(this::read, "catalogues");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Whether all was read that was there when reading began. */
  public boolean isLoaded() {
    return loaded;
  }

  /** The catalogues by the paths of their scopes; never changes once given. */
  public SortedMap<String, Catalogue> all() {
    return published;
  }

  private void read() {
    while (!closed) {
      try (Consumer<byte[], byte[]> reader = clients.reader()) {
        readOn(reader);
      } catch (RuntimeException away) {
        LOG.debug("catalogues cannot be read now", away);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(AWAY.toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void readOn(Consumer<byte[], byte[]> reader) {
    List<TopicPartition> all =
        IntStream.range(0, topics.partitions())
            .mapToObj(number -> new TopicPartition(topics.catalogue(), number))
            .toList();
    reader.assign(all);
    reader.seekToBeginning(all);
    Map<TopicPartition, Long> ends = reader.endOffsets(all);
    boolean first = true;
    while (!closed) {
      int records = 0;
      for (ConsumerRecord<byte[], byte[]> one : reader.poll(PAUSE)) {
        take(one);
        records++;
      }
      boolean atEnd =
          !first
              || ends.entrySet().stream()
                  .allMatch(end -> reader.position(end.getKey()) >= end.getValue());
      if (atEnd && (first || records > 0)) {
        first = false;
        published = new TreeMap<>(known);
        loaded = true;
        listener.run();
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> one) {
    String path = new String(one.key(), StandardCharsets.UTF_8);
    if (one.value() == null) {
      known.remove(path);
      return;
    }
    try {
      known.put(path, Catalogue.read(one.value()));
    } catch (UnreadableRecord unreadable) {
      // The former one stays in force: taking something away for a broken record would end scopes.
      LOG.errorf(
          "the catalogue %s in %s partition=%d offset=%d cannot be read: %s",
          OneLine.of(path), one.topic(), one.partition(), one.offset(), unreadable.getMessage());
    }
  }

  /**
   * What a poll leaves in the topic: nothing, unless it is a complete poll of a catalogue that
   * proves something new, or the last one of a catalogue that nobody needs any more. A catalogue
   * that suddenly lacks a large part stays as it was, until that is confirmed.
   */
  List<ProducerRecord<String, byte[]>> records(Poll poll) {
    String path = poll.scope().path();
    Catalogue before = published.get(path);
    if (poll.report() == null) {
      waiting.remove(path);
      return before == null ? List.of() : List.of(record(poll, null));
    }
    boolean proves =
        !poll.scope().target().watchers().isEmpty()
            && poll.report().status().equals(Verdict.COMPLETE.wire());
    if (!proves) {
      return List.of();
    }
    Catalogue now = Catalogue.after(poll.memory(), poll.outcome().events());
    Catalogue believed = before == null ? now : believed(path, before, now);
    return believed.equals(before) ? List.of() : List.of(record(poll, believed.json()));
  }

  private ProducerRecord<String, byte[]> record(Poll poll, byte[] value) {
    return new ProducerRecord<>(
        topics.catalogue(),
        topics.partition(poll.scope()),
        poll.scope().path(),
        value,
        value == null ? List.of() : PollRecords.JSON);
  }

  private Catalogue believed(String path, Catalogue before, Catalogue now) {
    SortedSet<String> missing = before.without(now);
    String digest = Catalogue.digest(path, missing);
    if (!before.isLarge(missing.size()) || confirmed.equals(Optional.of(digest))) {
      waiting.remove(path);
      return now;
    }
    if (!now.equals(waiting.put(path, now))) {
      LOG.warnf(
          "%d of %d resources are not listed any more in catalogue=%s, too many to believe it"
              + " unasked: they stay polled; if they are gone, set caravan.catalogue-confirm=%s",
          missing.size(), before.entries().size(), OneLine.of(path), digest);
    }
    return now.with(before);
  }

  @PreDestroy
  synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
