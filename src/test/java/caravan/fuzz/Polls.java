package caravan.fuzz;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.SettingsFixture;
import caravan.event.Event;
import caravan.model.Page;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Snapshots;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Three polls of one scope, one after the other, whose records are decisions of an input: so that
 * subjects appear, change and end in the ways that decide what an event holds.
 */
public final class Polls {

  private static final int POLLS = 3;
  private static final int MAX_ROWS = 3;
  private static final Instant FIRST = Instant.parse("2024-06-17T02:59:00Z");

  private final SettableClock clock = new SettableClock(FIRST);
  private final Splitter splitter = new Splitter(SettingsFixture.settings(PollSettings.class));
  private final Pages pages = new Pages(SettingsFixture.settings(PollSettings.class));
  private final Snapshots snapshots = new Snapshots();

  /** The polls, each compared with those before. */
  public List<Poll> of(Choices choices) {
    Listing listing = choices.one(Listing.ALL);
    ScopeState memory = new ScopeState();
    List<Poll> polls = new ArrayList<>();
    for (int i = 0; i < POLLS; i++) {
      Instant slot = FIRST.plus(Duration.ofMinutes(i));
      clock.set(slot.plusMillis(250));
      Poll poll = new Poll(listing.scope(), slot, slot, memory, clock::instant);
      poll.walk().asked();
      pages.advance(
          poll,
          splitter.split(
              Begun.begun(poll, listing.answers(), listing.normalizer()), page(choices, listing)));
      snapshots.compare(poll);
      snapshots.remember(poll);
      polls.add(poll);
    }
    return polls;
  }

  private Page page(Choices choices, Listing listing) {
    List<JsonNode> rows = new ArrayList<>();
    int count = listing.scope().api().record().single() ? 1 : choices.below(MAX_ROWS + 1);
    for (int row = 0; row < count; row++) {
      rows.add(choices.like(listing.good()));
    }
    Long total = choices.below(4) == 3 ? null : Long.valueOf(count);
    String requestId = choices.yes() ? null : "r" + choices.below(256);
    return new Page(0, 200, 0, rows, Fixtures.json("{}"), total, null, requestId, clock.instant());
  }

  /** Events of the polls, markers among them. */
  public List<Event> events(Choices choices) {
    return of(choices).stream().flatMap(poll -> poll.outcome().events().stream()).toList();
  }
}
