package caravan.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import caravan.event.DatabaseAccount.Access;
import caravan.event.DatabaseAccount.Details;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Tls.Certificate;
import caravan.event.Traffic.Counters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTest {

  private static final Instant START = Instant.parse("2026-01-31T23:50:00.125Z");
  private static final Counters TOTAL = new Counters(1L, 2L, null, null);
  private static final ConnectionFacts CONNECTION =
      new ConnectionFacts(
          new Client(null, null, new Client.User("a", "response"), true),
          Connection.open("single", 1, true, "id", START),
          new Traffic(START, TOTAL, null, null));
  private static final Tls TLS = new Tls(true, null, null);
  private static final DatabaseAccount ACCOUNT =
      new DatabaseAccount("admin", "a", true, List.of(new Role("admin", "root")), null);

  private static final Asset ASSET =
      new Asset(
          "i-1",
          new Asset.State(
              "n", "2", true, Map.of("b", "", "a", "x"), "vpc", "0", List.of("y", "x", "y")),
          new Asset.Details("r", START, "4.0"),
          null);

  private static String material(Facts facts) {
    return new String(facts.material(), UTF_8);
  }

  @Test
  void materialIsWhatMakesAChangeAChange() {
    assertEquals(
        "{\"client\":{\"internal\":true,\"user\":{\"name\":\"a\",\"origin\":\"response\"}},"
            + "\"connection\":{\"count\":1,\"granularity\":\"single\","
            + "\"started_at\":\"2026-01-31T23:50:00.125Z\",\"tunnel\":true,\"vendor_id\":\"id\"},"
            + "\"traffic\":{\"bytes_from_client\":1,\"bytes_to_client\":2}}",
        material(CONNECTION));
    assertEquals("{\"tls\":{\"enabled\":true}}", material(TLS));
    assertEquals(
        "{\"account\":{\"database\":\"admin\",\"name\":\"a\",\"roles\":[{\"database\":\"admin\","
            + "\"role\":\"root\"}],\"superuser\":true}}",
        material(ACCOUNT));
    assertEquals(
        "{\"asset\":{\"id\":\"i-1\",\"members\":[\"x\",\"y\"],\"name\":\"n\",\"network\":\"vpc\","
            + "\"project\":\"0\",\"running\":true,\"status\":\"2\",\"tags\":{\"a\":\"x\",\"b\":\"\"}}}",
        material(ASSET));
  }

  @Test
  void contentHashIsThatOfTheMaterial() {
    assertEquals("sha256:" + Ids.sha256(TLS.material()), TLS.contentHash());
    assertNotEquals(TLS.contentHash(), new Tls(false, null, null).contentHash());
  }

  @Test
  void whatATransitionStatesIsNotMaterial() {
    // Given
    Facts connection =
        new ConnectionFacts(
            CONNECTION.client(),
            CONNECTION.connection().changed(5),
            new Traffic(START.plusSeconds(1), TOTAL, TOTAL, START));
    Facts tls = new Tls(true, null, TLS);
    Facts account =
        new DatabaseAccount(
            "admin",
            "a",
            true,
            ACCOUNT.roles(),
            new DatabaseAccount.Changes(ACCOUNT.roles(), List.of()));

    // Then
    assertEquals(material(CONNECTION), material(connection));
    assertEquals(material(TLS), material(tls));
    assertEquals(material(ACCOUNT), material(account));
    assertEquals(material(ASSET), material(ASSET.after(ASSET.state())));
    assertEquals(ASSET, ASSET.after(ASSET.state()).withoutChanges());
    assertEquals(TLS, tls.withoutChanges());
    assertEquals(ACCOUNT, account.withoutChanges());
  }

  /** A state without the newer facts must compare equal, so what is absent leaves no trace. */
  @Test
  void newerFactsAreMaterialWhereTheyAreStated() {
    // Given
    Instant end = START.plusSeconds(1);
    DatabaseAccount account =
        new DatabaseAccount(
            "-",
            "a",
            false,
            List.of(),
            null,
            new Access(false, List.of("b", "a", "b"), end),
            new Details("text", "+08:00", START, START, "vpn_user", "label"));
    Tls tls =
        new Tls(
            true,
            new Certificate(null, null, null, "u", "name", "issuer", "1"),
            true,
            "1.2",
            new Tls(true, null, null));

    // Then
    assertEquals(
        "{\"account\":{\"database\":\"-\",\"enabled\":false,"
            + "\"expires_at\":\"2026-01-31T23:50:01.125Z\",\"hosts\":[\"a\",\"b\"],"
            + "\"name\":\"a\",\"roles\":[],\"superuser\":false}}",
        material(account));
    assertEquals(
        "{\"tls\":{\"certificate\":{\"url\":\"u\"},\"enabled\":true,"
            + "\"min_version\":\"1.2\",\"required\":true}}",
        material(tls));
    assertEquals(
        material(new Tls(true, null, null)),
        material(new Tls(true, new Certificate(null, null, null, null, "n", "i", "1"), null)));
    assertEquals(
        material(CONNECTION),
        material(
            new ConnectionFacts(
                CONNECTION.client(),
                Connection.open("single", 1, true, "id", START, "reports"),
                CONNECTION.traffic())));
  }

  @Test
  void onlyAConnectionIsClosed() {
    // When
    ConnectionFacts closed = CONNECTION.closed(START.plusSeconds(1), START.plusSeconds(2));

    // Then
    assertEquals("closed", closed.connection().state());
    assertEquals(0, closed.connection().count());
    assertEquals(1000, closed.connection().durationMinMs());
    assertEquals(2000, closed.connection().durationMaxMs());
    assertSame(CONNECTION.client(), closed.client());
    assertSame(CONNECTION.traffic(), closed.traffic());
    assertSame(TLS, TLS.closed(START, START));
    assertSame(ACCOUNT, ACCOUNT.closed(START, START));
  }

  @Test
  void identityNamesTheEventsOfASubject() {
    Identity identity = new Identity("a", START, 1, "sha256:0");
    assertEquals(
        Ids.event("connection.closed", "a", START, 1, "sha256:0", "x"),
        identity.eventId(Kind.CONNECTION_CLOSED, "x"));
    assertEquals(new Identity("a", START, 2, "sha256:1"), identity.next("sha256:1"));
  }
}
