package caravan.product;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.broker.Topic;
import caravan.simulator.Answered;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The books of one run: everything that a reader of committed records finds in the topics, checked
 * against the contract and against what the vendors answered. It shares no code with the product's
 * own comparison.
 */
public final class Ledger {

  private static final int PROBLEMS_SHOWN = 20;

  private final List<String> problems = new ArrayList<>();
  private final Map<String, List<PublishedPoll>> polls;
  private final Map<String, Published> open = new TreeMap<>();
  private final Map<Listing, Set<Fact>> facts = new TreeMap<>();
  private final List<Published> events;
  private final List<Published> state;

  /**
   * What the topics hold. Records of a partition are in their order.
   *
   * @param partitions how many partitions each topic has
   * @param events the events
   * @param state the state topic with all that compaction has left
   * @param checkpoints the checkpoints, not compacted
   * @param letters the dead letters
   * @param views the view topics by name, for views that every target wants
   */
  public record Topics(
      int partitions,
      List<Topic.Entry> events,
      List<Topic.Entry> state,
      List<Topic.Entry> checkpoints,
      List<Topic.Entry> letters,
      Map<String, List<Topic.Entry>> views) {

    /** Reads the topics to the end they have now. */
    public static Topics read(String bootstrap, String prefix, int partitions, String... views) {
      return read(bootstrap, prefix, partitions, any -> true, views);
    }

    /** Reads records of some kind only. */
    static Topics read(
        String bootstrap,
        String prefix,
        int partitions,
        Predicate<Topic.Entry> kept,
        String... views) {
      Map<String, List<Topic.Entry>> documents = new LinkedHashMap<>();
      for (String view : views) {
        documents.put(view, read(bootstrap, prefix, view, kept));
      }
      return new Topics(
          partitions,
          read(bootstrap, prefix, "events", kept),
          read(bootstrap, prefix, "state", kept),
          read(bootstrap, prefix, "checkpoints", kept),
          read(bootstrap, prefix, "dlq", kept),
          documents);
    }

    /** The records of each topic, by the kind of topic. */
    public Map<String, List<Topic.Entry>> all() {
      Map<String, List<Topic.Entry>> all = new LinkedHashMap<>(views);
      all.put("events", events);
      all.put("state", state);
      all.put("checkpoints", checkpoints);
      all.put("dlq", letters);
      return all;
    }

    private static List<Topic.Entry> read(
        String bootstrap, String prefix, String topic, Predicate<Topic.Entry> kept) {
      return Topic.read(bootstrap, prefix + "." + topic + ".v1", kept);
    }
  }

  /**
   * Goes through the books.
   *
   * @param topics what was published
   * @param answered what the vendors answered, in their order
   */
  public Ledger(Topics topics, List<Answered> answered) {
    events = parsed(topics.events());
    state = parsed(topics.state());
    polls = new Polls(events, topics.partitions(), problems).byScope();
    Map<Listing, List<Answered>> answers =
        answered.stream().collect(Collectors.groupingBy(one -> Listing.of(one.call())));
    Map<String, List<Published>> checkpoints =
        parsed(topics.checkpoints()).stream()
            .collect(Collectors.groupingBy(one -> one.entry().key()));
    polls.forEach(
        (scope, all) -> {
          Listing listing = Listing.of(scope);
          Lives lives = new Lives(all, answers.getOrDefault(listing, List.of()), problems);
          open.putAll(lives.open());
          facts.put(
              listing,
              lives.open().values().stream()
                  .map(event -> Fact.of(event.json()))
                  .collect(Collectors.toCollection(TreeSet::new)));
          checkCheckpoints(all, lives, checkpoints.getOrDefault(scope, List.of()));
        });
    checkState();
    checkLetters(parsed(topics.letters()));
    topics.views().forEach(this::checkView);
  }

  private static List<Published> parsed(List<Topic.Entry> entries) {
    return entries.stream().map(Published::of).toList();
  }

  /** Everything that is wrong, one sentence each; empty when the contract holds. */
  public List<String> problems() {
    return problems;
  }

  /**
   * Fails with the first of everything that is wrong, or when what is open at the end is not so.
   *
   * @param truth what is so at the vendors, unchanged since before the last poll of each list
   */
  public void assertHolds(Map<Listing, Set<Fact>> truth) {
    String first =
        problems.stream().limit(PROBLEMS_SHOWN).map(one -> "\n  " + one).collect(joining());
    assertTrue(problems.isEmpty(), () -> problems.size() + " problems:" + first);
    assertEquals(truth, facts);
    assertEquals(
        truth.values().stream().flatMap(Set::stream).mapToLong(Fact::connections).sum(),
        connections(),
        "sum of the connections in the state topic");
  }

  /** All events in the order of their partitions. */
  public List<Published> events() {
    return events;
  }

  /** All polls there are. */
  public List<PublishedPoll> polls() {
    return polls.values().stream().flatMap(List::stream).toList();
  }

  /** Sum of the connections that the state topic holds. */
  public long connections() {
    return current().values().stream()
        .mapToLong(one -> one.json().at("/connection/count").longValue())
        .sum();
  }

  /** The state topic as compaction would leave it, tombstones gone. */
  private Map<String, Published> current() {
    Map<String, Published> current = new TreeMap<>();
    state.forEach(
        one -> {
          if (one.entry().tombstone()) {
            current.remove(one.entry().key());
          } else {
            current.put(one.entry().key(), one);
          }
        });
    return current;
  }

