package caravan.poll.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.poll.Poll;
import caravan.poll.compare.History.Walked;
import caravan.poll.compare.Scenario.Fault;
import caravan.poll.compare.World.Entry;
import caravan.state.Incarnation;
import caravan.state.ScopeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds what is published to what is really there. It knows the world and what each poll was shown,
 * and nothing of how the comparison works.
 */
final class Oracle {

  private final Vendor vendor;
  private final Scenario scenario;
  private final World world;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  /** By number, the complete polls in a row that were not shown it. */
  private final Map<Integer, Integer> misses = new HashMap<>();

  /** By number, whether the list stood still during one of those. */
  private final Map<Integer, Boolean> missedStill = new HashMap<>();

  private int notFoundInRow;
  private String lastComplete;
  private boolean lastCompleteStill;

  Oracle(Scenario scenario, World world) {
    this.scenario = scenario;
    this.vendor = scenario.vendor();
    this.world = world;
    for (int number = 0; number < Scenario.SUBJECTS; number++) {
      numbers.put(vendor.subject(number), number);
    }
  }

  /** A poll states the facts of a lost one again, when the list has not changed since. */
  void repeats(Walked lost, Walked again) {
    boolean same =
        lost.still() && lost.version() == again.version() && isComplete(lost) && isComplete(again);
    if (same) {
      assertEquals(factIds(lost.poll()), factIds(again.poll()));
    }
  }

  /** Heartbeats, markers and lives that a poll dates depend on the slot; all else must not. */
  private List<String> factIds(Poll poll) {
    return poll.outcome().events().stream()
        .filter(event -> event.report() == null)
        .filter(event -> !event.snapshot().trigger().equals("heartbeat"))
        .filter(event -> event.revision() > 1 || vendor == Vendor.HUAWEI)
        .map(Event::id)
        .toList();
  }

  private static boolean isComplete(Walked walked) {
    return walked.poll().outcome().checkpoint().lastPoll().status().equals("complete");
  }

  /** A poll that is about to be published, and what was published before it. */
  void before(Walked walked, Map<String, Event> state, Checkpoint before) {
    Poll poll = walked.poll();
    judged(walked);
    counted(walked);
    numbered(poll);
    Map<String, Event> lives = new HashMap<>(state);
    for (Event event : poll.outcome().events()) {
      assertEquals(lastComplete, event.snapshot().previousPollId());
      assertTrue(ids.add(event.id()), () -> "repeated id " + event);
      if (event.report() == null) {
        follows(event, lives.get(event.subject()));
        isTrue(event, walked, lives.get(event.subject()));
        if (event.kind().ends()) {
          lives.remove(event.subject());
        } else {
          lives.put(event.subject(), event);
        }
      }
    }
    heldBack(walked, state, lives);
    heartbeats(walked, state);
    pendingSinceTheFirstMiss(before, poll.outcome().checkpoint());
    if (isComplete(walked)) {
      lastComplete = poll.id();
      lastCompleteStill = walked.still();
    }
  }

  private void judged(Walked walked) {
    boolean spoilt =
        walked.fault() == Fault.ERROR
            || walked.fault() == Fault.NOT_FOUND
            || walked.fault() == Fault.ALWAYS_WRONG_TOTAL;
    if (spoilt) {
      assertFalse(isComplete(walked));
    }
    if (walked.still() && walked.fault() == Fault.NONE) {
      assertTrue(isComplete(walked), () -> walked.poll().report().toString());
    }
    switch (walked.fault()) {
      case LATE -> assertEquals(1, walked.poll().walk().number());
      case ALWAYS_WRONG_TOTAL -> {
        // A page that only repeats rows ends a walk early; then pages are what is missing.
        boolean stopped = walked.poll().report().reason().equals("pages_missing");
        assertTrue(stopped || walked.poll().walk().number() == 3);
      }
      default -> assertTrue(walked.poll().walk().number() <= 3);
    }
  }

  /** Keeps count of who was missed how often. */
  private void counted(Walked walked) {
    boolean notFound = walked.fault() == Fault.NOT_FOUND;
    notFoundInRow = notFound ? notFoundInRow + 1 : 0;
    for (int number = 0; number < Scenario.SUBJECTS; number++) {
      if (walked.shown().contains(number)) {
        misses.remove(number);
        missedStill.remove(number);
      } else if (isComplete(walked)) {
        misses.merge(number, 1, Integer::sum);
        missedStill.merge(number, walked.still(), Boolean::logicalOr);
      }
    }
  }

