package caravan.state;

import static caravan.state.Polls.account;
import static caravan.state.Polls.clients;
import static caravan.state.Polls.fail;
import static caravan.state.Polls.kinds;
import static caravan.state.Polls.measured;
import static caravan.state.Polls.only;
import static caravan.state.Polls.read;
import static caravan.state.Polls.reject;
import static caravan.state.Polls.slot;
import static caravan.state.Polls.started;
import static caravan.state.Polls.subjects;
import static caravan.state.Polls.tls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.poll.Judge;
import caravan.FactsOf;
import caravan.Fixtures;
import caravan.model.Checkpoint;
import caravan.model.Checkpoint.Absence;
import caravan.model.ConnectionFacts;
import caravan.model.Event;
import caravan.model.Event.Window;
import caravan.model.Ids;
import caravan.model.Instants;
import caravan.model.Kind;
import caravan.model.Observation;
import caravan.poll.Poll;
import caravan.model.Quality;
import caravan.model.Traffic.Counters;
import caravan.state.Polls.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of comparing: sections 2, 4 and 6 of the event contract and its fine print. */
class ComparisonTest {

  private static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  private static final Instant MEASURED = Instant.parse("2026-01-31T23:58:30Z");
  private static final Quality FROM_ABSENCE = new Quality("derived_from_absence", "kind");

  private Polls polls = new Polls(Fixtures.TENCENT);

  private static Row startedTwice(String subject, Instant start) {
    return place -> Fixtures.connection(subject, start, 2, place);
  }

  /** The five sources, each with a record, the same changed, and the kinds of their events. */
  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(
            Fixtures.TENCENT,
            clients("a", 1),
            clients("a", 2),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.ALIBABA,
            started("a", START),
            startedTwice("a", START),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.HUAWEI,
            measured("a", START, MEASURED, new Counters(1L, 1L, 1L, 1L)),
            measured("a", START, MEASURED, new Counters(2L, 1L, 1L, 1L)),
            List.of(
                "connection.observed",
                "connection.opened",
                "connection.updated",
                "connection.closed")),
        Arguments.of(
            Fixtures.TENCENT_SSL,
            tls("a", true),
            tls("a", false),
            List.of(
                "endpoint.tls_observed",
                "endpoint.tls_observed",
                "endpoint.tls_changed",
                "endpoint.removed")),
        Arguments.of(
            Fixtures.CTYUN,
            account("a", "read"),
            account("a", "root"),
            List.of("account.observed", "account.added", "account.changed", "account.removed")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void eachFamilyHasItsKinds(String api, Row plain, Row changed, List<String> kinds) {
    // Given
    polls = new Polls(api);

    // Then
    assertEquals(List.of(kinds.get(0), "snapshot.completed"), kinds(polls.complete(plain)));
    assertEquals(List.of(kinds.get(2), "snapshot.completed"), kinds(polls.complete(changed)));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(changed)));
    assertEquals(List.of(kinds.get(3), "snapshot.completed"), kinds(polls.complete()));
    assertEquals(List.of(kinds.get(1), "snapshot.completed"), kinds(polls.complete(plain)));
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.failed("timeout")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void eachFamilyHasItsHeartbeat(String api, Row plain, Row changed, List<String> kinds) {
    // Given
    polls = new Polls(api).heartbeat(Duration.ofMinutes(1));
    polls.complete(changed);

    // When
    Event heartbeat = only(polls.complete(changed));

    // Then
    assertEquals(kinds.get(0), heartbeat.kind().wire());
    assertEquals("heartbeat", heartbeat.snapshot().trigger());
  }

  @Test
  void everyKindButTheMarkersIsTested() {
    Set<String> tested = new TreeSet<>();
    families().forEach(one -> tested.addAll(kindsOf(one)));
    tested.add("snapshot.completed");
    tested.add("snapshot.incomplete");
    assertEquals(Stream.of(Kind.values()).map(Kind::wire).sorted().toList(), List.copyOf(tested));
  }

  @SuppressWarnings("unchecked")
  private static List<String> kindsOf(Arguments family) {
    return (List<String>) family.get()[3];
  }

  // Baseline

  @Test
  void firstPollObservesEverythingAndClaimsNoChange() {
    // When
    Poll poll = polls.complete(clients("b", 3), clients("a", 2));

    // Then
    assertEquals(
        List.of("connection.observed", "connection.observed", "snapshot.completed"), kinds(poll));
    Event event = poll.outcome().events().get(0);
    assertEquals("b", event.subject());
    assertEquals("baseline", event.snapshot().trigger());
    assertEquals(slot(0), event.incarnation());
    assertEquals(1, event.revision());
    assertEquals(
        Ids.event("connection.observed", "b", slot(0), 1, poll.walk().seen("b").contentHash(), null),
        event.id());
    assertNull(event.times().window());
    assertNull(event.endReason());
    assertNull(FactsOf.connection(event.facts()).countDelta());
    assertNull(event.snapshot().previousPollId());
    assertEquals(read(0, 0), event.times().event());
    assertEquals("poll", event.times().basis());
    assertTrue(poll.report().baseline());
  }

