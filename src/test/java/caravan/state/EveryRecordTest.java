package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.Event;
import caravan.model.Ids;
import caravan.model.Kind;
import caravan.model.Memory;
import caravan.model.Observation;
import caravan.model.Poll;
import caravan.model.Scope;
import caravan.model.Traffic;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EveryRecordTest {

  private static final Instant START = Instant.parse("2026-01-30T08:00:00Z");

  private final EveryRecord everyRecord = new EveryRecord();
  private final Scope scope = Fixtures.scope(Fixtures.TENCENT);
  private final Memory memory = new Memory();
  private int polls;

  private List<Event> poll(Observation... observations) {
    Poll poll = new Poll(scope, Fixtures.SLOT.plusSeconds(60L * polls++), Fixtures.SLOT, memory);
    List.of(observations).forEach(poll::see);
    return everyRecord.compare(poll);
  }

  private static Observation seen(String subject, long count) {
    return Fixtures.connection(subject, count, Fixtures.place(0, 0));
  }

  private void completed() {
    memory.complete(new Memory.Complete("before", Fixtures.SLOT, Fixtures.READ, 1, "sha256:0"));
  }

  @Test
  void recordBeforeTheFirstCompletePollIsABaseline() {
    // When
    Event event = poll(seen("a", 2)).get(0);

    // Then
    assertEquals(Kind.CONNECTION_OBSERVED, event.kind());
    assertEquals("baseline", event.snapshot().trigger());
    assertNull(event.snapshot().previousPollId());
    assertEquals(
        Ids.event("connection.observed", "a", Fixtures.SLOT, 1, seen("a", 2).contentHash(), null),
        event.id());
    assertNull(event.window());
    assertNull(event.endReason());
    assertNull(event.report());
  }

  @Test
  void recordAfterACompletePollIsAHeartbeatOfItsPoll() {
    // Given
    Event baseline = poll(seen("a", 2)).get(0);
    completed();

    // When
    Event first = poll(seen("a", 2)).get(0);
    Event second = poll(seen("a", 2)).get(0);

    // Then
    assertEquals("heartbeat", first.snapshot().trigger());
    assertEquals("before", first.snapshot().previousPollId());
    assertEquals(
        Ids.event(
            "connection.observed",
            "a",
            Fixtures.SLOT,
            1,
            seen("a", 2).contentHash(),
            first.snapshot().pollId()),
        first.id());
    assertNotEquals(baseline.id(), first.id());
    assertNotEquals(first.id(), second.id());
  }

  @Test
  void baselineOfAnUnchangedRecordHasTheSameIdAgain() {
    assertEquals(poll(seen("a", 2)).get(0).id(), poll(seen("a", 2)).get(0).id());
  }

  @Test
  void lifeOfASubjectBeginsWithThePollThatFirstSawIt() {
    poll(seen("a", 2));
    completed();
    List<Event> events = poll(seen("a", 2), seen("b", 2));
    assertEquals(Fixtures.SLOT, events.get(0).incarnation());
    assertEquals(Fixtures.SLOT.plusSeconds(60), events.get(1).incarnation());
  }

  @Test
  void everyChangeOfContentIsARevision() {
    assertEquals(1, poll(seen("a", 1)).get(0).revision());
    assertEquals(1, poll(seen("a", 1)).get(0).revision());
    assertEquals(2, poll(seen("a", 2)).get(0).revision());
    assertEquals(3, poll(seen("a", 1)).get(0).revision());
    assertEquals(3, poll(seen("a", 1)).get(0).revision());
  }

  @Test
  void vendorsStartTellsLivesApart() {
    // Given
    Observation old = Fixtures.connection("a", START, 1, Fixtures.place(0, 0));
    Observation young = Fixtures.connection("a", START.plusSeconds(9), 1, Fixtures.place(0, 0));

    // When
    Event first = poll(old).get(0);
    Event changed = poll(Fixtures.connection("a", START, 2, Fixtures.place(0, 0))).get(0);
    Event reborn = poll(young).get(0);

    // Then
    assertEquals(START, first.incarnation());
    assertEquals(START, changed.incarnation());
    assertEquals(2, changed.revision());
    assertEquals(START.plusSeconds(9), reborn.incarnation());
    assertEquals(1, reborn.revision());
  }

  @Test
  void subjectThatWasForgottenStartsAnew() {
    poll(seen("a", 1));
    memory.keepOnly(Set.of());
    assertEquals(Fixtures.SLOT.plusSeconds(60), poll(seen("a", 2)).get(0).incarnation());
  }

  @Test
  void eventsAreInPageOrderAndNumberedFromOne() {
    // When
    List<Event> events =
        poll(
            Fixtures.connection("d", 1, Fixtures.place(1, 1)),
            Fixtures.connection("c", 1, Fixtures.place(1, 0)),
            Fixtures.connection("b", 1, Fixtures.place(0, 7)),
            Fixtures.connection("a", 1, Fixtures.place(1, 0)));

    // Then
    assertEquals(List.of("b", "a", "c", "d"), events.stream().map(Event::subject).toList());
    assertEquals(
        List.of(1, 2, 3, 4), events.stream().map(event -> event.snapshot().sequence()).toList());
    assertEquals(0, events.get(0).snapshot().page());
    assertEquals(7, events.get(0).snapshot().position());
  }

  @Test
  void recordIsCarriedUnchanged() {
    // Given
    Observation observation = seen("a", 2);

    // When
    Event event = poll(observation).get(0);

    // Then
    assertEquals(observation.client(), event.client());
    assertEquals(observation.connection(), event.connection());
    assertEquals(observation.raw(), event.raw());
    assertEquals(observation.contentHash(), event.contentHash());
    assertEquals(observation.quality(), event.quality());
    assertEquals("request-0", event.requestId());
    assertEquals(scope, event.scope());
    assertEquals(Fixtures.SLOT, event.snapshot().scheduledAt());
  }

  @Test
  void timeOfAnEventIsThatOfThePoll() {
    Event event = poll(seen("a", 1)).get(0);
    assertEquals(Fixtures.READ, event.eventTime());
    assertEquals("poll", event.eventTimeBasis());
    assertEquals(Fixtures.READ, event.observedAt());
  }

  @Test
  void timeOfAnEventIsThatOfTheVendorsMeasurementWhereThereIsOne() {
    // Given
    Observation plain = seen("a", 1);
    Traffic traffic = new Traffic(START, new Traffic.Counters(1L, 2L, null, null), null, null);
    Observation measured =
        Observation.of(
            "a",
            null,
            plain.client(),
            plain.connection(),
            traffic,
            null,
            null,
            List.of(),
            plain.raw(),
            plain.place());

    // When
    Event event = poll(measured).get(0);

    // Then
    assertEquals(START, event.eventTime());
    assertEquals("vendor_measured", event.eventTimeBasis());
    assertEquals(Fixtures.READ, event.observedAt());
    assertEquals(traffic, event.traffic());
  }

  @ParameterizedTest
  @CsvSource({
    Fixtures.TENCENT + ", connection.observed",
    Fixtures.TENCENT_SSL + ", endpoint.tls_observed",
    Fixtures.ALIBABA + ", connection.observed",
    Fixtures.HUAWEI + ", connection.observed",
    Fixtures.CTYUN + ", account.observed"
  })
  void kindFollowsFromTheFamilyOfTheApi(String api, String kind) {
    Poll poll = Fixtures.poll(Fixtures.scope(api));
    poll.see(seen("a", 1));
    assertEquals(kind, everyRecord.compare(poll).get(0).kind().wire());
  }

  @Test
  void nothingSeenIsNothingStated() {
    assertEquals(List.of(), poll());
  }
}
