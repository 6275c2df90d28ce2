package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.SettableClock;
import caravan.model.Event;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Scope;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

  private static final Instant NOW = Fixtures.SLOT.plusSeconds(30);

  private final Snapshots snapshots = new Snapshots(new EveryRecord(), new SettableClock(NOW));
  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final Memory memory = new Memory();

  /** A poll that read one page with a row about each subject. */
  private Poll read(long total, String... subjects) {
    Poll poll = Fixtures.poll(scope, memory);
    poll.asked();
    poll.received(Fixtures.page(0, total, null));
    for (int position = 0; position < subjects.length; position++) {
      poll.countRow();
      poll.see(Fixtures.connection(subjects[position], 1, Fixtures.place(0, position)));
    }
    return poll;
  }

  private Poll failed(String reason) {
    Poll poll = Fixtures.poll(scope, memory);
    poll.asked();
    poll.fail(PollError.of(reason, "Code", "m", 200, false));
    return poll;
  }

  private void end(Poll poll) {
    snapshots.compare(poll);
    snapshots.remember(poll);
  }

  @Test
  void eventsOfAPollEndWithItsMarker() {
    // Given
    Poll poll = read(2, "a", "b");

    // When
    snapshots.compare(poll);

    // Then
    assertEquals(
        List.of(Kind.CONNECTION_OBSERVED, Kind.CONNECTION_OBSERVED, Kind.SNAPSHOT_COMPLETED),
        poll.events().stream().map(Event::kind).toList());
    assertEquals(
        List.of(1, 2, 3), poll.events().stream().map(one -> one.snapshot().sequence()).toList());
    assertEquals(3, poll.report().events());
  }

  @Test
  void factsOfAPartialPollArePublished() {
    Poll poll = read(5, "a");
    snapshots.compare(poll);
    assertEquals(
        List.of(Kind.CONNECTION_OBSERVED, Kind.SNAPSHOT_INCOMPLETE),
        poll.events().stream().map(Event::kind).toList());
    assertEquals("partial", poll.report().status());
  }

  @Test
  void pollThatReadNothingIsItsMarkerDatedNow() {
    Poll poll = failed("timeout");
    snapshots.compare(poll);
    assertEquals(1, poll.events().size());
    assertEquals(NOW, poll.events().get(0).observedAt());
  }

  @Test
  void completePollIsRemembered() {
    // Given
    Poll poll = read(1, "a");

    // When
    end(poll);

    // Then
    assertEquals(
        new Memory.Complete(poll.id(), Fixtures.SLOT, Fixtures.READ, 1, Judge.digest(poll)),
        memory.complete());
  }

  @Test
  void completePollIsRememberedByTheTimeOfItsFirstPage() {
    // Given
    Poll poll = read(1, "a");
    poll.asked();
    poll.received(Fixtures.page(1, 1L, null));

    // When
    end(poll);

    // Then
    assertEquals(Fixtures.READ, memory.complete().observedAt());
    assertEquals(Fixtures.READ.plusSeconds(1), poll.events().get(1).observedAt());
  }

  @Test
  void comparingAloneRemembersNoPoll() {
    snapshots.compare(read(1, "a"));
    assertNull(memory.complete());
  }

  @Test
  void incompletePollLeavesTheLastCompleteOne() {
    // Given
    end(read(1, "a"));
    Memory.Complete before = memory.complete();

    // When
    end(read(5, "b"));
    end(failed("throttled"));

    // Then
    assertEquals(before, memory.complete());
  }

  @Test
  void subjectsThatACompletePollDidNotSeeAreForgotten() {
    end(read(2, "a", "b"));
    end(read(1, "b"));
    assertNull(memory.life("a"));
    assertNotNull(memory.life("b"));
  }

  @Test
  void subjectsThatAnIncompletePollDidNotSeeAreKept() {
    end(read(2, "a", "b"));
    end(read(5, "b"));
    end(failed("transport"));
    assertNotNull(memory.life("a"));
  }

  @Test
  void scopeThatIsNeverCompleteDoesNotRememberEverySubject() {
    for (int poll = 0; poll < 1100; poll++) {
      end(read(5, "subject-" + poll));
    }
    assertNull(memory.life("subject-0"));
    assertNotNull(memory.life("subject-1099"));
  }

  @Test
  void emptyCompletePollForgetsEverySubject() {
    end(read(1, "a"));
    end(read(0));
    assertNull(memory.life("a"));
    assertEquals(0, memory.complete().unique());
  }

  @Test
  void pollsThatDidNotFindTheResourceAreCountedInARow() {
    end(failed("resource_not_found"));
    assertEquals(1, memory.notFound());
    end(failed("resource_not_found"));
    assertEquals(2, memory.notFound());
    end(failed("throttled"));
    assertEquals(0, memory.notFound());
  }

  @Test
  void anyOtherOutcomeResetsTheCount() {
    end(failed("resource_not_found"));
    end(read(1, "a"));
    assertEquals(0, memory.notFound());

    end(failed("resource_not_found"));
    end(read(5, "a"));
    assertEquals(0, memory.notFound());
  }

  @Test
  void resourceThatIsGoneAfterAPageCountsToo() {
    Poll poll = read(5, "a");
    poll.fail(PollError.of("resource_not_found", "Code", "m", 200, false));
    end(poll);
    assertEquals(1, memory.notFound());
  }
}
