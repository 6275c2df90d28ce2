package caravan.poll.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.UnreadableRecord;
import caravan.event.format.RecordedReader;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.model.Scope;
import caravan.poll.Begun;
import caravan.poll.Judge;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Scenario.Fault;
import caravan.poll.compare.Scenario.Happening;
import caravan.poll.compare.Scenario.Step;
import caravan.poll.compare.World.Entry;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lives through a scenario with the real splitter, pager and comparison, under an oracle. */
final class History {

  private static final Splitter SPLITTER =
      new Splitter(SettingsFixture.settings(PollSettings.class));
  private static final Pages PAGES = new Pages(SettingsFixture.settings(PollSettings.class));
  private static final Duration TICK = Duration.ofMillis(1);

  private final Scenario scenario;
  private final boolean alwaysRestarts;
  private final Scope scope;
  private final World world = new World();
  private final Oracle oracle;
  private final SettableClock clock = new SettableClock(Fixtures.SLOT);
  private final Snapshots snapshots = new Snapshots();
  private final Map<String, Event> state = new LinkedHashMap<>();
  private final List<List<Event>> published = new ArrayList<>();
  private Checkpoint checkpoint;
  private ScopeState memory = new ScopeState();
  private Instant slot = Fixtures.SLOT;

  /** A history; one that always restarts does so after every poll, whatever the scenario says. */
  History(Scenario scenario, boolean alwaysRestarts) {
    this.scenario = scenario;
    this.alwaysRestarts = alwaysRestarts;
    this.scope = scenario.scope();
    this.oracle = new Oracle(scenario, world);
  }

  /**
   * Lives through it and ends with the scope's retirement.
   *
   * @return the events of each poll that was published
   */
  List<List<Event>> live() {
    for (Step step : scenario.steps()) {
      nextSlot(step.skipped());
      Walked walked = walked(step);
      if (step.lost()) {
        Step again = new Step(0, List.of(), Fault.NONE, 0, false, step.restart());
        nextSlot(0);
        Walked repeated = walked(again);
        oracle.repeats(walked, repeated);
        walked = repeated;
      }
      publish(walked);
      if (step.restart() || alwaysRestarts) {
        restart();
      }
    }
    retire();
    return published;
  }

  /** Slots go on from wherever the last poll has come to. */
  private void nextSlot(int skipped) {
    do {
      slot = slot.plus(scope.target().every());
    } while (!slot.isAfter(clock.instant()));
    slot = slot.plus(scope.target().every().multipliedBy(skipped));
    clock.set(slot.plus(TICK));
  }

  /**
   * What a poll saw.
   *
   * @param poll the poll, compared
   * @param shown numbers of the entries that its last walk was shown and could read
   * @param still whether nothing happened while the list was walked for the last time
   * @param version version of the list when the poll ended
   * @param fault what went wrong
   */
  record Walked(Poll poll, Set<Integer> shown, boolean still, int version, Fault fault) {}

  private Walked walked(Step step) {
    Poll poll = new Poll(scope, slot, clock.instant(), memory, clock::instant);
    world.show(tick());
    Set<Integer> shown = new HashSet<>();
    Fault struck = Fault.NONE;
    int version = 0;
    for (int asked = 0; poll.wantsPage(); asked++) {
      happen(step, asked);
      if (poll.walk().pagesReceived() == 0) {
        shown.clear();
        version = world.version();
      }
      Fault fault = fault(step, asked);
      struck = fault == Fault.NONE ? struck : fault;
      poll.walk().asked();
      ask(poll, fault, shown);
      if (poll.error() == null) {
        Judge.restartIfMoved(poll);
      }
    }
    snapshots.compare(poll);
    return new Walked(poll, shown, version == world.version(), world.version(), struck);
  }

  private static Fault fault(Step step, int asked) {
    return switch (step.fault()) {
      case ALWAYS_WRONG_TOTAL, LATE -> step.fault();
      default -> step.page() == asked ? step.fault() : Fault.NONE;
    };
  }

  private void ask(Poll poll, Fault fault, Set<Integer> shown) {
    Instant now = tick();
    switch (fault) {
      case ERROR -> poll.walk().fail(error("throttled", poll));
      case NOT_FOUND -> {
        world.hide(now);
        tick();
        poll.walk().fail(error("resource_not_found", poll));
      }
      default -> {
        if (fault == Fault.LATE) {
          clock.advance(scope.target().every());
        }
        Page page = page(poll, fault, shown);
        PAGES.advance(
            poll, SPLITTER.split(Begun.begun(poll, null, scenario.vendor().normalizer()), page));
      }
    }
  }

  private Page page(Poll poll, Fault fault, Set<Integer> shown) {
    List<Entry> all = world.entries();
    int size = poll.walk().cursor().size();
    int from = (int) Math.min(all.size(), poll.walk().cursor().offset());
    int to = size == 0 ? all.size() : Math.min(all.size(), from + size);
    List<JsonNode> rows = new ArrayList<>();
    for (Entry entry : all.subList(from, to)) {
      if (fault == Fault.BROKEN_RECORD && rows.isEmpty()) {
        rows.add(scenario.vendor().broken(entry));
      } else {
        rows.add(scenario.vendor().row(entry));
        shown.add(entry.number());
      }
    }
    boolean lies = fault == Fault.WRONG_TOTAL || fault == Fault.ALWAYS_WRONG_TOTAL;
    boolean numbered = scenario.vendor() == Vendor.CTYUN;
    return new Page(
        poll.walk().cursor().page(),
        200,
        0,
        rows,
        Fixtures.json("{}"),
        all.size() + (lies ? 1L : 0L),
        numbered ? Integer.valueOf((all.size() + size - 1) / size) : null,
        null,
        clock.instant());
  }

  private static PollError error(String reason, Poll poll) {
    return PollErrors.of(reason, "Code", "m", 400, false).at(poll.walk().cursor().page(), 1);
  }

  private void happen(Step step, int when) {
    for (Happening one : step.happenings()) {
      if (one.when() == when) {
        world.act(one.act(), one.number(), one.amount(), tick());
      }
    }
  }

  private Instant tick() {
    clock.advance(TICK);
    return clock.instant();
  }

  private void publish(Walked walked) {
    Poll poll = walked.poll();
    oracle.before(walked, state, checkpoint);
    snapshots.remember(poll);
    commit(poll);
    oracle.after(walked, state, checkpoint, memory);
  }

  /** What the topics hold after a poll. */
  private void commit(Poll poll) {
    for (Event event : poll.outcome().events()) {
      if (event.kind().ends()) {
        state.remove(event.subject());
      } else if (event.report() == null) {
        state.put(event.subject(), event);
      }
    }
    state.keySet().removeAll(poll.outcome().forgets());
    checkpoint = poll.outcome().checkpoint();
    published.add(poll.outcome().events());
  }

  /** The next owner knows what the topics hold, and nothing else. This is the way it gets there. */
  private void restart() {
    memory = new ScopeState();
    try {
      for (Event event : state.values()) {
        memory.put(RecordedReader.json(event.json().getBytes(UTF_8)).known());
      }
      memory.checkpoint(
          checkpoint == null ? null : Checkpoint.read(checkpoint.json().getBytes(UTF_8)));
    } catch (UnreadableRecord unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private void retire() {
    nextSlot(0);
    Poll poll = new Poll(scope, slot, clock.instant(), memory, clock::instant);
    snapshots.retire(poll);
    oracle.retired(poll, state);
    commit(poll);
  }
}
