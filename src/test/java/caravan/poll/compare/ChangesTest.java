package caravan.poll.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Connection;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Access;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Facts;
import caravan.event.Observation;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.event.Traffic.Counters;
import caravan.poll.Poll;
import caravan.poll.compare.Polls.Row;
import caravan.state.SubjectState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesTest {

  private static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  private static final Instant MEASURED = Instant.parse("2026-01-31T23:58:30Z");

  /** What is known after a first poll that saw a record. */
  private static SubjectState known(Row row) {
    Poll poll = new Polls(Fixtures.TENCENT).complete(row);
    return SubjectState.of(poll.outcome().events().get(0));
  }

  private static Observation seen(Row row) {
    return row.at(Fixtures.place(0, 0));
  }

  private static Row traffic(Instant measuredAt, Counters total) {
    return Polls.measured("a", START, measuredAt, total);
  }

  private static Changes changed(Counters before, Counters now) {
    return Changes.between(
        known(traffic(MEASURED, before)), seen(traffic(MEASURED.plusSeconds(60), now)).facts());
  }

  private static Counters delta(Changes changes) {
    Traffic traffic = FactsOf.traffic(changes.facts());
    return traffic == null ? null : traffic.delta();
  }

  private static Instant since(Changes changes) {
    return FactsOf.traffic(changes.facts()).since();
  }

  @Test
  void countIsComparedWithTheCountBefore() {
    // Given
    Observation now = seen(Polls.clients("a", 2));

    // When
    Connection changed =
        FactsOf.connection(Changes.between(known(Polls.clients("a", 5)), now.facts()).facts());

    // Then
    assertEquals(2, changed.count());
    assertEquals(-3, changed.countDelta());
  }

  @Test
  void firstSightIsComparedWithNothing() {
    Observation now = seen(Polls.clients("a", 2));
    assertEquals(2, FactsOf.connection(Changes.first(now.facts()).facts()).countDelta());
  }

  @Test
  void noChangeLeavesEverythingAsItIs() {
    Facts connection = seen(traffic(MEASURED, new Counters(1L, null, null, null))).facts();
    Tls tls = new Tls(true, null, null);
    DatabaseAccount account = new DatabaseAccount("admin", "a", false, List.of(), null);
    for (Facts facts : List.of(connection, tls, account)) {
      assertSame(facts, Changes.none(facts).facts());
      assertFalse(Changes.none(facts).counterReset());
    }
  }

  @Test
  void partsThatARecordLacksStayAway() {
    Changes changes =
        Changes.between(known(Polls.clients("a", 1)), seen(Polls.clients("a", 2)).facts());
    assertNull(FactsOf.traffic(changes.facts()));
    assertNull(FactsOf.tls(changes.facts()));
    assertNull(FactsOf.account(changes.facts()));
    assertNull(
        FactsOf.connection(
            Changes.between(known(Polls.tls("a", true)), seen(Polls.tls("a", false)).facts())
                .facts()));
  }

  @Test
  void accessOfAnAccountBeforeIsStatedOnlyIfItDiffers() {
    // Given
    Access on = new Access(true, List.of("%"), null);
    Access off = new Access(false, List.of("%"), null);

    // Then
    assertEquals(on, previous(on, off));
    assertEquals(Access.NOT_STATED, previous(null, off));
    assertNull(previous(on, new Access(true, List.of("%"), null)));
  }

  private static Access previous(Access before, Access now) {
    Changes changes = Changes.between(known(account(before)), seen(account(now)).facts());
    return FactsOf.account(changes.facts()).changes().previous();
  }

  private static Row account(Access access) {
    DatabaseAccount facts = new DatabaseAccount("admin", "a", false, List.of(), null, access, null);
    Raw raw = new Raw("{}", "", false);
    return place -> Observation.of("a", null, facts, List.of(), raw, place);
  }

  @Test
  void factsOfAnotherFamilyAreNotCompared() {
    Facts now = seen(Polls.tls("a", true)).facts();
    assertSame(now, Changes.between(known(Polls.clients("a", 1)), now).facts());
  }

  @Test
  void trafficIsTheDifferenceOfTheCountersSinceTheLastMeasurement() {
    // When
    Changes changes = changed(new Counters(1L, 10L, 100L, 7L), new Counters(3L, 20L, 100L, 8L));

    // Then
    assertEquals(new Counters(2L, 10L, 0L, 1L), delta(changes));
    assertEquals(MEASURED, since(changes));
    assertFalse(changes.counterReset());
  }

  @Test
  void trafficIsStatedBesideItsTotal() {
    // Given
    Observation now = seen(traffic(MEASURED.plusSeconds(60), new Counters(3L, null, null, null)));

    // When
    Changes changes =
        Changes.between(known(traffic(MEASURED, new Counters(1L, null, null, null))), now.facts());

    // Then
    assertEquals(
        new Traffic(
            MEASURED.plusSeconds(60),
            new Counters(3L, null, null, null),
            new Counters(2L, null, null, null),
            MEASURED),
        FactsOf.traffic(changes.facts()));
  }

  @Test
  void differenceSinceARecordWithoutAMeasurementIsSinceThatRecordWasRead() {
    SubjectState before = known(traffic(null, new Counters(1L, null, null, null)));
    Changes changes =
        Changes.between(
            before, seen(traffic(MEASURED, new Counters(3L, null, null, null))).facts());
    assertEquals(before.observedAt(), since(changes));
    assertEquals(Polls.read(0, 0), since(changes));
  }

  @Test
  void onlyCountersThatBothSidesHaveAreCompared() {
    Changes changes = changed(new Counters(1L, 5L, null, null), new Counters(4L, null, 9L, null));
    assertEquals(new Counters(3L, null, null, null), delta(changes));
    assertFalse(changes.counterReset());
  }

  @Test
  void countersWithNothingInCommonHaveNoDifference() {
    Changes changes =
        changed(new Counters(1L, null, null, null), new Counters(null, 5L, null, null));
    assertNull(delta(changes));
    assertNull(since(changes));
    assertFalse(changes.counterReset());
  }

  @Test
  void countersThatCameOrWentHaveNoDifference() {
    Counters counters = new Counters(1L, 2L, 3L, 4L);
    assertNull(delta(changed(null, counters)));
    assertNull(delta(changed(counters, null)));
    assertFalse(changed(null, counters).counterReset());
    assertFalse(changed(counters, null).counterReset());
  }

  @ParameterizedTest
  @CsvSource({"4, 9, 9, 9", "9, 4, 9, 9", "9, 9, 4, 9", "9, 9, 9, 4"})
  void anyCounterThatFellIsAReset(long first, long second, long third, long fourth) {
    Changes changes =
        changed(new Counters(5L, 5L, 5L, 5L), new Counters(first, second, third, fourth));
    assertTrue(changes.counterReset());
    assertNull(delta(changes));
    assertNull(since(changes));
  }

  @Test
  void counterThatStayedIsNoReset() {
    Changes changes = changed(new Counters(5L, 5L, null, null), new Counters(5L, 6L, null, null));
    assertFalse(changes.counterReset());
    assertEquals(new Counters(0L, 1L, null, null), delta(changes));
  }

  @Test
  void largestCountersDoNotOverflow() {
    Changes changes =
        changed(new Counters(0L, null, null, null), new Counters(Long.MAX_VALUE, null, null, null));
    assertEquals(Long.MAX_VALUE, delta(changes).bytesFromClient());
  }

  @Test
  void tlsStatesWhatHeldBefore() {
    // Given
    Observation before = seen(Polls.tls("a", true));
    Observation now = seen(Polls.tls("a", null));

    // When
    Tls changed = FactsOf.tls(Changes.between(known(Polls.tls("a", true)), now.facts()).facts());

    // Then
    assertNull(changed.enabled());
    assertEquals(FactsOf.tls(now.facts()).certificate(), changed.certificate());
    assertEquals(FactsOf.tls(before.facts()), changed.previous());
  }

  @Test
  void rolesThatCameAndWentAreStatedInTheirOrder() {
    // Given
    Observation now = seen(Polls.account("a", "backup", "read", "root"));

    // When
    DatabaseAccount changed =
        FactsOf.account(
            Changes.between(known(Polls.account("a", "dbAdmin", "read", "readWrite")), now.facts())
                .facts());

    // Then
    assertEquals(
        List.of(new Role("admin", "backup"), new Role("admin", "root")),
        changed.changes().granted());
    assertEquals(
        List.of(new Role("admin", "dbAdmin"), new Role("admin", "readWrite")),
        changed.changes().revoked());
    assertEquals(FactsOf.account(now.facts()).roles(), changed.roles());
  }
}
