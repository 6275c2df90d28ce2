package caravan.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.model.DatabaseAccount.Role;
import caravan.model.Traffic.Counters;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownTest {

  private static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  private static final Quality MASKED = new Quality("masked_address", "client.address");
  private static final Quality RESET = new Quality("counter_reset", "traffic.total");
  private static final Raw RAW = new Raw("{}", Ids.sha256("{}"), false);

  private static Known of(
      Connection connection,
      Traffic traffic,
      Tls tls,
      DatabaseAccount account,
      List<Quality> quality) {
    Poll poll = Fixtures.poll(Fixtures.scope(Fixtures.HUAWEI));
    return Known.of(
        new Event(
            "id",
            Kind.CONNECTION_UPDATED,
            "a",
            START,
            7,
            "sha256:43f0",
            START,
            "vendor_measured",
            Fixtures.READ,
            new Event.Window(START, Fixtures.READ),
            null,
            new Event.Snapshot(poll.id(), null, poll.scheduledAt(), 0, 1, 3, "changed"),
            poll.scope(),
            "request-0",
            new Client(null, null, null, true),
            connection,
            traffic,
            tls,
            account,
            null,
            quality,
            RAW));
  }

  @Test
  void knownIsHowTheSubjectStandsAfterTheEvent() {
    assertEquals(
        new Known(
            "a",
            START,
            7,
            "sha256:43f0",
            Fixtures.READ,
            Fixtures.SLOT,
            new Client(null, null, null, true),
            Connection.open("single", 1, true, "a", START),
            new Traffic(START, new Counters(2L, null, null, null), null, null),
            null,
            null,
            List.of(MASKED),
            RAW),
        of(
            Connection.open("single", 1, true, "a", START).changed(1),
            new Traffic(
                START,
                new Counters(2L, null, null, null),
                new Counters(1L, null, null, null),
                START),
            null,
            null,
            List.of(MASKED)));
  }

  @Test
  void whatHeldBeforeIsNotKeptOfTransportSecurity() {
    Known known = of(null, null, new Tls(false, null, new Tls(true, null, null)), null, List.of());
    assertEquals(new Tls(false, null, null), known.tls());
  }

  @Test
  void rolesThatCameAndWentAreNotKept() {
    List<Role> roles = List.of(new Role("admin", "root"));
    DatabaseAccount account =
        new DatabaseAccount(
            "admin", "a", true, roles, new DatabaseAccount.Changes(roles, List.of()));
    Known known = of(null, null, null, account, List.of());
    assertEquals(new DatabaseAccount("admin", "a", true, roles, null), known.account());
    assertNull(known.connection());
  }

  @Test
  void resetOfACounterIsNotKept() {
    assertEquals(List.of(MASKED), of(null, null, null, null, List.of(MASKED, RESET)).quality());
    assertEquals(List.of(), of(null, null, null, null, List.of(RESET)).quality());
  }
}