  private void checkCheckpoints(List<PublishedPoll> all, Lives lives, List<Published> written) {
    List<String> wanted = all.stream().map(PublishedPoll::id).toList();
    List<String> found = written.stream().map(one -> one.text("/last_poll/poll_id")).toList();
    if (!wanted.equals(found)) {
      problems.add(
          "checkpoints do not follow the polls of "
              + Listing.of(all.get(0).scope())
              + ": missing "
              + without(wanted, found)
              + ", too many "
              + without(found, wanted));
      return;
    }
    Published complete = null;
    for (int i = 0; i < all.size(); i++) {
      complete = all.get(i).complete() ? all.get(i).last() : complete;
      checkCheckpoint(all.get(i), complete, written.get(i).json());
    }
    JsonNode last = written.get(written.size() - 1).json();
    last.path("pending_absent")
        .fieldNames()
        .forEachRemaining(
            subject -> {
              if (!lives.open().containsKey(subject)) {
                problems.add("the checkpoint misses a subject that is not open: " + subject);
              }
            });
  }

  private void checkCheckpoint(PublishedPoll poll, Published complete, JsonNode checkpoint) {
    JsonNode marker = poll.last().json();
    if (!checkpoint.at("/last_poll/status").equals(marker.at("/report/status"))
        || !checkpoint.at("/last_poll/scheduled_at").equals(marker.at("/snapshot/scheduled_at"))) {
      problems.add("the checkpoint says something else of " + poll + ": " + checkpoint);
    }
    JsonNode kept = checkpoint.path("last_complete");
    boolean right =
        complete == null
            ? kept.isMissingNode()
            : complete.pollId().equals(kept.path("poll_id").textValue())
                && complete.json().at("/report/unique").equals(kept.path("unique"))
                && complete.json().at("/report/digest").equals(kept.path("digest"));
    if (!right) {
      problems.add(
          "the checkpoint keeps another complete poll than " + complete + ": " + checkpoint);
    }
  }

  private static List<String> without(List<String> some, List<String> others) {
    Map<String, Integer> left = new HashMap<>();
    others.forEach(one -> left.merge(one, 1, Integer::sum));
    return some.stream().filter(one -> left.merge(one, -1, Integer::sum) < 0).toList();
  }

  private void checkState() {
    Map<String, Published> current = current();
    for (String subject : union(current.keySet(), open.keySet())) {
      Published kept = current.get(subject);
      Published told = open.get(subject);
      if (kept == null) {
        problems.add("open by its events, but not in the state topic: " + told);
      } else if (told == null) {
        problems.add("in the state topic, but not open by its events: " + kept);
      } else if (!kept.json().equals(told.json())) {
        problems.add("the state topic keeps something else than the last event: " + told);
      }
    }
    Map<String, Published> byId = new HashMap<>();
    events.forEach(event -> byId.put(event.id(), event));
    Map<String, Integer> partitions = new HashMap<>();
    for (Published one : state) {
      Published event = byId.get(one.entry().headers().get("ce_id"));
      if (event != null && !one.entry().tombstone() && !one.json().equals(event.json())) {
        problems.add("the state topic has another form of " + event + " at " + one.place());
      }
      Integer first = partitions.putIfAbsent(one.entry().key(), one.entry().partition());
      if (first != null && first != one.entry().partition()) {
        problems.add("state of one subject in two partitions: " + one.entry().key());
      }
    }
    List<String> wanted = new ArrayList<>();
    for (PublishedPoll poll : polls()) {
      Map<String, String> last = new LinkedHashMap<>();
      poll.changes().forEach(event -> last.put(event.subject(), event.id()));
      wanted.addAll(last.values());
    }
    List<String> found =
        state.stream().map(one -> one.entry().headers().getOrDefault("ce_id", "none")).toList();
    List<String> missing = without(wanted, found);
    List<String> surplus = without(found, wanted);
    if (!missing.isEmpty() || !surplus.isEmpty()) {
      problems.add("state writes: missing " + missing + ", too many " + surplus);
    }
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }

  private void checkLetters(List<Published> letters) {
    Map<String, PublishedPoll> known = new HashMap<>();
    polls().forEach(poll -> known.put(poll.id(), poll));
    Set<String> ids = new HashSet<>();
    for (Published letter : letters) {
      if (!ids.add(letter.id())) {
        problems.add("dead letter published twice: " + letter.place());
      }
      PublishedPoll poll = known.get(letter.pollId());
      if (poll == null || poll.complete()) {
        problems.add("dead letter of no poll, or of a complete one: " + letter.place());
      }
    }
  }

  private void checkView(String view, List<Topic.Entry> entries) {
    Map<String, List<String>> wanted = new TreeMap<>();
    events.stream()
        .filter(event -> !event.marker())
        .forEach(event -> add(wanted, event.scope(), event.id()));
    Map<String, List<String>> found = new TreeMap<>();
    for (Published document : parsed(entries)) {
      String id = document.text(view.equals("ocsf") ? "/metadata/uid" : "/event/id");
      add(found, document.entry().key(), Objects.requireNonNullElse(id, "none"));
    }
    for (String scope : union(wanted.keySet(), found.keySet())) {
      List<String> ids = wanted.getOrDefault(scope, List.of());
      List<String> documents = found.getOrDefault(scope, List.of());
      if (!ids.equals(documents)) {
        problems.add(
            view
                + " documents do not follow the events of "
                + scope
                + ": missing "
                + without(ids, documents)
                + ", too many "
                + without(documents, ids));
      }
    }
  }

  private static void add(Map<String, List<String>> all, String scope, String id) {
    all.computeIfAbsent(scope, unused -> new ArrayList<>()).add(id);
  }

  /** How much there was to check. */
  @Override
  public String toString() {
    List<PublishedPoll> all = polls();
    return all.size()
        + " polls ("
        + all.stream().filter(PublishedPoll::complete).count()
        + " complete) of "
        + polls.size()
        + " scopes, "
        + events.size()
        + " events, "
        + open.size()
        + " subjects open, "
        + connections()
        + " connections";
  }
}
