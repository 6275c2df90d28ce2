package caravan.product;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * Puts the events topic together again, poll by poll, and tells where polls are not whole, not in
 * order, doubled or in the wrong place.
 */
final class Polls {

  private final List<String> problems;
  private final Map<String, List<PublishedPoll>> byScope = new TreeMap<>();

  /**
   * Reads the events.
   *
   * @param events the topic, each partition in its order
   * @param partitions how many partitions the topics have
   * @param problems takes what is wrong
   */
  Polls(List<Published> events, int partitions, List<String> problems) {
    this.problems = problems;
    Map<String, Published> ids = new HashMap<>();
    Map<String, String> open = new HashMap<>();
    Set<String> begun = new HashSet<>();
    for (Published event : events) {
      Published first = ids.putIfAbsent(event.id(), event);
      if (first != null) {
        problems.add("id " + event.id() + " is published twice: " + first + " and " + event);
      }
      checkPlace(event, partitions);
      take(event, open, begun);
    }
    byScope.values().forEach(this::checkOrder);
    byScope.values().forEach(polls -> polls.forEach(this::checkWhole));
  }

  /** The polls of each scope in their order. */
  Map<String, List<PublishedPoll>> byScope() {
    return byScope;
  }

  private void checkPlace(Published event, int partitions) {
    String scope = event.scope();
    int partition =
        Utils.toPositive(Utils.murmur2(scope.getBytes(StandardCharsets.UTF_8))) % partitions;
    if (event.entry().partition() != partition || !scope.equals(event.entry().key())) {
      problems.add("event does not stand in partition " + partition + " with its key: " + event);
    }
    if (!event.id().equals(event.entry().headers().get("ce_id"))) {
      problems.add("header and event disagree about the id: " + event);
    }
  }

  private void take(Published event, Map<String, String> open, Set<String> begun) {
    List<PublishedPoll> polls = byScope.computeIfAbsent(event.scope(), unused -> new ArrayList<>());
    if (!event.pollId().equals(open.get(event.scope()))) {
      if (open.get(event.scope()) != null) {
        problems.add("a poll begins before the one before it has its marker: " + event);
      }
      if (!begun.add(event.pollId())) {
        problems.add("a poll goes on behind its marker or behind another poll: " + event);
      }
      open.put(event.scope(), event.pollId());
      polls.add(new PublishedPoll(event.pollId(), event.scope(), new ArrayList<>()));
    }
    polls.get(polls.size() - 1).events().add(event);
    if (event.marker()) {
      open.remove(event.scope());
    }
  }

  private void checkOrder(List<PublishedPoll> polls) {
    Instant slot = Instant.MIN;
    String complete = null;
    for (PublishedPoll poll : polls) {
      Instant own = poll.last().scheduledAt();
      if (!own.isAfter(slot)) {
        problems.add(poll + " has slot " + own + " after slot " + slot);
      }
      slot = own;
      for (Published event : poll.events()) {
        String previous = event.text("/snapshot/previous_poll_id");
        if (!Objects.equals(previous, complete)) {
          problems.add(
              "the complete poll before is " + complete + ", not " + previous + ": " + event);
          break;
        }
      }
      complete = poll.complete() ? poll.id() : complete;
    }
  }

  private void checkWhole(PublishedPoll poll) {
    Published last = poll.last();
    Map<String, Long> kinds = new LinkedHashMap<>();
    for (int i = 0; i < poll.events().size(); i++) {
      Published event = poll.events().get(i);
      if (event.sequence() != i + 1) {
        problems.add("sequence is not " + (i + 1) + " but " + event.sequence() + ": " + event);
      }
      if (!event.scheduledAt().equals(last.scheduledAt())) {
        problems.add("event has another slot than its marker: " + event);
      }
      if (!event.marker()) {
        kinds.merge(event.kind(), 1L, Long::sum);
      }
    }
    if (!last.marker()) {
      problems.add("no marker ends " + poll);
      return;
    }
    if (last.json().at("/report/events").intValue() != poll.events().size()) {
      problems.add(
          poll
              + " counts "
              + last.json().at("/report/events")
              + " events, but has "
              + poll.events().size());
    }
    Map<String, Long> emitted = new HashMap<>();
    last.json()
        .at("/report/emitted")
        .properties()
        .forEach(one -> emitted.put(one.getKey(), one.getValue().longValue()));
    if (!emitted.equals(kinds)) {
      problems.add(poll + " says it emitted " + emitted + ", but emitted " + kinds);
    }
    if (last.complete() != last.kind().equals("snapshot.completed")) {
      problems.add("kind and status of the marker disagree: " + last);
    }
  }
}
