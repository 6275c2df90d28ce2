package caravan.cloud.huawei;

import static caravan.cloud.record.Normalized.doubts;
import static caravan.cloud.record.Normalized.place;
import static caravan.cloud.record.Normalized.state;
import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.Client;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.event.Traffic;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class P2cConnectionsSheetTest {

  private static final Scope SCOPE =
      Scopes.of("huawei-vpn-p2c-connections", "1", "cn-north-4", "project", "gateway", null);

  @Test
  void inboundIsWhatTheClientSent() {
    Observation observation = normalize(full());
    assertEquals(
        new Traffic(
            Instant.parse("2024-06-17T02:58:48Z"),
            new Traffic.Counters(1L, 2L, 3L, 4L),
            null,
            null),
        FactsOf.traffic(observation.facts()));
    assertEquals("single open 1", state(observation));
    assertEquals(Instant.parse("2024-06-17T02:58:27.213Z"), observation.incarnation());
    assertEquals("id-1", FactsOf.connection(observation.facts()).vendorId());
    assertEquals(new Client.User("alice", "response"), FactsOf.client(observation.facts()).user());
    assertEquals("overlay", FactsOf.client(observation.facts()).virtualAddress().role());
    assertEquals(
        "huawei_cloud/vpn/1/cn-north-4/p2c-vpn-gateway/gateway/connection/id-1",
        observation.subject());
    assertEquals(List.of(), doubts(observation));
  }

  @Test
  void newMeasurementOfTheSameCountersIsNoChange() {
    Observation later = normalize(full().put("timestamp", "2024-06-17T02:59:48Z"));
    assertEquals(normalize(full()).contentHash(), later.contentHash());
    assertNotEquals(
        normalize(full()).contentHash(), normalize(full().put("inbound_bytes", 9)).contentHash());
  }

  @Test
  void onlyIdentityIsNeeded() {
    Observation observation =
        normalize(
            vendorRecord(
                "{\"connection_id\":\"id-1\","
                    + "\"connection_established_time\":\"2024-06-17T02:58:27Z\"}"));
    assertEquals(new Client(null, null, null, null), FactsOf.client(observation.facts()));
    assertNull(FactsOf.traffic(observation.facts()));
    assertEquals(List.of(), doubts(observation));
  }

  @Test
  void nullsAreAbsentAndSaySo() {
    ObjectNode record = full();
    for (String name : List.copyOf(record.properties()).stream().map(e -> e.getKey()).toList()) {
      if (!name.startsWith("connection_")) {
        record.putNull(name);
      }
    }
    Observation observation = normalize(record);
    assertEquals(new Client(null, null, null, null), FactsOf.client(observation.facts()));
    assertNull(FactsOf.traffic(observation.facts()));
    assertEquals(
        List.of(
            "vendor_null client.address",
            "vendor_null client.user.name",
            "vendor_null client.virtual_address",
            "vendor_null traffic.measured_at",
            "vendor_null traffic.total.bytes_from_client",
            "vendor_null traffic.total.bytes_to_client",
            "vendor_null traffic.total.packets_from_client",
            "vendor_null traffic.total.packets_to_client"),
        doubts(observation));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, -1",
    "1.5, 1.5",
    "12345678901234567890, 12345678901234567890",
    "\"many\", many",
    "true, true",
    "[1], [1]"
  })
  void unreadableCounterIsLeftOut(String json, String detail) throws Exception {
    Observation observation =
        normalize(vendorRecord(full().put("inbound_bytes", "X").toString().replace("\"X\"", json)));
    assertEquals(
        new Traffic.Counters(null, 2L, 3L, 4L), FactsOf.traffic(observation.facts()).total());
    assertEquals(
        List.of("unknown_value traffic.total.bytes_from_client " + detail), doubts(observation));
  }

  @Test
  void unreadableMeasurementTimeIsLeftOut() {
    Observation observation = normalize(full().put("timestamp", "just now"));
    assertNull(FactsOf.traffic(observation.facts()).measuredAt());
    assertEquals(List.of("unknown_value traffic.measured_at just now"), doubts(observation));
  }

  @Test
  void timesAheadOfTheClockAreDoubted() {
    Observation observation =
        normalize(
            full()
                .put("connection_established_time", "2024-06-17T03:05:00.001Z")
                .put("timestamp", "2024-06-17T03:05:00Z"));
    assertEquals(List.of("clock_skew connection.started_at"), doubts(observation));
  }

  @Test
  void nameOfTheWrongTypeOrLengthIsLeftOut() {
    Observation number = normalize(full().put("client_user_name", 1111));
    assertNull(FactsOf.client(number.facts()).user());
    assertEquals(List.of("unknown_value client.user.name 1111"), doubts(number));

    Observation endless = normalize(full().put("client_user_name", "a".repeat(600)));
    assertNull(FactsOf.client(endless.facts()).user());
    assertEquals(List.of("unknown_value client.user.name " + "a".repeat(100)), doubts(endless));
  }

  @Test
  void namesOfAnyScriptAreKeptAsTheyAre() {
    for (String name :
        List.of("\u0639\u0645\u0631\u202ex", "😀", "a\u0000b", "\ud800", "用户", " ", "\"\\")) {
      Observation observation = normalize(full().put("client_user_name", name));
      assertEquals(name, FactsOf.client(observation.facts()).user().name());
      assertEquals(name, Normalized.event(observation, SCOPE).at("/client/user/name").textValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "connection_id, , missing_field",
    "connection_id, '', missing_field",
    "connection_established_time, , missing_field",
    "connection_established_time, yesterday, bad_time",
    "connection_established_time, 2023-02-30T00:00:00Z, bad_time"
  })
  void recordWithoutIdentityIsRejected(String name, String text, String errorClass) {
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(full().put(name, text)));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(name, rejected.path());
  }

  @Test
  void connectionIdOfTheWrongTypeOrLengthIsRejected() {
    assertEquals(
        "wrong_type",
        assertThrows(Rejected.class, () -> normalize(full().put("connection_id", 17)))
            .errorClass());
    assertEquals(
        "too_long",
        assertThrows(Rejected.class, () -> normalize(full().put("connection_id", "x".repeat(1000))))
            .errorClass());
  }

  private static ObjectNode full() {
    return vendorRecord(
        """
        {"connection_id": "id-1", "client_ip": "8.8.8.8", "client_virtual_ip": "172.16.0.2",
         "client_user_name": "alice", "inbound_bytes": 1, "outbound_bytes": "2",
         "inbound_packets": 3, "outbound_packets": 4.0,
         "connection_established_time": "2024-06-17T02:58:27.213Z",
         "timestamp": "2024-06-17T02:58:48Z"}
        """);
  }

  private static Observation normalize(ObjectNode vendorRecord) {
    Observation observation =
        Fixtures.normalizer(Fixtures.HUAWEI).normalize(vendorRecord, SCOPE, place());
    Normalized.event(observation, SCOPE);
    return observation;
  }
}
