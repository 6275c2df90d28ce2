package caravan.model;

import caravan.FactsOf;
import caravan.event.Address;
import caravan.event.Asset;
import caravan.event.Client;
import caravan.event.Connection;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Access;
import caravan.event.DatabaseAccount.Details;
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
import caravan.state.SubjectState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What can be known of subjects: ordinary, odd and extreme. For tests. */
public final class Knowns {

  public static final String UID =
      "huawei_cloud/vpn/account-1/cn-north-4/p2c-vpn-gateway/gateway-1";

  private static final String HALF = "a\ud800b\udc00\ud83d";
  private static final String WIDE = "用户-😀-é-\u0000\u001f\"\\\u2028";
  private static final Instant NOW = Instant.parse("2026-01-31T23:59:00.250Z");

  private Knowns() {}

  /** A connection of a VPN, with all that a vendor says of one. */
  public static SubjectState connection(String name) {
    return connection(UID + "/connection/" + name, name, NOW.minusMillis(61_123));
  }

  private static SubjectState connection(String subject, String name, Instant start) {
    String record =
        "{\"client_ip\":\"100.64.3.17\",\"client_user_name\":\"alice\",\"connection_id\":\""
            + name
            + "\",\"inbound_bytes\":4185,\"outbound_bytes\":15804}";
    return new SubjectState(
        new Identity(subject, start, 3, "sha256:" + Ids.sha256(name)),
        NOW,
        NOW.minusMillis(250),
        new ConnectionFacts(
            new Client(
                address("100.64.3.17", "peer"),
                new Address(
                    "10.8.*.*", null, true, 4, "overlay", "private", "10.8.0.0/16", null, null),
                new Client.User("alice", "response"),
                null),
            Connection.open("single", 1, true, name, start),
            new Traffic(
                NOW.minusSeconds(9), new Traffic.Counters(4185L, 15804L, 0L, null), null, null)),
        List.of(new Quality("masked_address", "client.virtual_address")),
        new Raw(record, Ids.sha256(record), false));
  }

  /** Everything that an event can carry and that is easily lost on the way. */
  public static Stream<SubjectState> carried() {
    SubjectState usual = connection("c-1");
    return Stream.of(
        usual,
        connection("用户"),
        with(usual, new Client(null, null, null, null), null, null, List.of(), raw("{}")),
        with(
            usual,
            new Client(
                new Address(HALF, "", false, 6, "peer", "other", null, 65535, "eth0"),
                new Address("", null, false, -1, "", null, "", Integer.MIN_VALUE, ""),
                new Client.User(WIDE, ""),
                false),
            new Connection(
                "client_aggregate",
                "open",
                Long.MIN_VALUE,
                null,
                false,
                HALF,
                NOW,
                null,
                null,
                HALF),
            new Traffic(
                Instant.parse("0000-01-01T00:00:00.001Z"),
                new Traffic.Counters(Long.MAX_VALUE, Long.MIN_VALUE, -1L, null),
                null,
                null),
            List.of(
                new Quality("clock_skew", "connection.started_at", ""),
                new Quality("unknown_field", "raw.record", WIDE),
                new Quality("a code of a later version", HALF)),
            raw(WIDE + HALF)),
        with(
            usual,
            null,
            Connection.open("single", 1, null, null, null),
            new Traffic(null, new Traffic.Counters(null, null, null, null), null, null),
            List.of(),
            new Raw("", "not a hash", true)),
        connection(UID + "/connection/old", "old", Instant.parse("1969-12-31T23:59:59.999Z")),
        connection("elsewhere", "x", Instant.parse("9999-12-31T23:59:59.999Z")),
        connection(UID, "uid", Instant.parse("0000-01-01T00:00:00.000Z")),
        connection(UID + "/connection/", "empty", NOW),
        connection("/", "slash", NOW),
        tls(new Tls(null, null, null)),
        tls(new Tls(true, new Tls.Certificate(null, null, null, null), null)),
        tls(new Tls(false, new Tls.Certificate(NOW, "2026-01-31", "+08:00", WIDE), null)),
        tls(
            new Tls(
                null,
                new Tls.Certificate(NOW, "", "+00:00", null, WIDE, HALF, "0A:1B"),
                true,
                "TLSv1.2",
                null)),
        account(List.of()),
        account(new Access(true, List.of("%", HALF, "10.0.0.*"), NOW), Details.NOT_STATED),
        account(
            new Access(false, List.of(), null),
            new Details("never", "+08:00", NOW, NOW.minusMillis(1), "vpn_user", WIDE)),
        account(List.of(new Role("admin", "root"), new Role(WIDE, HALF), new Role("", ""))),
        asset(new Asset.State(null, null, null, null, null, null, null), null),
        asset(new Asset.State("", "2", false, Map.of(), "", "0", List.of()), NOW),
        asset(
            new Asset.State(WIDE, HALF, true, Map.of("", "a", WIDE, HALF), "b", "c", List.of(WIDE)),
            NOW));
  }

