package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.only;
import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.event.Event;
import caravan.event.Kind;
import caravan.poll.Poll;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Section 6 of the event contract: subjects whose state cannot be read back. */
class UnreadableTest extends ComparisonCase {

  @Test
  void completePollForgetsUnreadableSubjectsThatItDidNotSee() {
    polls.memory().unreadable("x");
    polls.memory().unreadable("y");
    assertEquals(Set.of(), polls.failed("timeout").outcome().forgets());
    assertEquals(Set.of(), polls.partial(clients("a", 1)).outcome().forgets());
    Poll complete = polls.complete(clients("y", 1), clients("a", 1));
    assertEquals(Set.of("x"), complete.outcome().forgets());
    assertEquals(Set.of(), polls.memory().unreadable());
    assertEquals(Set.of(), polls.complete(clients("y", 1), clients("a", 1)).outcome().forgets());
  }

  @Test
  void unreadableSubjectThatIsSeenStartsAnew() {
    polls.complete();
    polls.memory().unreadable("x");
    Event opened = only(polls.partial(clients("x", 1)));
    assertEquals(Kind.CONNECTION_OPENED, opened.kind());
    assertEquals(Set.of(), polls.memory().unreadable());
  }
}