  private static void numbered(Poll poll) {
    List<Event> events = poll.outcome().events();
    Map<Kind, Long> emitted = new EnumMap<>(Kind.class);
    for (int place = 0; place < events.size(); place++) {
      Event event = events.get(place);
      assertEquals(place + 1, event.snapshot().sequence());
      assertEquals(place == events.size() - 1, event.report() != null);
      if (event.report() == null) {
        emitted.merge(event.kind(), 1L, Long::sum);
      }
    }
    assertEquals(emitted, poll.report().emitted());
    assertEquals(events.size(), poll.report().events());
  }

  /** An event continues the life of its subject: null when the subject was not open. */
  private void follows(Event event, Event before) {
    boolean hasWindow = event.times().window() != null;
    switch (event.snapshot().trigger()) {
      case "baseline" -> {
        assertNull(lastComplete);
        assertNull(before);
        assertEquals(1, event.revision());
        assertFalse(hasWindow);
      }
      case "appeared" -> {
        assertNotNull(lastComplete);
        assertNull(before);
        assertEquals(1, event.revision());
        assertTrue(hasWindow);
      }
      case "changed" -> {
        assertEquals(before.incarnation(), event.incarnation());
        assertEquals(before.revision() + 1, event.revision());
        assertNotEquals(before.contentHash(), event.contentHash());
        assertTrue(hasWindow);
      }
      case "heartbeat" -> {
        assertEquals(before.incarnation(), event.incarnation());
        assertEquals(before.revision(), event.revision());
        assertEquals(before.contentHash(), event.contentHash());
        assertFalse(hasWindow);
      }
      default -> {
        assertEquals("disappeared", event.snapshot().trigger());
        assertEquals(before.incarnation(), event.incarnation());
        assertEquals(before.revision() + 1, event.revision());
        assertEquals(before.contentHash(), event.contentHash());
        assertTrue(hasWindow);
        assertTrue(
            FactsOf.connection(event.facts()) == null
                || FactsOf.connection(event.facts()).count() == 0);
      }
    }
    if (hasWindow) {
      assertEquals(event.observedAt(), event.times().window().until());
      assertFalse(
          event.times().window().after().isAfter(event.times().window().until()),
          "reversed window");
      delta(event, before);
    }
  }

  private static void delta(Event event, Event before) {
    if (FactsOf.connection(event.facts()) != null) {
      long then = before == null ? 0 : FactsOf.connection(before.facts()).count();
      assertEquals(
          FactsOf.connection(event.facts()).count() - then,
          FactsOf.connection(event.facts()).countDelta());
    }
  }

  private void isTrue(Event event, Walked walked, Event before) {
    int number = numbers.get(event.subject());
    boolean shown = walked.shown().contains(number);
    if (!event.kind().ends()) {
      assertTrue(shown);
      opening(event, number, before);
      return;
    }
    switch (event.endReason()) {
      case "superseded" -> {
        assertTrue(shown);
        assertTrue(left(event, number), () -> "supersedes a life that goes on: " + event);
      }
      case "absent_from_snapshot" -> {
        assertFalse(shown);
        assertTrue(isComplete(walked));
        assertTrue(misses.get(number) >= confirmations(walked.poll()));
        // Rows can be skipped while a list of several pages moves. Whoever was missed by moving
        // lists alone may still be there: that is what confirmations make unlikely.
        assertTrue(
            !missedStill.get(number) || left(event, number), () -> "closed but there: " + event);
      }
      default -> {
        assertEquals("resource_gone", event.endReason());
        assertFalse(shown);
        assertTrue(notFoundInRow >= scenario.goneAfter());
        assertTrue(left(event, number), () -> "gone but there: " + event);
      }
    }
  }

  private boolean left(Event event, int number) {
    return world.left(
        number,
        vendor == Vendor.HUAWEI ? event.incarnation() : null,
        event.times().window().after(),
        event.times().window().until());
  }

  /** An opening is dated right where the last complete poll can be relied upon. */
  private void opening(Event event, int number, Event before) {
    if (event.snapshot().trigger().equals("appeared") && before == null && lastCompleteStill) {
      assertTrue(
          world.entered(
              number,
              vendor == Vendor.HUAWEI ? event.incarnation() : null,
              event.times().window().after(),
              event.times().window().until()),
          () -> "opened but there before: " + event);
    }
  }

  private int confirmations(Poll poll) {
    if (scenario.confirmations() > 0) {
      return scenario.confirmations();
    }
    return poll.walk().pagesReceived() > 1 ? 2 : 1;
  }

