package caravan.harsh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.broker.Topic;
import caravan.product.Fact;
import caravan.product.Ledger;
import caravan.product.Listing;
import caravan.product.Product;
import caravan.product.Published;
import caravan.product.World;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What all harsh runs share: a seed, a time, a count of what was done to the product, and the
 * judge.
 *
 * <p>{@code -Dharsh.seconds=1200} makes a run longer, {@code -Dharsh.seed=...} repeats the moments
 * of an earlier one as far as a machine can.
 */
final class HarshRun {

  private final String name;
  private final long seed;
  private final Random random;
  private final Duration time;
  private long start = System.nanoTime();
  private final Map<String, Integer> done = new TreeMap<>();
  private BlindScopes blind;
  private World watched;

  /**
   * Begins.
   *
   * @param name name of the run
   * @param seconds how long its short form does harm
   */
  HarshRun(String name, int seconds) {
    this.name = name;
    this.seed = Long.getLong("harsh.seed", System.nanoTime());
    this.random = new Random(seed);
    this.time = Duration.ofSeconds(Integer.getInteger("harsh.seconds", seconds));
    System.out.println(name + ": seed " + seed + ", seconds " + time.toSeconds());
  }

  long seed() {
    return seed;
  }

  /** Decides what happens next. */
  Random random() {
    return random;
  }

  /** A time between two, in milliseconds. */
  Duration between(int least, int most) {
    return Duration.ofMillis(least + random.nextInt(most - least + 1));
  }

  /** Whether there is time left for more. */
  boolean goesOn() {
    return System.nanoTime() - start < time.toNanos();
  }

  /** Counts something that was done to the product. */
  void did(String what) {
    did(what, 1);
  }

  /** Counts something that was done to the product so many times. */
  void did(String what, long times) {
    done.merge(what, (int) times, Integer::sum);
  }

  /** Leaves the product alone for a time between two, in milliseconds. */
  void leave(int least, int most) throws InterruptedException {
    Thread.sleep(between(least, most).toMillis());
  }

  /** Waits until every list was read completely, and watches from then on for blind scopes. */
  void begin(World world) {
    world.awaitCompletePolls();
    blind = new BlindScopes(world);
    watched = world;
    start = System.nanoTime();
  }

  /**
   * Stops the clouds and then all replicas, which must be able to work again, and looks whether
   * anything is missing, invented or doubled, a life is illegal, an account was asked too often, or
   * a blind scope did not show.
   */
  void judge(World world) throws Exception {
    judge(world, topics -> topics, list -> true);
  }

  /**
   * The same for a run that writes or hides records itself.
   *
   * @param books makes of the topics, as they are at the end, what the product is answerable for
   * @param lists those that it must be right about
   */
  void judge(World world, UnaryOperator<Ledger.Topics> books, Predicate<Listing> lists)
      throws Exception {
    world.settle();
    blind.end();
    for (Product product : world.products()) {
      if (product.alive()) {
        product.stop();
      }
    }
    Ledger.Topics topics = books.apply(world.read());
    assertNoForeignRecords(topics);
    Ledger ledger = world.ledger(topics);
    System.out.println(
        name
            + ": seed "
            + seed
            + ", "
            + done
            + ", "
            + world.requests()
            + " requests, "
            + blind
            + "; "
            + ledger);
    Map<Listing, Set<Fact>> truth = world.truth();
    truth.keySet().removeIf(lists.negate());
    ledger.assertHolds(truth);
    assertEquals(Map.of(), blind.unseen(), "blind without showing it");
  }

  /** Kafka's clients have delivered batches to topics that they were not meant for. */
  private static void assertNoForeignRecords(Ledger.Topics topics) {
    List<String> foreign = new ArrayList<>();
    topics
        .all()
        .forEach(
            (kind, entries) ->
                entries.stream()
                    .filter(entry -> !belongs(kind, entry))
                    .map(one -> kind + "/" + one.partition() + "@" + one.offset() + " " + one.key())
                    .forEach(foreign::add));
    assertEquals(List.of(), foreign, "records in topics that are not theirs");
  }

  private static boolean belongs(String kind, Topic.Entry entry) {
    if (entry.tombstone()) {
      return kind.equals("state") || kind.equals("checkpoints");
    }
    JsonNode json = Published.of(entry).json();
    return switch (kind) {
      case "events" -> json.has("kind") && entry.key().equals(json.at("/snapshot/scope").asText());
      case "state" -> json.has("kind") && entry.key().equals(json.path("subject").asText());
      case "checkpoints" -> json.has("last_poll");
      case "ocsf" -> json.has("class_uid");
      case "ecs" -> json.has("ecs");
      default -> json.has("raw") || json.has("reason");
    };
  }

  /** Ends it, whatever came of it; what the replicas logged is kept in {@code target/harsh}. */
  void end() throws Exception {
    if (blind != null) {
      blind.end();
      Path folder = Files.createDirectories(Path.of("target", "harsh"));
      int number = 0;
      for (Product product : watched.products()) {
        String file = name.replaceAll("\\W+", "-") + "-" + ++number + ".log";
        Files.write(folder.resolve(file), product.log());
      }
    }
  }
}
