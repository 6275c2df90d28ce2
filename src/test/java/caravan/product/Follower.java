package caravan.product;

import caravan.broker.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Reads a topic as any consumer of committed records does, while they are written, and keeps
 * everything it was ever shown.
 */
public final class Follower implements AutoCloseable {

  private static final Duration LONGER_THAN_ANY_TEST = Duration.ofHours(2);

  private final List<Published> shown = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile Throwable failure;

  /**
   * Begins to read.
   *
   * @param bootstrap Kafka address
   * @param topic topic; it may come into being later
   */
  public Follower(String bootstrap, String topic) {
    this(bootstrap, topic, any -> true);
  }

  /** As {@link #Follower(String, String)}, for records of some kind only. */
  Follower(String bootstrap, String topic, Predicate<Topic.Entry> kept) {
    thread =
        new Thread(
            () -> Topic.read(bootstrap, topic, kept, LONGER_THAN_ANY_TEST, this::take), "follower");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((unused, thrown) -> failure = thrown);
    thread.start();
  }

  private boolean take(List<Topic.Entry> all) {
    List<Published> more = new ArrayList<>();
    for (int i = shown.size(); i < all.size(); i++) {
      more.add(Published.of(all.get(i)));
    }
    shown.addAll(more);
    return closed;
  }

  /** Everything shown so far. */
  public List<Published> shown() {
    if (failure != null) {
      throw new AssertionError("The reader failed", failure);
    }
    return List.copyOf(shown);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