  private void heldBack(Walked walked, Map<String, Event> before, Map<String, Event> after) {
    long missing =
        before.keySet().stream()
            .filter(subject -> !walked.shown().contains(numbers.get(subject)))
            .filter(after::containsKey)
            .count();
    assertEquals(missing, walked.poll().report().absencesSuppressed());
  }

  /** A heartbeat is there when it is due and nothing else was published. */
  private void heartbeats(Walked walked, Map<String, Event> before) {
    Map<String, String> triggers = new HashMap<>();
    for (Event event : walked.poll().outcome().events()) {
      triggers.put(event.subject(), event.snapshot().trigger());
    }
    before.forEach(
        (subject, last) -> {
          String trigger = triggers.get(subject);
          if (walked.shown().contains(numbers.get(subject))
              && (trigger == null || trigger.equals("heartbeat"))) {
            assertEquals(isDue(walked.poll(), last), trigger != null);
          }
        });
  }

  private boolean isDue(Poll poll, Event last) {
    Duration since = Duration.between(last.snapshot().scheduledAt(), poll.scheduledAt());
    return scenario.heartbeatMinutes() >= 0 && since.toMinutes() >= scenario.heartbeatMinutes();
  }

  private static void pendingSinceTheFirstMiss(Checkpoint before, Checkpoint after) {
    if (before != null) {
      after
          .pendingAbsent()
          .forEach(
              (subject, absence) -> {
                Checkpoint.Absence earlier = before.pendingAbsent().get(subject);
                if (earlier != null && earlier.misses() <= absence.misses()) {
                  assertEquals(earlier.seenAt(), absence.seenAt());
                }
              });
    }
  }

  /** What the topics hold after a poll. */
  void after(Walked walked, Map<String, Event> state, Checkpoint checkpoint, ScopeState memory) {
    Map<String, Integer> pending = new TreeMap<>();
    for (String subject : state.keySet()) {
      int missed = misses.getOrDefault(numbers.get(subject), 0);
      if (missed > 0) {
        pending.put(subject, missed);
      }
      if (isComplete(walked)) {
        assertTrue(missed < confirmations(walked.poll()), () -> "not closed: " + subject);
      }
    }
    Map<String, Integer> stated = new TreeMap<>();
    checkpoint.pendingAbsent().forEach((subject, one) -> stated.put(subject, one.misses()));
    assertEquals(pending, stated);
    assertEquals(notFoundInRow, checkpoint.notFound());
    if (isComplete(walked) && walked.still()) {
      isTheWorld(state, pending.keySet());
    }
    remembered(state, memory);
    assertNull(memory.contradiction());
  }

  /** After a still complete poll, what is open and not pending is what is there. */
  private void isTheWorld(Map<String, Event> state, Set<String> pending) {
    Map<String, Event> open = new HashMap<>(state);
    open.keySet().removeAll(pending);
    long connections = 0;
    List<String> there = new ArrayList<>();
    for (Entry entry : world.entries()) {
      Event event = open.get(vendor.subject(entry.number()));
      assertTrue(event != null && vendor.shows(event, entry), () -> event + " shows " + entry);
      connections += vendor.connections(entry);
      there.add(event.subject());
    }
    assertEquals(Set.copyOf(there), open.keySet());
    assertEquals(
        connections,
        open.values().stream()
            .mapToLong(
                event ->
                    FactsOf.connection(event.facts()) == null
                        ? 0
                        : FactsOf.connection(event.facts()).count())
            .sum());
  }

  private static void remembered(Map<String, Event> state, ScopeState memory) {
    assertEquals(state.keySet(), Set.copyOf(memory.subjects()));
    state.forEach(
        (subject, event) ->
            assertEquals(
                new Incarnation(event.identity(), event.snapshot().scheduledAt()),
                memory.incarnation(subject)));
  }

  /** The scope was retired. */
  void retired(Poll poll, Map<String, Event> state) {
    assertEquals(
        state.keySet().stream().sorted().toList(),
        poll.outcome().events().stream().map(Event::subject).toList());
    for (int place = 0; place < poll.outcome().events().size(); place++) {
      Event event = poll.outcome().events().get(place);
      assertEquals(place + 1, event.snapshot().sequence());
      assertEquals("scope_retired", event.endReason());
      assertTrue(ids.add(event.id()));
      follows(event, state.get(event.subject()));
    }
    assertTrue(poll.outcome().checkpoint().isRetired());
  }
}
