package caravan.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Event;
import caravan.event.Facts;
import caravan.event.Identity;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.Quality;
import caravan.event.Raw;
import caravan.event.Tls;
import caravan.event.Traffic;
import caravan.event.Traffic.Counters;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubjectStateTest {

  private static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  private static final Quality MASKED = new Quality("masked_address", "client.address");
  private static final Quality RESET = new Quality("counter_reset", "traffic.total");
  private static final Raw RAW = new Raw("{}", Ids.sha256("{}"), false);

  private static SubjectState of(Facts facts, List<Quality> quality) {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));
    return SubjectState.of(
        new Event(
            "id",
            Kind.CONNECTION_UPDATED,
            new Identity("a", START, 7, "sha256:43f0"),
            new Event.Times(
                START, "vendor_measured", Fixtures.READ, new Event.Window(START, Fixtures.READ)),
            null,
            new Event.Snapshot(poll.id(), null, poll.scheduledAt(), 0, 1, 3, "changed"),
            poll.scope(),
            "request-0",
            facts,
            null,
            quality,
            RAW));
  }

  @Test
  void knownIsHowTheSubjectStandsAfterTheEvent() {
    assertEquals(
        new SubjectState(
            new Identity("a", START, 7, "sha256:43f0"),
            Fixtures.READ,
            Fixtures.SLOT,
            new ConnectionFacts(
                new Client(null, null, null, true),
                Connection.open("single", 1, true, "a", START),
                new Traffic(START, new Counters(2L, null, null, null), null, null)),
            List.of(MASKED),
            RAW),
        of(
            new ConnectionFacts(
                new Client(null, null, null, true),
                Connection.open("single", 1, true, "a", START).changed(1),
                new Traffic(
                    START,
                    new Counters(2L, null, null, null),
                    new Counters(1L, null, null, null),
                    START)),
            List.of(MASKED)));
  }

  @Test
  void whatHeldBeforeIsNotKeptOfTransportSecurity() {
    SubjectState known = of(new Tls(false, null, new Tls(true, null, null)), List.of());
    assertEquals(new Tls(false, null, null), FactsOf.tls(known.facts()));
  }

  @Test
  void rolesThatCameAndWentAreNotKept() {
    List<Role> roles = List.of(new Role("admin", "root"));
    DatabaseAccount account =
        new DatabaseAccount(
            "admin", "a", true, roles, new DatabaseAccount.Changes(roles, List.of()));
    SubjectState known = of(account, List.of());
    assertEquals(
        new DatabaseAccount("admin", "a", true, roles, null), FactsOf.account(known.facts()));
    assertNull(FactsOf.connection(known.facts()));
  }

  @Test
  void resetOfACounterIsNotKept() {
    assertEquals(List.of(MASKED), of(null, List.of(MASKED, RESET)).quality());
    assertEquals(List.of(), of(null, List.of(RESET)).quality());
  }
}