  @Test
  void nothingIsOpenedUntilTheFirstCompletePoll() {
    // When
    Poll partial = polls.partial(clients("a", 1));
    Poll changed = polls.partial(clients("a", 2), clients("b", 1));
    Poll failed = polls.failed("timeout");
    Poll complete = polls.complete(clients("a", 2), clients("b", 1), clients("c", 1));
    Poll after = polls.complete(clients("d", 1), clients("b", 1), clients("c", 1), clients("a", 2));

    // Then
    assertEquals(List.of("connection.observed", "snapshot.incomplete"), kinds(partial));
    assertEquals(
        List.of("connection.updated", "connection.observed", "snapshot.incomplete"),
        kinds(changed));
    assertEquals(List.of("connection.observed", "snapshot.completed"), kinds(complete));
    assertEquals(List.of("connection.opened", "snapshot.completed"), kinds(after));
    for (Poll before : List.of(partial, changed, failed, complete)) {
      assertTrue(before.report().baseline());
      assertNull(before.outcome().events().get(0).snapshot().previousPollId());
    }
    assertFalse(after.report().baseline());
    assertEquals(complete.id(), previous(after));
  }

  private static String previous(Poll poll) {
    return poll.outcome().events().get(0).snapshot().previousPollId();
  }

  @Test
  void changeBeforeTheFirstCompletePollHasTheWindowOfItsSubject() {
    // Given
    polls.partial(clients("a", 1));

    // When
    Event updated = only(polls.partial(clients("a", 2)));

    // Then
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
    assertEquals(2, updated.revision());
    assertEquals(1, FactsOf.connection(updated.facts()).countDelta());
  }

  @Test
  void vendorsStartIsTheLifeOfABaselineToo() {
    Event observed = only(polls.complete(started("a", START)));
    assertEquals(START, observed.incarnation());
    assertEquals(read(0, 0), observed.times().event());
    assertEquals("poll", observed.times().basis());
  }

  @Test
  void completeEmptyListEndsTheBaseline() {
    polls.complete();
    assertEquals(Kind.CONNECTION_OPENED, only(polls.complete(clients("a", 1))).kind());
  }

  // Appeared

  @Test
  void newSubjectIsOpenedSinceTheLastCompletePoll() {
    // Given
    Poll complete = polls.complete();

    // When
    Poll poll = polls.complete(clients("a", 3));

    // Then
    Event opened = only(poll);
    assertEquals("appeared", opened.snapshot().trigger());
    assertEquals(complete.id(), opened.snapshot().previousPollId());
    assertEquals(slot(1), opened.incarnation());
    assertEquals(1, opened.revision());
    assertEquals(3, FactsOf.connection(opened.facts()).countDelta());
    assertEquals(new Window(read(0, 0), read(1, 0)), opened.times().window());
    assertEquals(read(1, 0), opened.times().event());
    assertEquals("window_end", opened.times().basis());
    assertEquals(
        Ids.event(
            "connection.opened",
            "a",
            slot(1),
            1,
            poll.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        opened.id());
  }

  @Test
  void windowOfAnOpeningStartsWithTheFirstPageOfTheLastCompletePoll() {
    // Given
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));

