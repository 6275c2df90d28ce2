package caravan.harsh;

import caravan.product.Listing;
import caravan.product.Product;
import caravan.product.Published;
import caravan.product.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Watches whether scopes that are not read completely show in the metrics. A scope is blind while
 * no complete poll of it was published for three periods. It shows while some replica says so of
 * it, or while no replica owns it. What does not show within three periods more is noted.
 *
 * <p>All times are running time, so that clocks may be set while it watches.
 */
final class BlindScopes {

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration THREE_PERIODS = PERIOD.multipliedBy(3);

  /**
   * A commit is acknowledged before readers see it: as long as one of the brokers that it concerns
   * stands still, they do not. Reading takes its time too, on a busy machine.
   */
  private static final Duration ROOM = Duration.ofSeconds(15);

  private static final long SCRAPE_MS = 2_000;

  private final World world;
  private final Map<Listing, Long> completeAt = new HashMap<>();
  private final Map<Listing, Long> unseenSince = new HashMap<>();
  private final Map<Listing, Duration> longestBlind = new TreeMap<>();
  private final Map<Listing, Duration> longestUnseen = new TreeMap<>();
  private final Thread thread = new Thread(this::watch, "blind-scopes");
  private final ExecutorService scrapes = Executors.newCachedThreadPool();
  private int eventsRead;
  private volatile boolean closed;
  private volatile Throwable failure;

  /** Begins to watch; the scopes have been read completely just now. */
  BlindScopes(World world) {
    this.world = world;
    world.lists().forEach(list -> completeAt.put(list, System.nanoTime()));
    eventsRead = world.shown().size();
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (!closed) {
        look();
        Thread.sleep(500);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      failure = e;
    }
  }

  private void look() throws Exception {
    List<Published> shown = world.shown();
    long now = System.nanoTime();
    for (Published event : shown.subList(eventsRead, shown.size())) {
      if (event.marker() && event.complete()) {
        completeAt.put(Listing.of(event.scope()), now);
      }
    }
    eventsRead = shown.size();
    Map<Listing, Double> said = said();
    completeAt.forEach(
        (list, complete) -> {
          Duration blind = Duration.ofNanos(now - complete);
          longestBlind.merge(list, blind, BlindScopes::longer);
          boolean isBlind = blind.compareTo(THREE_PERIODS) > 0;
          // Nobody owns it: that shows as the sum of caravan_partitions_owned.
          boolean shows = !said.containsKey(list) || said.get(list) >= THREE_PERIODS.toSeconds();
          if (!isBlind || shows) {
            unseenSince.remove(list);
          } else {
            long since = unseenSince.computeIfAbsent(list, unused -> now);
            longestUnseen.merge(list, Duration.ofNanos(now - since), BlindScopes::longer);
          }
        });
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Most seconds that any replica says of a list that it owns. */
  private Map<Listing, Double> said() throws Exception {
    List<Future<Map<String, Double>>> answers =
        world.products().stream()
            .filter(Product::alive)
            .map(one -> scrapes.submit(one::sinceComplete))
            .collect(Collectors.toList());
    Map<Listing, Double> said = new HashMap<>();
    for (Future<Map<String, Double>> answer : answers) {
      answer(answer).forEach((scope, since) -> said.merge(Listing.of(scope), since, Math::max));
    }
    return said;
  }

  /** A replica that stands still says nothing, which every scraper notices. */
  private static Map<String, Double> answer(Future<Map<String, Double>> answer) throws Exception {
    try {
      return answer.get(SCRAPE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      return Map.of();
    }
  }

  /** Lists that were blind for too long without showing it, with the time. */
  Map<Listing, Duration> unseen() {
    if (failure != null) {
      throw new AssertionError("Nobody watched for blind scopes", failure);
    }
    Map<Listing, Duration> tooLong = new TreeMap<>(longestUnseen);
    tooLong.values().removeIf(one -> one.compareTo(THREE_PERIODS.plus(ROOM)) <= 0);
    return tooLong;
  }

  /** Ends the watch. */
  void end() throws InterruptedException {
    closed = true;
    thread.join();
    scrapes.shutdownNow();
  }

  /** Longest time in which a scope was not read completely, and in which that did not show. */
  @Override
  public String toString() {
    return "blind for at most "
        + most(longestBlind)
        + " ms, of which unseen "
        + most(longestUnseen)
        + " ms";
  }

  private static long most(Map<Listing, Duration> times) {
    return times.values().stream().mapToLong(Duration::toMillis).max().orElse(0);
  }
}
