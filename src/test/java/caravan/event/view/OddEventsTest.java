package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.Fixtures;
import caravan.event.Event;
import caravan.event.Ids;
import caravan.event.Kind;
import caravan.event.View;
import caravan.json.CanonicalJson;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Events as the examples do not have them; both views of each are validated. */
class OddEventsTest {

  private static final ExampleEvents.Expected CLIENTS =
      ExampleEvents.first("DescribeClientConnections", Kind.CONNECTION_OBSERVED);
  private static final ExampleEvents.Expected TUNNEL =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_UPDATED);
  private static final ExampleEvents.Expected TUNNEL_WITH_ADDRESSES =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OPENED);
  private static final ExampleEvents.Expected SAG =
      ExampleEvents.first("DescribeUserOnlineClients", Kind.CONNECTION_OBSERVED);
  private static final ExampleEvents.Expected TLS =
      ExampleEvents.first("DescribeInstanceSSL", Kind.ENDPOINT_TLS_CHANGED);
  private static final ExampleEvents.Expected ACCOUNT =
      ExampleEvents.first("describeAccounts", Kind.ACCOUNT_CHANGED);

  private static final View OCSF_VIEW = new OcsfView();
  private static final View ECS_VIEW = new EcsView();

  /** Both views of an event, valid and canonical. */
  private record Views(JsonNode ocsf, JsonNode ecs) {

    private static Views of(Event event) {
      assertEquals(Set.of(), EventSchema.problems(ExampleEvents.parse(event.json())));
      JsonNode ocsf = canonical(OCSF_VIEW.json(event).orElseThrow());
      JsonNode ecs = canonical(ECS_VIEW.json(event).orElseThrow());
      assertEquals(List.of(), OcsfSchema.problems(ocsf));
      assertEquals(List.of(), EcsSchema.problems(ecs));
      return new Views(ocsf, ecs);
    }

    private static JsonNode canonical(String json) {
      JsonNode document = ExampleEvents.parse(json);
      assertEquals(CanonicalJson.text(document), json);
      return document;
    }

    private JsonNode unmapped() {
      return ocsf.at("/unmapped/caravan");
    }

    private String message() {
      assertEquals(ocsf.get("message"), ecs.get("message"));
      return ocsf.get("message").textValue();
    }
  }

  private static ObjectNode part(ObjectNode event, String name) {
    return (ObjectNode) event.get(name);
  }

  private static JsonNode json(String text) {
    return ExampleEvents.parse(text.replace('\'', '"'));
  }

  private static Event withAddress(ExampleEvents.Expected expected, String address) {
    return expected.changed(
        event -> {
          part(event, "client").set("address", json(address));
          event.remove("quality");
        });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyKindButTheMarkersHasValidViews(Kind kind) {
    // Given
    Event event = ofKind(kind);

    // Then
    if (kind == Kind.SNAPSHOT_COMPLETED || kind == Kind.SNAPSHOT_INCOMPLETE) {
      assertTrue(OCSF_VIEW.json(event).isEmpty());
      assertTrue(ECS_VIEW.json(event).isEmpty());
      assertThrows(IllegalArgumentException.class, () -> OCSF_VIEW.dataschema(event));
    } else {
      Views views = Views.of(event);
      assertEquals(kind.wire(), views.ocsf.at("/metadata/type").textValue());
      assertEquals(kind.wire(), views.ecs.at("/event/action").textValue());
    }
  }

  private static Event ofKind(Kind kind) {
    String family = kind.wire().substring(0, kind.wire().indexOf('.'));
    if (family.equals("resource")) {
      return resource(json("{'id': 'i-1'}"), event -> turn(event, kind));
    }
    return ExampleEvents.all()
        .filter(one -> one.json().get("kind").textValue().startsWith(family + "."))
        .findFirst()
        .orElseThrow()
        .changed(event -> turn(event, kind));
  }

  /** None of the contract's examples is about a resource. */
  private static Event resource(JsonNode asset, Consumer<ObjectNode> change) {
    Scope scope = Fixtures.scope("tencent-mongodb-instances");
    return ExampleEvents.first("describeAccounts", Kind.ACCOUNT_OBSERVED)
        .changed(
            scope,
            event -> {
              event.remove("account");
              event.put("kind", "resource.observed").set("asset", asset);
              event.put("subject", scope.resourceUid() + "/instance/i-1");
              change.accept(event);
            });
  }

  @Test
  void everyFactOfAResourceIsInBothViews() {
    // Given
    String state =
        "'name': 'orders', 'status': '2', 'running': true, 'tags': {'a.b': ''}, 'network': 'vpc',"
            + " 'project': '0', 'members': ['n-1']";
    JsonNode asset =
        json(
            "{'id': 'i-1', 'region': 'r', 'created_at': '2025-01-01T00:00:00.000Z',"
                + " 'engine_version': '4.0', "
                + state
                + ", 'previous': {"
                + state.replace("true", "false")
                + "}}");

    // When
    Views views =
        Views.of(
            resource(
                asset,
                event -> {
                  turn(event, Kind.RESOURCE_CHANGED);
                  part(event, "asset").set("previous", asset.get("previous"));
                }));

    // Then
    assertEquals(
        json(
            "{'uid': 'i-1', 'name': 'orders', 'type': 'mongodb/instance', 'provider': 'Tencent"
                + " Cloud', 'region': 'r', 'version': '4.0', 'created_time': 1735689600000,"
                + " 'tags': [{'name': 'a.b', 'value': ''}], 'data': {'status': '2', 'running':"
                + " true, 'network': 'vpc', 'project': '0', 'members': ['n-1']}}"),
        views.ocsf.at("/resources/0"));
    assertEquals(json("{'name': 'a.b', 'value': ''}"), views.ecs.at("/caravan/asset/tags/0"));
    assertEquals("i-1", views.ecs.at("/service/id").textValue());
    assertFalse(views.unmapped().at("/previous/running").booleanValue());
    assertFalse(views.ecs.at("/caravan/asset/previous/running").booleanValue());
    assertTrue(
        views.message().endsWith(": resource i-1 (orders) changed, status 2"), views.message());
  }

  /** Makes an event one of another kind, with what the contract asks of that kind. */
  private static void turn(ObjectNode event, Kind kind) {
    event.put("kind", kind.wire());
    switch (kind) {
      case CONNECTION_OPENED, ACCOUNT_ADDED, RESOURCE_ADDED -> transition(event, "appeared", 1);
      case CONNECTION_UPDATED -> transition(event, "changed", 2);
      case ENDPOINT_TLS_CHANGED -> {
        transition(event, "changed", 2);
        part(event, "tls").set("previous", json("{'enabled': false}"));
      }
      case ACCOUNT_CHANGED -> {
        transition(event, "changed", 2);
        part(event, "account")
            .set(
                "changes",
                json("{'roles_granted': [{'role': 'a', 'database': 'b'}], 'roles_revoked': []}"));
      }
      case RESOURCE_CHANGED -> {
        transition(event, "changed", 2);
        part(event, "asset").set("previous", json("{'status': 'x'}"));
      }
      case CONNECTION_CLOSED, ENDPOINT_REMOVED, ACCOUNT_REMOVED, RESOURCE_REMOVED -> {
        transition(event, "disappeared", 2);
        event.put("end_reason", "scope_retired");
      }
      default -> {
        event.remove("window");
        part(event, "snapshot").put("trigger", event.has("report") ? "marker" : "heartbeat");
      }
    }
    if (event.has("connection") && event.has("window")) {
      int count = event.at("/connection/granularity").textValue().equals("single") ? 1 : 3;
      boolean closed = kind == Kind.CONNECTION_CLOSED;
      part(event, "connection")
          .put("state", closed ? "closed" : "open")
          .put("count", closed ? 0 : count)
          .put("count_delta", closed ? -count : count);
    }
  }

  private static void transition(ObjectNode event, String trigger, int revision) {
    event.put("revision", revision).set("window", window(event));
    part(event, "snapshot").put("trigger", trigger).set("previous_poll_id", event.get("id"));
  }

  private static JsonNode window(JsonNode event) {
    return json("{'after': '2019-01-01T00:00:00.000Z', 'until': " + event.get("observed_at") + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "DescribeClientConnections, CONNECTION_OBSERVED, network_activity",
    "DescribeClientConnections, CONNECTION_UPDATED, network_activity",
    "QueryP2CVPNConnections, CONNECTION_OPENED, tunnel_activity",
    "DescribeUserOnlineClients, CONNECTION_CLOSED, tunnel_activity",
    "DescribeInstanceSSL, ENDPOINT_TLS_OBSERVED, cloud_resources_inventory_info",
    "DescribeInstanceSSL, ENDPOINT_TLS_CHANGED, device_config_state_change",
    "describeAccounts, ACCOUNT_OBSERVED, user_inventory",
    "describeAccounts, ACCOUNT_ADDED, account_change",
    "describeAccounts, ACCOUNT_CHANGED, user_access",
    "describeAccounts, ACCOUNT_REMOVED, account_change",
  })
  void schemaOfADocumentIsThatOfItsClass(String operation, Kind kind, String name) {
    Event event = ExampleEvents.first(operation, kind).event();
    assertEquals("https://schema.ocsf.io/1.8.0/classes/" + name, OCSF_VIEW.dataschema(event));
    assertEquals("https://caravan.internal/schema/ecs/9.4.0", ECS_VIEW.dataschema(event));
  }

  @Test
  void maskedAddressOfVersionSixReachesNoAddressField() {
    // Given
    String masked = "{'text': '2001:db8:****::*', 'masked': true, 'version': 6, 'role': 'peer'}";

    // When
    Views views = Views.of(withAddress(TUNNEL, masked));

    // Then
    assertTrue(views.ocsf.at("/src_endpoint").isMissingNode());
    assertEquals(6, views.ocsf.at("/connection_info/protocol_ver_id").intValue());
    assertEquals(json(masked), views.unmapped().get("client_address"));
    assertTrue(views.ecs.at("/source/ip").isMissingNode());
    assertTrue(views.ecs.at("/related/ip").isMissingNode());
    assertEquals("2001:db8:****::*", views.ecs.at("/source/address").textValue());
    assertEquals("ipv6", views.ecs.at("/network/type").textValue());
  }

  @Test
  void unreadableAddressIsCarriedAsItIs() {
    // Given
    String unreadable = "{'text': 'n/a', 'masked': false, 'role': 'peer'}";

    // When
    Views views = Views.of(withAddress(CLIENTS, unreadable));

    // Then
    assertTrue(views.ocsf.at("/src_endpoint").isMissingNode());
    assertTrue(views.ocsf.at("/connection_info/protocol_ver_id").isMissingNode());
    assertEquals(json(unreadable), views.unmapped().get("client_address"));
    assertEquals("n/a", views.ecs.at("/client/address").textValue());
    assertTrue(views.ecs.at("/network").isMissingNode());
    assertTrue(views.message().endsWith("client n/a: 1 connection observed"));
  }

  @Test
  void portStandsBesideTheAddress() {
    // When
    Views views =
        Views.of(
            withAddress(
                CLIENTS,
                "{'text': '192.0.2.7:65535', 'ip': '192.0.2.7', 'masked': false, 'version': 4,"
                    + " 'role': 'peer', 'scope': 'other', 'port': 65535}"));

    // Then
    assertEquals(json("{'ip': '192.0.2.7', 'port': 65535}"), views.ocsf.get("src_endpoint"));
    assertTrue(views.unmapped().path("client_address").isMissingNode());
    assertEquals(65535, views.ecs.at("/caravan/client/address/port").intValue());
    assertEquals("192.0.2.7", views.ecs.at("/source/ip").textValue());
  }

  @Test
  void addressWithAZoneIsToldWhole() {
    // Given
    String local =
        "{'text': 'fe80::1%eth0', 'ip': 'fe80::1', 'masked': false, 'version': 6, 'role': 'peer',"
            + " 'scope': 'link_local', 'zone': 'eth0'}";

    // When
    Views views = Views.of(withAddress(CLIENTS, local));

    // Then
    assertTrue(views.ocsf.at("/src_endpoint").isMissingNode());
    assertEquals(json(local), views.unmapped().get("client_address"));
    assertEquals("fe80::1", views.ecs.at("/source/ip").textValue());
    assertEquals("eth0", views.ecs.at("/caravan/client/address/zone").textValue());
  }

  @Test
  void missingAddressIsUnknown() {
    // When
    Views views = Views.of(TUNNEL.changed(event -> part(event, "client").remove("address")));

    // Then
    assertTrue(views.message().endsWith(": user 1111 from unknown: connection updated"));
    assertTrue(views.ocsf.at("/src_endpoint").isMissingNode());
    assertTrue(views.unmapped().path("client_address").isMissingNode());
    assertTrue(views.ecs.at("/source/address").isMissingNode());
    assertEquals(31002, views.ecs.at("/source/bytes").longValue());
  }

  @Test
  void tunnelWithoutAUserNamesItsClient() {
    // When
    Views views =
        Views.of(TUNNEL_WITH_ADDRESSES.changed(event -> part(event, "client").remove("user")));

    // Then
    assertTrue(views.message().endsWith(": client 2001:DB8:0:0::00A: connection opened"));
    assertTrue(views.ocsf.at("/user").isMissingNode());
    assertTrue(views.ecs.at("/user").isMissingNode());
    assertTrue(views.ecs.at("/related/user").isMissingNode());
    assertEquals(3, views.ocsf.get("observables").size());
  }

  @Test
  void clientOfWhichNothingIsKnownIsNoObstacle() {
    // When
    Views views =
        Views.of(
            SAG.changed(
                event -> {
                  event.set("client", json("{}"));
                  event.remove("quality");
                }));

    // Then
    assertTrue(views.message().endsWith(": client unknown: connection observed"));
    assertTrue(views.ecs.at("/client").isMissingNode());
    assertTrue(views.ecs.at("/caravan/client").isMissingNode());
  }

  @Test
  void sameAddressInsideAndOutsideIsRelatedOnce() {
    // When
    Views views =
        Views.of(
            TUNNEL_WITH_ADDRESSES.changed(
                event -> {
                  ObjectNode outer = (ObjectNode) event.at("/client/virtual_address");
                  part(event, "client").set("address", outer.deepCopy().put("role", "peer"));
                }));

    // Then
    assertEquals(json("['172.16.8.4']"), views.ecs.at("/related/ip"));
  }

  @Test
  void userOfAPlainConnectionIsNotLost() {
    // When
    Views views =
        Views.of(
            CLIENTS.changed(
                event -> {
                  part(event, "client").set("user", json("{'name': 'a', 'origin': 'response'}"));
                  part(event, "connection").put("granularity", "single");
                }));

    // Then
    assertEquals("a", views.unmapped().get("user_name").textValue());
    assertEquals("a", views.ecs.at("/user/name").textValue());
  }

  @Test
  void textInAnyScriptIsCarriedWhole() {
    // Given
    String name = "\u8fde\u63a5 \ud83d\ude00 \"quoted\"\\\n\u0000 \u00e9";

    // When
    Views views =
        Views.of(
            TUNNEL.changed(
                event -> {
                  ((ObjectNode) event.at("/client/user")).put("name", name);
                  part(event, "raw").put("record", "{\"name\":\"\u8fde\ud83d\ude00\"}");
                }));

    // Then
    assertEquals(name, views.ocsf.at("/user/name").textValue());
    assertEquals(name, views.ecs.at("/user/name").textValue());
    assertTrue(views.message().contains("user " + name + " from"));
    int bytes = "{\"name\":\"\u8fde\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8).length;
    assertEquals(bytes, views.ocsf.get("raw_data_size").intValue());
  }

  @Test
  void countersOfOneDirectionHaveNoSum() {
    // When
    Views views =
        Views.of(
            TUNNEL.changed(
                event -> {
                  part(event, "traffic").set("total", json("{'bytes_to_client': 7}"));
                  part(event, "traffic")
                      .set(
                          "delta",
                          json("{'packets_from_client': 3, 'since': '2024-06-17T02:58:48.000Z'}"));
                }));

    // Then
    assertEquals(
        json("{'bytes_in': 7, 'start_time': 1718593092413, 'end_time': 1718593188000}"),
        views.ocsf.get("cumulative_traffic"));
    assertEquals(
        json("{'packets_out': 3, 'start_time': 1718593128000, 'end_time': 1718593188000}"),
        views.ocsf.get("traffic"));
    assertEquals(7, views.ecs.at("/destination/bytes").longValue());
    assertTrue(views.ecs.at("/source/bytes").isMissingNode());
    assertTrue(views.ecs.at("/network/bytes").isMissingNode());
  }

  @Test
  void countersTooLargeToAddHaveNoSum() {
    // When
    Views views =
        Views.of(
            TUNNEL.changed(
                event ->
                    part(event, "traffic")
                        .set(
                            "total",
                            json(
                                "{'bytes_from_client': 9223372036854775807, 'bytes_to_client': 1,"
                                    + " 'packets_from_client': 9223372036854775807,"
                                    + " 'packets_to_client': 0}"))));

    // Then
    assertTrue(views.ocsf.at("/cumulative_traffic/bytes").isMissingNode());
    assertEquals(Long.MAX_VALUE, views.ocsf.at("/cumulative_traffic/bytes_out").longValue());
    assertEquals(Long.MAX_VALUE, views.ocsf.at("/cumulative_traffic/packets").longValue());
    assertEquals(Long.MAX_VALUE, views.ecs.at("/network/packets").longValue());
  }

  @Test
  void deltaWithoutAMeasurementTimeEndsWhenItWasSeen() {
    // When
    Views views = Views.of(TUNNEL.changed(event -> part(event, "traffic").remove("measured_at")));

    // Then
    assertEquals(views.ocsf.at("/metadata/logged_time"), views.ocsf.at("/traffic/end_time"));
    assertTrue(views.ocsf.at("/cumulative_traffic/end_time").isMissingNode());
  }

  @Test
  void closedAggregateTellsTheCountThatEnded() {
    // When
    Views views =
        Views.of(
            CLIENTS.changed(
                event -> {
                  turn(event, Kind.CONNECTION_CLOSED);
                  event.put("end_reason", "superseded");
                }));

    // Then
    assertTrue(views.message().endsWith("client 192.168.1.1: 3 connections closed"));
    assertEquals(3, views.ocsf.at("/connection_info/session/count").intValue());
    assertEquals(0, views.unmapped().get("count").intValue());
    assertEquals(views.ocsf.get("time"), views.ocsf.get("end_time"));
    assertTrue(views.ocsf.path("duration").isMissingNode());
    assertEquals("superseded", views.ecs.at("/event/reason").textValue());
    assertEquals(0, views.ecs.at("/caravan/connection/count").intValue());
  }

  @Test
  void unknownTransportSecurityIsNotGuessed() {
    // When
    Views views =
        Views.of(TLS.changed(event -> event.set("tls", json("{'previous': {'enabled': false}}"))));

    // Then
    assertTrue(views.message().endsWith(": TLS unknown (changed)"));
    assertEquals(0, views.ocsf.get("state_id").intValue());
    assertEquals(json("[{'state': 'Unknown', 'state_id': 0}]"), views.ocsf.get("security_states"));
    assertEquals(
        json("[{'state': 'Protection off', 'state_id': 4}]"),
        views.ocsf.get("prev_security_states"));
  }

  @Test
  void removedEndpointKeepsWhatWasKnown() {
    // When
    Views views =
        Views.of(
            TLS.changed(
                event -> {
                  turn(event, Kind.ENDPOINT_REMOVED);
                  event.set("tls", event.at("/tls/previous"));
                }));

    // Then
    assertTrue(
        views
            .message()
            .endsWith(
                "TLS enabled, certificate expires 2023-05-04T04:13:00.000Z (endpoint removed)"));
    assertEquals(502399, views.ocsf.get("type_uid").intValue());
    assertTrue(views.ocsf.at("/resources/0/data/tls/enabled").booleanValue());
    assertEquals("scope_retired", views.unmapped().get("end_reason").textValue());
    assertEquals(json("['deletion']"), views.ecs.at("/event/type"));
  }

  @Test
  void endpointThatStatesNothingHasNoData() {
    // When
    Views views =
        Views.of(
            TLS.changed(
                event -> {
                  turn(event, Kind.ENDPOINT_TLS_OBSERVED);
                  event.set("tls", json("{}"));
                }));

    // Then
    assertTrue(views.ocsf.at("/resources/0/data").isMissingNode());
    assertTrue(views.ecs.at("/tls").isMissingNode());
    assertTrue(views.message().endsWith(": TLS unknown"));
  }

  private static Event withChanges(String granted, String revoked) {
    return ACCOUNT.changed(
        event ->
            part(event, "account")
                .set(
                    "changes",
                    json("{'roles_granted': " + granted + ", 'roles_revoked': " + revoked + "}")));
  }

  @Test
  void revokedRolesAreTheRevokedPrivileges() {
    Views views = Views.of(withChanges("[]", "[{'role': 'root', 'database': 'admin'}]"));
    assertEquals(300502, views.ocsf.get("type_uid").intValue());
    assertEquals(json("['root@admin']"), views.ocsf.get("privileges"));
    assertEquals(json("['root@admin']"), views.unmapped().get("roles_revoked"));
  }

  @Test
  void rolesGivenAndTakenAtOnceAreAnAccountChange() {
    // When
    Views views =
        Views.of(
            withChanges(
                "[{'role': 'read', 'database': 'a'}]", "[{'role': 'root', 'database': 'admin'}]"));

    // Then
    assertEquals(300199, views.ocsf.get("type_uid").intValue());
    assertEquals("Roles Changed", views.ocsf.get("activity_name").textValue());
    assertTrue(views.ocsf.path("privileges").isMissingNode());
    assertEquals(json("['read@a']"), views.unmapped().get("roles_granted"));
    assertEquals(json("['user', 'change']"), views.ecs.at("/event/type"));
  }

  @Test
  void accountWithoutRolesHasNone() {
    // When
    Views views =
        Views.of(
            ExampleEvents.first("describeAccounts", Kind.ACCOUNT_ADDED)
                .changed(event -> part(event, "account").set("roles", json("[]"))));

    // Then
    assertTrue(views.message().endsWith(": account reports.ops added, roles none"));
    assertEquals(json("[]"), views.ocsf.at("/user/groups"));
    assertEquals(json("[]"), views.ecs.at("/caravan/account/roles"));
  }

  @Test
  void whatTheConfigurationDoesNotStateIsAbsent() {
    // Given
    Event bare =
        CLIENTS.changed(
            Scopes.of(CLIENTS.example().scope().api().id(), null, "", null, "cmgo-1", null),
            event -> part(event, "source").remove("request_id"));

    // When
    JsonNode ocsf = ExampleEvents.parse(OCSF_VIEW.json(bare).orElseThrow());
    JsonNode ecs = ExampleEvents.parse(ECS_VIEW.json(bare).orElseThrow());

    // Then
    assertEquals(List.of(), OcsfSchema.problems(ocsf));
    assertEquals(List.of(), EcsSchema.problems(ecs));
    assertEquals(json("{'provider': 'Tencent Cloud'}"), ocsf.get("cloud"));
    assertTrue(ocsf.at("/metadata/tenant_uid").isMissingNode());
    assertTrue(ocsf.at("/api/request").isMissingNode());
    assertEquals(
        json("{'provider': 'tencent_cloud', 'service': {'name': 'mongodb'}}"), ecs.get("cloud"));
  }

  @ParameterizedTest
  @CsvSource({
    "1559125519, 1559125519",
    "'\"1559125519\"', 1559125519",
    "1559125519000, 1559125519000",
    "'\"2019-05-29 18:25:19+08:00\"', 2019-05-29 18:25:19+08:00",
    "'\"2019-05-29T10:25:19.000999Z\"', 2019-05-29T10:25:19.000999Z",
    "'\"2019-02-30T10:25:19Z\"', ",
    "'\"later\"', ",
    "1559125520, ",
    "true, ",
  })
  void vendorsOwnTextOfTheTimeIsFoundInItsRecord(String written, String expected) {
    // When
    Views views =
        Views.of(started("{\"ClientIp\":\"10.**.**.**\",\"OnlineTime\":" + written + "}"));

    // Then
    assertEquals(expected, views.ocsf.at("/metadata/original_time").textValue());
  }

  @Test
  void vendorsTextIsFoundInFrontOfACut() {
    Views views = Views.of(started("{\"OnlineTime\":\"1559125519\",\"Users\":[\"a"));
    assertEquals("1559125519", views.ocsf.at("/metadata/original_time").textValue());
  }

  @Test
  void vendorsTextBehindACutIsNotMadeUp() {
    Views views = Views.of(started("{\"Client\":\"10.0.0.1\",\"OnlineTi"));
    assertTrue(views.ocsf.at("/metadata/original_time").isMissingNode());
  }

  private static Event started(String vendorRecord) {
    return SAG.changed(
        event -> {
          turn(event, Kind.CONNECTION_OPENED);
          event.put("event_time_basis", "vendor_start");
          event.set("event_time", event.at("/connection/started_at"));
          part(event, "raw").put("record", vendorRecord).put("sha256", Ids.sha256(vendorRecord));
        });
  }

  /** An event may have 256 KiB of facts and record; Kafka refuses what is larger than 1 MiB. */
  @Test
  void viewsOfTheLargestEventFitIntoAMessage() {
    // Given
    Consumer<ObjectNode> manyRoles =
        event -> {
          ArrayNode roles = part(event, "account").putArray("roles");
          for (int i = 0; i < 6000; i++) {
            roles.addObject().put("role", "r" + i).put("database", "d");
          }
          part(event, "raw").put("record", "\"".repeat(65_536));
        };
    Event event = ExampleEvents.first("describeAccounts", Kind.ACCOUNT_ADDED).changed(manyRoles);
    assertTrue(event.json().length() > 256 * 1024);

    // Then
    for (View view : List.of(OCSF_VIEW, ECS_VIEW)) {
      int bytes = view.json(event).orElseThrow().getBytes(StandardCharsets.UTF_8).length;
      assertTrue(bytes < 1_000_000, view.name() + " " + bytes);
    }
  }

  @Test
  void factsOfAVendorComeFromItsDataSheet() {
    // Given
    Api api = CLIENTS.example().scope().api();

    // When
    Views views = Views.of(CLIENTS.event());

    // Then
    assertEquals(api.source().vendorName(), views.ocsf.at("/cloud/provider").textValue());
    assertEquals(api.source().service(), views.ocsf.at("/dst_endpoint/svc_name").textValue());
    assertEquals(api.source().vendor(), views.ecs.at("/cloud/provider").textValue());
    assertEquals(api.source().service(), views.ecs.at("/service/type").textValue());
  }
}
