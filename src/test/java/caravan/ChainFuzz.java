package caravan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.fuzz.Answered;
import caravan.fuzz.Choices;
import caravan.fuzz.FuzzTarget;
import caravan.fuzz.Listing;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.poll.Attempts;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.compare.Snapshots;
import caravan.poll.normalize.Splitter;
import caravan.poll.page.PageReader;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import java.util.List;
import java.util.Set;

/**
 * From the bytes of an answer to the events of its poll, through the beans of a poll in the order
 * of {@code poll.camel.yaml}: whatever the vendor sends, the poll ends with a marker, everything in
 * it is as the contract says, and it is no larger than what was sent explains.
 */
public final class ChainFuzz implements FuzzTarget {

  /** What an event adds to its record, in bytes, and what it makes of each byte of an answer. */
  private static final int ROOM = 16 * 1024;

  private static final int MAX_PER_BYTE = 32;

  private final SettableClock clock = new SettableClock(Fixtures.READ);
  private final PollSettings settings = SettingsFixture.settings(PollSettings.class);
  private final PageReader reader = new PageReader(settings);
  private final Splitter splitter = new Splitter(settings);
  private final Pages pages = new Pages(settings);
  private final Attempts attempts = new Attempts(List.of());
  private final Snapshots snapshots = new Snapshots();

  @Override
  public boolean takes(byte[] input) throws Exception {
    Choices choices = new Choices(input);
    Listing listing = choices.one(Listing.ALL);
    byte[] body = choices.rest();
    Poll poll =
        new Poll(listing.scope(), Fixtures.SLOT, Fixtures.SLOT, new ScopeState(), clock::instant);
    boolean read = walk(poll, listing, body);
    snapshots.compare(poll);
    List<Event> events = poll.outcome().events();
    assertEquals(poll.walk().unique() + 1, events.size());
    assertEquals(poll.report(), events.get(events.size() - 1).report());
    long size = 0;
    for (Event event : events) {
      String json = event.json();
      size += json.length();
      if (Choices.sampled(input)) {
        assertEquals(Set.of(), EventSchema.problems(Fixtures.json(json)));
      }
    }
    for (DeadLetter letter : poll.walk().letters()) {
      size += letter.json().length();
      assertFalse(letter.id().isEmpty());
    }
    long most =
        (long) ROOM * (events.size() + poll.walk().letters().size())
            + (long) MAX_PER_BYTE * body.length;
    assertTrue(size <= most, size + " characters of " + body.length + " bytes");
    return read && poll.walk().unique() > 0;
  }

  private boolean walk(Poll poll, Listing listing, byte[] body) {
    Begun.begun(poll, listing.answers(), listing.normalizer());
    poll.walk().asked();
    try {
      Page page = reader.read(poll, Begun.reply(200, body));
      pages.advance(poll, splitter.split(poll, listing.answers().check(listing.api(), page)));
      return true;
    } catch (PageFailure refused) {
      attempts.failed(poll, refused);
      return false;
    }
  }

  @Override
  public List<byte[]> seeds() {
    return Answered.all();
  }
}
