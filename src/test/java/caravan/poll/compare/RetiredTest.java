package caravan.poll.compare;

import static caravan.poll.compare.Polls.clients;
import static caravan.poll.compare.Polls.kinds;
import static caravan.poll.compare.Polls.only;
import static caravan.poll.compare.Polls.read;
import static caravan.poll.compare.Polls.slot;
import static caravan.poll.compare.Polls.started;
import static caravan.poll.compare.Polls.subjects;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.Event.Window;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 6 of the event contract: a scope that is no longer wanted ends every subject. */
class RetiredTest extends ComparisonCase {

  @ParameterizedTest
  @MethodSource("families")
  void retiredScopeEndsEverySubject(String api, Row plain, Row changed, List<String> kinds) {
    // Given
    polls = new Polls(api);
    Poll before = polls.complete(plain);

    // When
    Poll poll = polls.retired();

    // Then
    assertEquals(List.of(kinds.get(3)), kinds(poll));
    Event ended = poll.outcome().events().get(0);
    assertEquals("scope_retired", ended.endReason());
    assertEquals(1, ended.snapshot().sequence());
    assertEquals("disappeared", ended.snapshot().trigger());
    assertEquals(before.id(), ended.snapshot().previousPollId());
    assertEquals(List.of(), ended.quality());
    assertEquals(new Window(read(0, 0), slot(1).plusSeconds(30)), ended.times().window());
    assertEquals(2, ended.revision());
    assertEquals(
        Checkpoint.retired(
            poll.scope().path(),
            Checkpoint.Last.retired(poll.id(), slot(1)),
            slot(1).plusSeconds(30)),
        poll.outcome().checkpoint());
    assertTrue(polls.memory().isRetired());
    assertEquals(0, polls.memory().size());
  }

  @Test
  void retiredScopeThatIsRetiredAgainIsForgotten() {
    polls.complete(clients("a", 1));
    polls.retired();
    Poll again = polls.retired();
    assertEquals(List.of(), again.outcome().events());
    assertNull(again.outcome().checkpoint());
    assertNull(polls.memory().checkpoint());
  }

  /** Whoever drops what has a known id would take the connection for closed, for ever. */
  @Test
  void nothingThatIsSaidOfALifeRepeatsAnIdFromBeforeTheScopeWasRetired() {
    // Given
    polls = new Polls(Fixtures.HUAWEI);
    Set<String> ids = new HashSet<>();
    List<Poll> all = new ArrayList<>();

    // When
    for (int life = 0; life < 3; life++) {
      all.add(polls.complete(started("a", START)));
      all.add(polls.complete(startedTwice("a", START)));
      all.add(polls.retired());
    }

    // Then
    List<Event> events = all.stream().flatMap(poll -> poll.outcome().events().stream()).toList();
    events.forEach(event -> assertTrue(ids.add(event.id()), event::json));
    assertEquals(
        List.of("connection.observed", "connection.updated", "connection.closed"),
        events.stream()
            .filter(event -> slot(2).plusSeconds(30).equals(event.returnedAfter()))
            .map(event -> event.kind().wire())
            .toList());
    assertEquals(START, events.get(events.size() - 1).incarnation());
    assertNull(events.get(0).returnedAfter());
  }

  @Test
  void failedPollsDoNotMakeAScopeForgetWhenItsSubjectsEnded() {
    // Given
    polls = new Polls(Fixtures.HUAWEI);
    Event first = only(polls.complete(started("a", START)));
    polls.retired();

    // When
    polls.failed("timeout");
    Event again = only(polls.complete(started("a", START)));

    // Then
    assertEquals("baseline", again.snapshot().trigger());
    assertEquals(slot(1).plusSeconds(30), again.returnedAfter());
    assertNotEquals(first.id(), again.id());
  }

  @Test
  void retiredScopeIsNumberedBySubjectAndHasNoMarker() {
    polls.complete(clients("c", 1), clients("a", 1), clients("b", 1));
    Poll poll = polls.retired();
    assertEquals(List.of("a", "b", "c"), subjects(poll));
    assertEquals(List.of(1, 2, 3), sequences(poll));
  }

  @Test
  void retiredScopeForgetsWhatCannotBeRead() {
    polls.memory().unreadable("x");
    assertEquals(Set.of("x"), polls.retired().outcome().forgets());
  }

  @Test
  void scopeThatIsPolledAgainAfterItWasRetiredStartsWithABaseline() {
    polls.complete(clients("a", 1));
    polls.retired();
    Event observed = only(polls.complete(clients("a", 1)));
    assertEquals("baseline", observed.snapshot().trigger());
    assertEquals(slot(2), observed.incarnation());
  }
}