    // When
    Poll poll = polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1), clients("c", 1)));

    // Then
    assertEquals(new Window(read(0, 0), read(1, 1)), only(poll).times().window());
  }

  @Test
  void incompletePollsOnlyWidenTheWindowOfAnOpening() {
    polls.complete();
    polls.failed("timeout");
    polls.partial();
    polls.skip(2);
    Event opened = only(polls.complete(clients("a", 1)));
    assertEquals(new Window(read(0, 0), read(5, 0)), opened.times().window());
  }

  @Test
  void openingIsPublishedByAPartialPoll() {
    polls.complete();
    Poll poll = polls.partial(clients("a", 1));
    assertEquals(List.of("connection.opened", "snapshot.incomplete"), kinds(poll));
  }

  @Test
  void openingWithAVendorsStartHappenedThen() {
    polls.complete();
    Event opened = only(polls.complete(started("a", START)));
    assertEquals(START, opened.times().event());
    assertEquals("vendor_start", opened.times().basis());
    assertEquals(START, opened.incarnation());
    assertEquals(START, FactsOf.connection(opened.facts()).startedAt());
  }

  @Test
  void measurementDoesNotDateAnOpening() {
    Row row = measured("a", START, MEASURED, new Counters(1L, null, null, null));
    polls.complete();
    assertEquals("vendor_start", only(polls.complete(row)).times().basis());
  }

  @Test
  void endpointThatAppearsHasAWindow() {
    // Given
    polls = new Polls(Fixtures.TENCENT_SSL);
    polls.complete();

    // When
    Poll poll = polls.complete(tls("a", true));

    // Then
    Event appeared = only(poll);
    assertEquals(Kind.ENDPOINT_TLS_OBSERVED, appeared.kind());
    assertEquals("appeared", appeared.snapshot().trigger());
    assertEquals(new Window(read(0, 0), read(1, 0)), appeared.times().window());
    assertEquals("window_end", appeared.times().basis());
    assertEquals(
        Ids.event(
            "endpoint.tls_observed",
            "a",
            slot(1),
            1,
            poll.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        appeared.id());
  }

  @Test
  void subjectThatComesBackHasANewLife() {
    // Given
    Event first = only(polls.complete(clients("a", 1)));
    polls.complete();

    // When
    Event again = only(polls.complete(clients("a", 1)));

    // Then
    assertEquals(slot(2), again.incarnation());
    assertEquals(1, again.revision());
    assertNotEquals(first.id(), again.id());
  }

  @Test
  void subjectThatComesBackWithItsStartHasNewIds() {
    // Given
    polls.complete();
    Event opened = only(polls.complete(started("a", START)));
    Event closed = only(polls.complete());

    // When
    Event openedAgain = only(polls.complete(started("a", START)));
    Event closedAgain = only(polls.complete());

    // Then
    assertEquals(opened.incarnation(), openedAgain.incarnation());
    assertEquals(opened.revision(), openedAgain.revision());
    assertNotEquals(opened.id(), openedAgain.id());
    assertNotEquals(closed.id(), closedAgain.id());
  }

  // Changed

  @Test
  void changeIsARevisionOfItsLife() {
    // Given
    polls.complete(clients("a", 5));

    // When
    Poll poll = polls.complete(clients("a", 2));

    // Then
    Event updated = only(poll);
    assertEquals("changed", updated.snapshot().trigger());
    assertEquals(slot(0), updated.incarnation());
    assertEquals(2, updated.revision());
    assertEquals(2, FactsOf.connection(updated.facts()).count());
    assertEquals(-3, FactsOf.connection(updated.facts()).countDelta());
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
    assertEquals(read(1, 0), updated.times().event());
    assertEquals("window_end", updated.times().basis());
    assertEquals(
        Ids.event("connection.updated", "a", slot(0), 2, poll.walk().seen("a").contentHash(), null),
        updated.id());
    assertEquals("request-0", updated.requestId());
    assertEquals(0, updated.snapshot().page());
    assertEquals(0, updated.snapshot().position());
  }

  @Test
  void countThatComesBackIsAnotherEvent() {
    String first = only(polls.complete(clients("a", 1))).id();
    String second = only(polls.complete(clients("a", 2))).id();
    Event third = only(polls.complete(clients("a", 1)));
    assertEquals(3, third.revision());
    assertEquals(3, Set.of(first, second, third.id()).size());
  }

  @Test
  void changeOfAMeasuredConnectionHappenedWhenItWasMeasured() {
    polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null)));
    Instant later = MEASURED.plusSeconds(60);
    Event updated =
        only(polls.complete(measured("a", START, later, new Counters(2L, null, null, null))));
    assertEquals(later, updated.times().event());
    assertEquals("vendor_measured", updated.times().basis());
    assertEquals(new Window(read(0, 0), read(1, 0)), updated.times().window());
  }

  @Test
  void baselineOfAMeasuredConnectionIsDatedByItsMeasurement() {
    Event observed =
        only(polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null))));
    assertEquals(MEASURED, observed.times().event());
    assertEquals("vendor_measured", observed.times().basis());
  }

  @Test
  void newMeasurementOfEqualCountersIsNoChange() {
    Counters counters = new Counters(1L, 2L, 3L, 4L);
    polls.complete(measured("a", START, MEASURED, counters));
    Poll poll = polls.complete(measured("a", START, MEASURED.plusSeconds(60), counters));
    assertEquals(List.of("snapshot.completed"), kinds(poll));
  }

  @Test
  void windowOfAChangeStartsWithTheLastCompletePollThatSawItUnchanged() {
    polls.complete(clients("a", 1));
    polls.complete(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(new Window(read(1, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void windowOfAChangeStartsWithTheLastEventWhenThatIsLater() {
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 2));
    Event updated = only(polls.complete(clients("a", 3)));
    assertEquals(new Window(read(1, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void partialPollThatSawASubjectUnchangedDoesNotNarrowItsWindow() {
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(new Window(read(0, 0), read(2, 0)), updated.times().window());
  }

  @Test
  void changeInAPartialPollIsPublishedAndRemembered() {
    polls.complete(clients("a", 1));
    assertEquals(2, only(polls.partial(clients("a", 2))).revision());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 2))));
  }

  @Test
  void counterResetIsADoubtOfItsEventOnly() {
    // Given
    polls.complete(measured("a", START, MEASURED, new Counters(9L, 9L, null, null)));

    // When
    Event reset =
        only(polls.complete(measured("a", START, MEASURED, new Counters(3L, 10L, null, null))));
    Event next =
        only(polls.complete(measured("a", START, MEASURED, new Counters(4L, 11L, null, null))));
    Event closed = only(polls.complete());

    // Then
    assertEquals(List.of(new Quality("counter_reset", "traffic.total")), reset.quality());
    assertNull(FactsOf.traffic(reset.facts()).delta());
    assertEquals(List.of(), next.quality());
    assertEquals(new Counters(1L, 1L, null, null), FactsOf.traffic(next.facts()).delta());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
  }

  @Test
  void resetIsNoDoubtOfTheEndThatFollowsIt() {
    polls.complete(measured("a", START, MEASURED, new Counters(9L, null, null, null)));
    polls.complete(measured("a", START, MEASURED, new Counters(3L, null, null, null)));
    Event closed = only(polls.complete());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Counters(3L, null, null, null), FactsOf.traffic(closed.facts()).total());
  }

  @Test
  void tlsThatChangedStatesWhatHeldBefore() {
    polls = new Polls(Fixtures.TENCENT_SSL);
    Event before = only(polls.complete(tls("a", true)));
    Event changed = only(polls.complete(tls("a", false)));
    assertEquals(FactsOf.tls(before.facts()), FactsOf.tls(changed.facts()).previous());
    assertEquals(false, FactsOf.tls(changed.facts()).enabled());
    assertNull(FactsOf.tls(only(polls.complete()).facts()).previous());
  }

  @Test
  void accountThatChangedStatesItsRolesThatCameAndWent() {
    polls = new Polls(Fixtures.CTYUN);
    polls.complete(account("a", "read", "readWrite"));
    Event changed = only(polls.complete(account("a", "readWrite", "root")));
    assertEquals("root", FactsOf.account(changed.facts()).changes().granted().get(0).role());
    assertEquals("read", FactsOf.account(changed.facts()).changes().revoked().get(0).role());
    assertEquals(1, FactsOf.account(changed.facts()).changes().granted().size());
    assertEquals(1, FactsOf.account(changed.facts()).changes().revoked().size());
    assertNull(FactsOf.account(only(polls.complete()).facts()).changes());
  }

  // Superseded

  @Test
  void anotherStartSupersedesALife() {
    // Given
    Instant young = START.plusSeconds(90);
    Poll baseline = polls.complete(started("a", START), clients("z", 1));

    // When
    Poll poll = polls.complete(clients("z", 1), started("a", young));

    // Then
    assertEquals(
        List.of("connection.closed", "connection.opened", "snapshot.completed"), kinds(poll));
    Event closed = poll.outcome().events().get(0);
    assertEquals("superseded", closed.endReason());
    assertEquals(START, closed.incarnation());
    assertEquals(2, closed.revision());
    assertEquals(baseline.walk().seen("a").contentHash(), closed.contentHash());
    assertEquals(new Window(read(0, 0), read(1, 0)), closed.times().window());
    assertEquals(List.of(), closed.quality());
    assertNull(closed.snapshot().page());
    Event opened = poll.outcome().events().get(1);
    assertEquals(young, opened.incarnation());
    assertEquals(1, opened.revision());
    assertEquals(1, FactsOf.connection(opened.facts()).countDelta());
    assertEquals(closed.times().window().after(), opened.times().window().after());
    assertEquals(1, opened.snapshot().position());
    assertEquals(young, polls.memory().life("a").incarnation());
  }

  @Test
  void supersedingOpenHasTheStartOfTheWindowOfItsClose() {
    // Given
    polls.complete(started("a", START));
    polls.partial(startedTwice("a", START));

    // When
    Poll poll = polls.complete(started("a", START.plusSeconds(90)));

    // Then
    assertEquals(read(1, 0), poll.outcome().events().get(0).times().window().after());
    assertEquals(read(1, 0), poll.outcome().events().get(1).times().window().after());
  }

  @Test
  void lifeThatWasMissedAndThenSupersededEndedSinceItsFirstMiss() {
    // Given
    polls.confirmations(2);
    polls.complete(started("a", START));
    polls.complete();

    // When
    Poll poll = polls.complete(started("a", START.plusSeconds(90)));

    // Then
    assertEquals("superseded", poll.outcome().events().get(0).endReason());
    assertEquals(new Window(read(0, 0), read(2, 0)), poll.outcome().events().get(0).times().window());
    assertEquals(read(0, 0), poll.outcome().events().get(1).times().window().after());
    assertEquals(Map.of(), poll.outcome().checkpoint().pendingAbsent());
  }

  @Test
  void supersededStandsDirectlyBeforeItsOpenInPageOrder() {
    // Given
    polls.complete(started("a", START), started("b", START), started("c", START));

    // When
    Instant young = START.plusSeconds(90);
    Poll poll = polls.complete(started("d", young), started("b", young), started("a", young));

    // Then
    assertEquals(List.of("d", "b", "b", "a", "a", "c", poll.scope().path()), subjects(poll));
    assertEquals(
        List.of(
            "connection.opened",
            "connection.closed",
            "connection.opened",
            "connection.closed",
            "connection.opened",
            "connection.closed",
            "snapshot.completed"),
        kinds(poll));
  }

  @Test
  void partialPollSupersedesToo() {
    polls.complete(started("a", START));
    Poll poll = polls.partial(started("a", START.plusSeconds(90)));
    assertEquals(
        List.of("connection.closed", "connection.opened", "snapshot.incomplete"), kinds(poll));
    assertEquals("superseded", poll.outcome().events().get(0).endReason());
  }

  @Test
  void supersededBeforeTheFirstCompletePollIsFollowedByABaseline() {
    polls.partial(started("a", START));
    Poll poll = polls.partial(started("a", START.plusSeconds(90)));
    assertEquals(
        List.of("connection.closed", "connection.observed", "snapshot.incomplete"), kinds(poll));
    assertEquals(new Window(read(0, 0), read(1, 0)), poll.outcome().events().get(0).times().window());
    assertNull(poll.outcome().events().get(1).times().window());
  }

  @Test
  void supersededCloseIsDatedByTheLastPage() {
    polls.complete(started("a", START));
    Poll poll = polls.pages(List.of(started("a", START.plusSeconds(90))), List.of(clients("b", 1)));
    assertEquals(read(1, 1), poll.outcome().events().get(0).observedAt());
    assertEquals(read(1, 1), poll.outcome().events().get(0).times().window().until());
    assertEquals(read(1, 0), poll.outcome().events().get(1).observedAt());
  }

  // Heartbeats

  @Test
  void heartbeatsAreOffByDefault() {
    polls.complete(clients("a", 1));
    for (int poll = 0; poll < 3; poll++) {
      polls.skip(10_000);
      assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));
    }
  }

  @Test
  void heartbeatIsDueAnIntervalAfterTheLastPublication() {
    polls.heartbeat(Duration.ofMinutes(2));
    polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));

    Poll due = polls.complete(clients("a", 1));
    Event heartbeat = only(due);
    assertEquals("heartbeat", heartbeat.snapshot().trigger());
    assertEquals(Kind.CONNECTION_OBSERVED, heartbeat.kind());
    assertEquals(slot(0), heartbeat.incarnation());
    assertEquals(1, heartbeat.revision());
    assertNull(heartbeat.times().window());
    assertNull(FactsOf.connection(heartbeat.facts()).countDelta());
    assertEquals("poll", heartbeat.times().basis());
    assertEquals(
        Ids.event("connection.observed", "a", slot(0), 1, due.walk().seen("a").contentHash(), due.id()),
        heartbeat.id());

    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 1))));
    assertEquals("heartbeat", only(polls.complete(clients("a", 1))).snapshot().trigger());
  }

  @Test
  void everyPublicationRestartsTheHeartbeat() {
    polls.heartbeat(Duration.ofMinutes(2));
    polls.complete(clients("a", 1));
    assertEquals("changed", only(polls.complete(clients("a", 2))).snapshot().trigger());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete(clients("a", 2))));
    assertEquals("heartbeat", only(polls.complete(clients("a", 2))).snapshot().trigger());
  }

  @Test
  void intervalOfZeroPublishesEveryRecordOfEveryPollOnce() {
    polls.heartbeat(Duration.ZERO);
    assertEquals("baseline", only(polls.complete(clients("a", 1))).snapshot().trigger());
    assertEquals("heartbeat", only(polls.complete(clients("a", 1))).snapshot().trigger());
    assertEquals("changed", only(polls.complete(clients("a", 2))).snapshot().trigger());
    assertEquals("heartbeat", only(polls.partial(clients("a", 2))).snapshot().trigger());
  }

  @Test
  void heartbeatBecomesTheState() {
    polls.heartbeat(Duration.ZERO);
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 1));
    Event updated = only(polls.complete(clients("a", 2)));
    assertEquals(read(1, 0), updated.times().window().after());
    assertEquals(slot(2), polls.memory().known("a").scheduledAt());
  }

  @Test
  void heartbeatCarriesTheDoubtsOfItsRecordAndTheMeasurement() {
    polls.heartbeat(Duration.ZERO);
    Instant later = MEASURED.plusSeconds(60);
    polls.complete(measured("a", START, MEASURED, new Counters(1L, null, null, null)));
    Event heartbeat =
        only(polls.complete(measured("a", START, later, new Counters(1L, null, null, null))));
    assertEquals(later, heartbeat.times().event());
    assertEquals("vendor_measured", heartbeat.times().basis());
    assertNull(FactsOf.traffic(heartbeat.facts()).delta());
  }

  @Test
  void absentSubjectHasNoHeartbeat() {
    polls.heartbeat(Duration.ZERO);
    polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.partial()));
  }

  // Absent

  @Test
  void subjectThatACompletePollLacksIsClosed() {
    // Given
    Poll before = polls.complete(clients("a", 3));

    // When
    Poll poll = polls.complete();

    // Then
    Event closed = only(poll);
    assertEquals("absent_from_snapshot", closed.endReason());
    assertEquals("disappeared", closed.snapshot().trigger());
    assertEquals(slot(0), closed.incarnation());
    assertEquals(2, closed.revision());
    assertEquals(before.walk().seen("a").contentHash(), closed.contentHash());
    assertEquals(before.walk().seen("a").raw(), closed.raw());
    assertEquals("closed", FactsOf.connection(closed.facts()).state());
    assertEquals(0, FactsOf.connection(closed.facts()).count());
    assertEquals(-3, FactsOf.connection(closed.facts()).countDelta());
    assertNull(FactsOf.connection(closed.facts()).durationMinMs());
    assertNull(FactsOf.connection(closed.facts()).durationMaxMs());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Window(read(0, 0), read(1, 0)), closed.times().window());
    assertEquals(read(1, 0), closed.times().event());
    assertEquals("window_end", closed.times().basis());
    assertEquals(read(1, 0), closed.observedAt());
    assertNull(closed.snapshot().page());
    assertNull(closed.snapshot().position());
    assertNull(closed.requestId());
    assertEquals(before.id(), closed.snapshot().previousPollId());
    assertEquals(
        Ids.event(
            "connection.closed",
            "a",
            slot(0),
            2,
            before.walk().seen("a").contentHash(),
            Instants.text(read(0, 0))),
        closed.id());
    assertNull(polls.memory().life("a"));
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete()));
  }

  @Test
  void doubtsOfTheRecordStayOnItsEnd() {
    Quality masked = new Quality("masked_address", "client.address");
    polls.complete(
        place -> {
          Observation plain = Fixtures.connection("a", 1, place);
          return Observation.of(
              "a",
              null,
              new ConnectionFacts(
                  FactsOf.client(plain.facts()), FactsOf.connection(plain.facts()), null),
              List.of(masked),
              plain.raw(),
              place);
        });
    assertEquals(List.of(masked, FROM_ABSENCE), only(polls.complete()).quality());
  }

  @Test
  void completeEmptyListClosesEverythingBySubject() {
    polls.complete(clients("c", 1), clients("a", 1), clients("b", 1));
    Poll poll = polls.complete();
    assertEquals(List.of("a", "b", "c", poll.scope().path()), subjects(poll));
    assertEquals(0, polls.memory().size());
  }

  @Test
  void durationIsBoundedByTheWindow() {
    polls.complete(started("a", START));
    Event closed = only(polls.complete());
    assertEquals(
        Duration.between(START, read(0, 0)).toMillis(),
        FactsOf.connection(closed.facts()).durationMinMs());
    assertEquals(
        Duration.between(START, read(1, 0)).toMillis(),
        FactsOf.connection(closed.facts()).durationMaxMs());
  }

  @Test
  void durationIsNeverBelowZero() {
    Instant future = read(5, 0);
    polls.complete(started("a", future));
    Event closed = only(polls.complete());
    assertEquals(0, FactsOf.connection(closed.facts()).durationMinMs());
    assertEquals(0, FactsOf.connection(closed.facts()).durationMaxMs());
  }

  @Test
  void incompletePollClosesNothingAndCountsWhatItHeldBack() {
    // Given
    polls.complete(clients("a", 1), clients("b", 1), clients("c", 1));

    // When
    Poll partial = polls.partial(clients("b", 1));
    Poll failed = polls.failed("transport");
    Poll rejected = polls.next();
    polls.page(rejected, 2, clients("a", 1));
    reject(rejected);
    polls.published(rejected);
    Poll mismatch = polls.next();
    polls.page(mismatch, 3, clients("a", 1), clients("b", 1));
    polls.published(mismatch);

    // Then
    for (Poll poll : List.of(partial, failed, rejected, mismatch)) {
      assertEquals(List.of("snapshot.incomplete"), kinds(poll));
      assertEquals(Map.of(), poll.outcome().checkpoint().pendingAbsent());
    }
    assertEquals(2, partial.report().absencesSuppressed());
    assertEquals(3, failed.report().absencesSuppressed());
    assertEquals(2, rejected.report().absencesSuppressed());
    assertEquals(1, mismatch.report().absencesSuppressed());
    assertEquals(0, polls.complete().report().absencesSuppressed());
  }

  @Test
  void snapshotOfSeveralPagesMustBeConfirmed() {
    // Given
    polls.pages(List.of(clients("a", 1), clients("b", 1)), List.of(clients("c", 1)));

    // When
    Poll first = polls.pages(List.of(clients("b", 1)), List.of(clients("c", 1)));
    boolean open = polls.memory().life("a") != null;
    Poll second = polls.pages(List.of(clients("b", 1)), List.of(clients("c", 1)));

    // Then
    assertEquals(List.of("snapshot.completed"), kinds(first));
    assertEquals(1, first.report().absencesSuppressed());
    assertEquals(Map.of("a", new Absence(1, read(0, 0))), first.outcome().checkpoint().pendingAbsent());
    assertTrue(open);
    Event closed = only(second);
    assertEquals("a", closed.subject());
    assertEquals(new Window(read(0, 0), read(2, 1)), closed.times().window());
    assertEquals(read(2, 1), closed.observedAt());
    assertEquals(0, second.report().absencesSuppressed());
    assertEquals(Map.of(), second.outcome().checkpoint().pendingAbsent());
  }

  @Test
  void emptyLastPageMakesASnapshotOneOfSeveral() {
    polls.pages(List.of(clients("a", 1), clients("b", 1)), List.of());
    Poll first = polls.pages(List.of(clients("b", 1)), List.of());
    assertEquals(List.of("snapshot.completed"), kinds(first));
    assertEquals(Set.of("a"), first.outcome().checkpoint().pendingAbsent().keySet());
  }

  @Test
  void singlePageProvesWhatAnotherSnapshotLeftOpen() {
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    polls.pages(List.of(clients("b", 1)), List.of());
    assertEquals("a", only(polls.complete(clients("b", 1))).subject());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void confirmationsAreConfigured(int confirmations) {
    polls.confirmations(confirmations);
    polls.complete(clients("a", 1));
    for (int miss = 1; miss < confirmations; miss++) {
      Poll poll = polls.complete();
      assertEquals(List.of("snapshot.completed"), kinds(poll));
      assertEquals(new Absence(miss, read(0, 0)), poll.outcome().checkpoint().pendingAbsent().get("a"));
      assertEquals(1, poll.report().absencesSuppressed());
    }
    Event closed = only(polls.complete());
    assertEquals("absent_from_snapshot", closed.endReason());
    assertEquals(read(0, 0), closed.times().window().after());
  }

  @Test
  void configuredConfirmationsHoldForSeveralPagesToo() {
    polls.confirmations(1);
    polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    assertEquals("a", only(polls.pages(List.of(clients("b", 1)), List.of())).subject());
  }

  @Test
  void incompletePollsNeitherCountNorClearAPendingAbsence() {
    // Given
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    Map<String, Absence> pending = Map.of("a", new Absence(1, read(0, 0)));
    assertEquals(pending, polls.complete().outcome().checkpoint().pendingAbsent());

    // Then
    assertEquals(pending, polls.partial(clients("b", 1)).outcome().checkpoint().pendingAbsent());
    assertEquals(pending, polls.failed("timeout").outcome().checkpoint().pendingAbsent());
    assertEquals("a", polls.complete(clients("b", 1)).outcome().events().get(0).subject());
  }

  @Test
  void subjectThatIsSeenAgainIsNotPendingAnyMore() {
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    polls.complete();
    Poll again = polls.complete(clients("a", 1));
    assertEquals(List.of("snapshot.completed"), kinds(again));
    assertEquals(Map.of(), again.outcome().checkpoint().pendingAbsent());
    assertEquals(
        Map.of("a", new Absence(1, read(2, 0))), polls.complete().outcome().checkpoint().pendingAbsent());
  }

  @Test
  void partialPollThatSeesAnAbsentSubjectClearsIt() {
    polls.confirmations(2);
    polls.complete(clients("a", 1));
    polls.complete();
    assertEquals(Map.of(), polls.partial(clients("a", 1)).outcome().checkpoint().pendingAbsent());
    assertEquals(List.of("snapshot.completed"), kinds(polls.complete()));
  }

  @Test
  void firstMissFixesWhenAnAbsentSubjectWasLastThere() {
    // Given
    polls.confirmations(3);
    polls.complete(clients("a", 1));
    polls.partial(clients("a", 2));

    // When
    Poll first = polls.complete();
    Poll second = polls.complete();
    Event closed = only(polls.complete());

    // Then
    assertEquals(new Absence(1, read(1, 0)), first.outcome().checkpoint().pendingAbsent().get("a"));
    assertEquals(new Absence(2, read(1, 0)), second.outcome().checkpoint().pendingAbsent().get("a"));
    assertEquals(new Window(read(1, 0), read(4, 0)), closed.times().window());
    assertEquals(
        Ids.event(
            "connection.closed", "a", slot(0), 3, closed.contentHash(), Instants.text(read(1, 0))),
        closed.id());
  }

  // Gone

  @Test
  void resourceThatIsNotFoundOftenEnoughIsGone() {
    // Given
    polls.complete(clients("b", 1), clients("a", 2));

    // When
    Poll first = polls.failed("resource_not_found");
    Poll second = polls.failed("resource_not_found");
    Poll third = polls.failed("resource_not_found");

    // Then
    assertEquals(List.of("snapshot.incomplete"), kinds(first));
    assertEquals(2, first.report().absencesSuppressed());
    assertEquals(1, first.outcome().checkpoint().notFound());
    assertEquals(2, second.outcome().checkpoint().notFound());
    assertEquals(
        List.of("connection.closed", "connection.closed", "snapshot.incomplete"), kinds(third));
    assertEquals(List.of("a", "b", third.scope().path()), subjects(third));
    Event closed = third.outcome().events().get(0);
    Instant now = slot(3).plusSeconds(30);
    assertEquals("resource_gone", closed.endReason());
    assertEquals(List.of(FROM_ABSENCE), closed.quality());
    assertEquals(new Window(read(0, 0), now), closed.times().window());
    assertEquals(now, closed.observedAt());
    assertEquals(0, third.report().absencesSuppressed());
    assertEquals("resource_not_found", third.report().reason());
    assertEquals(3, third.outcome().checkpoint().notFound());
    assertEquals(0, polls.memory().size());
    assertEquals(4, polls.failed("resource_not_found").outcome().checkpoint().notFound());
  }

  @Test
  void everyOtherOutcomeStartsTheCountAgain() {
    polls.goneAfter(2);
    polls.complete(clients("a", 1));
    polls.failed("resource_not_found");
    assertEquals(0, polls.failed("timeout").outcome().checkpoint().notFound());
    polls.failed("resource_not_found");
    assertEquals(0, polls.partial(clients("a", 1)).outcome().checkpoint().notFound());
    polls.failed("resource_not_found");
    assertEquals(0, polls.complete(clients("a", 1)).outcome().checkpoint().notFound());
    assertEquals(List.of("snapshot.incomplete"), kinds(polls.failed("resource_not_found")));
    assertEquals(
        List.of("connection.closed", "snapshot.incomplete"),
        kinds(polls.failed("resource_not_found")));
  }

  @Test
  void resourceThatGoesBetweenPagesCounts() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1), clients("b", 1));
    Poll poll = polls.partial("resource_not_found", clients("a", 1));
    assertEquals("resource_not_found", poll.report().reason());
    assertEquals(1, poll.outcome().checkpoint().notFound());
    assertEquals("b", poll.outcome().events().get(0).subject());
  }

  @Test
  void resourceThatGoesBetweenPagesIsSeenGoneLaterThanItsLastPage() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1), clients("b", 1));
    Poll poll = polls.partial("resource_not_found", clients("a", 1));
    Event closed = poll.outcome().events().get(0);
    Instant now = slot(1).plusSeconds(30);
    assertEquals(new Window(read(0, 0), now), closed.times().window());
    assertEquals(now, closed.observedAt());
    assertEquals(now, poll.outcome().checkpoint().endedAt());
    assertEquals(read(1, 0), poll.outcome().events().get(1).observedAt());
  }

  @Test
  void resourceThatIsGoneEndsWhatWasPendingSinceItsFirstMiss() {
    polls.confirmations(2).goneAfter(1);
    polls.complete(clients("a", 1));
    polls.complete();
    Event closed = only(polls.failed("resource_not_found"));
    assertEquals("resource_gone", closed.endReason());
    assertEquals(read(0, 0), closed.times().window().after());
  }

  @ParameterizedTest
  @MethodSource("families")
  void goneResourceEndsEveryFamily(String api, Row plain, Row changed, List<String> kinds) {
    polls = new Polls(api).goneAfter(1);
    polls.complete(plain);
    Event ended = only(polls.failed("resource_not_found"));
    assertEquals(kinds.get(3), ended.kind().wire());
    assertEquals("resource_gone", ended.endReason());
  }

  @Test
  void subjectThatIsBackAfterItsResourceWasGoneHasNewIds() {
    // Given
    polls.goneAfter(1);
    polls.complete();
    Event opened = only(polls.partial(started("a", START)));
    Poll gone = polls.failed("resource_not_found");
    Instant ended = gone.outcome().events().get(0).observedAt();

    // When
    Event again = only(polls.partial(started("a", START)));

    // Then
    assertEquals(ended, gone.outcome().checkpoint().endedAt());
    assertEquals(new Window(ended, read(3, 0)), again.times().window());
    assertNotEquals(opened.id(), again.id());
  }

  @Test
  void onlyACompletePollForgetsWhenTheResourceWasGone() {
    polls.goneAfter(1);
    polls.complete(clients("a", 1));
    Instant ended = polls.failed("resource_not_found").outcome().events().get(0).observedAt();
    assertEquals(ended, polls.failed("timeout").outcome().checkpoint().endedAt());
    assertEquals(ended, polls.failed("resource_not_found").outcome().checkpoint().endedAt());
    assertEquals(ended, polls.partial(clients("b", 1)).outcome().checkpoint().endedAt());
    assertNull(polls.complete(clients("b", 1)).outcome().checkpoint().endedAt());
  }

  // Retired

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
    assertNull(poll.outcome().checkpoint());
    assertNull(polls.memory().checkpoint());
    assertEquals(0, polls.memory().size());
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

  // Unreadable

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

  // Order, numbers, checkpoint

  @Test
  void eventsAreInPageOrderThenClosesBySubjectThenTheMarker() {
    // Given
    polls.confirmations(1);
    polls.complete(clients("z", 1), clients("y", 1), clients("k", 1));

    // When
    Poll poll =
        polls.pages(
            List.of(clients("m", 1), clients("k", 2)), List.of(clients("b", 1), clients("a", 1)));

    // Then
    assertEquals(List.of("m", "k", "b", "a", "y", "z", poll.scope().path()), subjects(poll));
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), sequences(poll));
    assertEquals(7, poll.report().events());
    assertEquals(
        Map.of(Kind.CONNECTION_OPENED, 3L, Kind.CONNECTION_UPDATED, 1L, Kind.CONNECTION_CLOSED, 2L),
        poll.report().emitted());
  }

  @Test
  void subjectThatMovedStandsWhereItWasReadLast() {
    Poll poll = polls.next();
    polls.page(poll, 3, clients("a", 1), clients("b", 1));
    polls.page(poll, 3, clients("a", 2));
    polls.published(poll);
    assertEquals(List.of("b", "a", poll.scope().path()), subjects(poll));
    assertEquals(1, poll.outcome().events().get(1).snapshot().page());
    assertEquals(read(0, 1), poll.outcome().events().get(1).observedAt());
  }

  private static List<Integer> sequences(Poll poll) {
    return poll.outcome().events().stream().map(event -> event.snapshot().sequence()).toList();
  }

  @Test
  void completePollIsTheLastCompleteOneByItsFirstPage() {
    Poll poll = polls.pages(List.of(clients("a", 1)), List.of(clients("b", 1)));
    assertEquals(
        new Checkpoint.Complete(poll.id(), slot(0), read(0, 0), 2, Judge.digest(poll)),
        poll.outcome().checkpoint().lastComplete());
    assertEquals(new Checkpoint.Last(poll.id(), slot(0), "complete"), poll.outcome().checkpoint().lastPoll());
    assertEquals(poll.scope().path(), poll.outcome().checkpoint().scope());
    assertEquals(Judge.digest(poll), poll.report().digest());
  }

  @Test
  void incompletePollLeavesTheLastCompleteOne() {
    Poll complete = polls.complete(clients("a", 1));
    Poll partial = polls.partial(clients("b", 1));
    Poll failed = polls.failed("throttled");
    assertEquals(complete.outcome().checkpoint().lastComplete(), failed.outcome().checkpoint().lastComplete());
    assertEquals(
        new Checkpoint.Last(partial.id(), slot(1), "partial"), partial.outcome().checkpoint().lastPoll());
    assertEquals(
        new Checkpoint.Last(failed.id(), slot(2), "failed"), failed.outcome().checkpoint().lastPoll());
    assertEquals(complete.id(), previous(failed));
    assertNull(failed.report().digest());
  }

  @Test
  void scopeThatWasNeverCompleteHasNoLastCompletePoll() {
    Poll partial = polls.partial(clients("a", 1));
    assertNull(partial.outcome().checkpoint().lastComplete());
    assertNull(polls.failed("throttled").outcome().checkpoint().lastComplete());
  }

  @Test
  void recordIsCarriedUnchanged() {
    // When
    Poll poll = polls.complete(clients("a", 2));

    // Then
    Observation seen = poll.walk().seen("a");
    Event event = only(poll);
    assertEquals(FactsOf.client(seen.facts()), FactsOf.client(event.facts()));
    assertEquals(FactsOf.connection(seen.facts()), FactsOf.connection(event.facts()));
    assertEquals(seen.raw(), event.raw());
    assertEquals(seen.contentHash(), event.contentHash());
    assertEquals(seen.quality(), event.quality());
    assertEquals("request-0", event.requestId());
    assertEquals(poll.scope(), event.scope());
    assertEquals(poll.scheduledAt(), event.snapshot().scheduledAt());
  }

  @Test
  void pollThatReadNothingIsItsMarkerDatedNow() {
    Poll poll = polls.next();
    fail(poll, "timeout");
    polls.published(poll);
    assertEquals(List.of("snapshot.incomplete"), kinds(poll));
    assertEquals(slot(0).plusSeconds(30), poll.outcome().events().get(0).observedAt());
  }

  @Test
  void pollThatWasNotPublishedIsRepeatedWithTheSameIds() {
    // Given
    polls.complete(started("a", START), started("b", START));
    Poll lost = polls.next();
    polls.page(lost, 2, startedTwice("b", START), started("c", START));
    new Comparison(lost, slot(1)).compare();

    // When
    Poll again = polls.complete(startedTwice("b", START), started("c", START));

    // Then
    assertEquals(
        List.of(
            "connection.updated", "connection.opened", "connection.closed", "snapshot.completed"),
        kinds(lost));
    assertEquals(recordIds(lost), recordIds(again));
    assertNotEquals(lost.outcome().events().get(3).id(), again.outcome().events().get(3).id());
  }

  private static List<String> recordIds(Poll poll) {
    return poll.outcome().events().stream().filter(one -> one.report() == null).map(Event::id).toList();
  }

  @Test
  void clockThatWasSetBackTurnsNoWindowRound() {
    // Given
    polls.complete(clients("a", 1), clients("b", 1));
    Instant before = polls.memory().complete().observedAt();

    // When
    polls.setBack(Duration.ofHours(1));
    Poll poll = polls.complete(clients("a", 2), clients("c", 1));

    // Then
    assertEquals(
        List.of(
            "connection.updated", "connection.opened", "connection.closed", "snapshot.completed"),
        kinds(poll));
    for (Event event : poll.outcome().events().subList(0, 3)) {
      assertTrue(event.observedAt().isBefore(before));
      assertEquals(new Window(event.observedAt(), event.observedAt()), event.times().window());
    }
  }
}