  /** What no event of today carries, but a record of Java can. */
  public static Stream<SubjectState> extreme() {
    SubjectState usual = connection("c-1");
    String long64 = "0123456789abcdef".repeat(4096);
    return Stream.of(
        new SubjectState(new Identity("", null, 0, null), null, null, null, List.of(), null),
        new SubjectState(
            new Identity(HALF, Instant.MIN, -1, ""), Instant.MAX, NOW, null, null, null),
        extreme(
            new ConnectionFacts(
                null,
                null,
                new Traffic(null, null, new Traffic.Counters(1L, null, null, -5L), NOW))),
        extreme(new ConnectionFacts(null, null, null)),
        extreme(new Tls(null, null, new Tls(true, null, new Tls(false, null, null)))),
        extreme(
            new DatabaseAccount(
                null, null, true, null, new DatabaseAccount.Changes(List.of(), null))),
        with(
            usual,
            new Client(null, null, new Client.User(null, null), true),
            new Connection(
                null, null, 0, Long.MIN_VALUE, null, null, null, -1L, Long.MAX_VALUE, ""),
            new Traffic(NOW, null, null, null),
            List.of(),
            raw(long64)),
        with(usual, null, null, null, List.of(), raw(long64 + HALF)),
        new SubjectState(
            new Identity("x".repeat(70_000), NOW, 1, WIDE), NOW, NOW, null, List.of(), raw("[]")));
  }

  private static SubjectState extreme(Facts facts) {
    return new SubjectState(
        new Identity(
            WIDE + facts.getClass(),
            Instant.ofEpochSecond(-1, 1),
            Integer.MAX_VALUE,
            "sha256:" + "AB".repeat(32)),
        Instant.ofEpochSecond(1_700_000_000L, 999_999_999),
        Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000_000, 1_000),
        facts,
        List.of(new Quality(null, null, null)),
        new Raw(null, null, true));
  }

  /** An event that leaves its subject as it is known. */
  public static Event event(SubjectState known, Scope scope) {
    return new Event(
        "00000000-0000-5000-8000-000000000000",
        Kind.CONNECTION_UPDATED,
        known.identity(),
        new Event.Times(
            known.observedAt(),
            "poll",
            known.observedAt(),
            new Event.Window(known.scheduledAt(), known.observedAt())),
        null,
        new Event.Snapshot(
            "00000000-0000-5000-8000-000000000001", null, known.scheduledAt(), 0, 1, 2, "changed"),
        scope,
        "request-1",
        changed(known.facts()),
        null,
        known.quality(),
        known.raw());
  }

  /** The facts with everything that only a transition states. */
  private static Facts changed(Facts facts) {
    if (facts instanceof ConnectionFacts one) {
      Traffic traffic = one.traffic();
      return new ConnectionFacts(
          one.client(),
          one.connection().changed(5),
          traffic == null
              ? null
              : new Traffic(traffic.measuredAt(), traffic.total(), traffic.total(), NOW));
    }
    if (facts instanceof Tls one) {
      return one.after(one);
    }
    if (facts instanceof Asset one) {
      return one.after(one.state());
    }
    DatabaseAccount one = (DatabaseAccount) facts;
    return one.with(new DatabaseAccount.Changes(one.roles(), List.of(), one.access()));
  }

  private static SubjectState with(
      SubjectState known,
      Client client,
      Connection connection,
      Traffic traffic,
      List<Quality> quality,
      Raw raw) {
    return new SubjectState(
        known.identity(),
        known.observedAt(),
        known.scheduledAt(),
        new ConnectionFacts(
            client, connection == null ? FactsOf.connection(known.facts()) : connection, traffic),
        quality,
        raw);
  }

  private static SubjectState tls(Tls tls) {
    return other(UID + "/tls", tls);
  }

  private static SubjectState account(List<Role> roles) {
    return other(
        UID + "/account/admin/root",
        new DatabaseAccount("admin", "root", !roles.isEmpty(), roles, null));
  }

  private static SubjectState account(Access access, Details details) {
    return other(
        UID + "/account/-/alice",
        new DatabaseAccount(
            DatabaseAccount.NO_DATABASE,
            "alice",
            false,
            List.of(new Role(DatabaseAccount.NO_DATABASE, "vpn")),
            null,
            access,
            details));
  }

  private static SubjectState asset(Asset.State state, Instant created) {
    return other(
        UID + "/instance/i-1",
        new Asset("i-1", state, new Asset.Details(state.network(), created, state.name()), null));
  }

  private static SubjectState other(String subject, Facts facts) {
    return new SubjectState(
        new Identity(subject, NOW, 1, "sha256:" + Ids.sha256(subject)),
        NOW,
        NOW,
        facts,
        List.of(),
        raw("{\"Status\":1}"));
  }

  private static Address address(String ip, String role) {
    return new Address(ip, ip, false, 4, role, "shared", null, null, null);
  }

  private static Raw raw(String text) {
    return new Raw(text, Ids.sha256(text), false);
  }
}
