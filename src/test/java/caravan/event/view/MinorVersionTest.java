package caravan.event.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.json.CanonicalJson;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 1.1 of the contract added, in the event and in both views. */
class MinorVersionTest {

  private static final ExampleEvents.Expected CLIENTS =
      ExampleEvents.first("DescribeClientConnections", Kind.CONNECTION_OBSERVED);
  private static final ExampleEvents.Expected SAG =
      ExampleEvents.first("DescribeUserOnlineClients", Kind.CONNECTION_OBSERVED);
  private static final ExampleEvents.Expected TLS =
      ExampleEvents.first("DescribeInstanceSSL", Kind.ENDPOINT_TLS_OBSERVED);
  private static final ExampleEvents.Expected TLS_CHANGED =
      ExampleEvents.first("DescribeInstanceSSL", Kind.ENDPOINT_TLS_CHANGED);
  private static final ExampleEvents.Expected ACCOUNT =
      ExampleEvents.first("describeAccounts", Kind.ACCOUNT_OBSERVED);
  private static final ExampleEvents.Expected ACCOUNT_CHANGED =
      ExampleEvents.first("describeAccounts", Kind.ACCOUNT_CHANGED);

  /** An event and both of its views, valid and canonical. */
  private record Written(JsonNode event, JsonNode ocsf, JsonNode ecs) {

    private static Written of(Event event) {
      Written written =
          new Written(
              canonical(event.json()),
              canonical(new OcsfView().json(event).orElseThrow()),
              canonical(new EcsView().json(event).orElseThrow()));
      assertEquals(Set.of(), EventSchema.problems(written.event));
      assertEquals(List.of(), OcsfSchema.problems(written.ocsf));
      assertEquals(List.of(), EcsSchema.problems(written.ecs));
      assertEquals(written.event.get("schema_version"), written.ecs.at("/caravan/schema_version"));
      return written;
    }

    private static JsonNode canonical(String json) {
      JsonNode document = ExampleEvents.parse(json);
      assertEquals(CanonicalJson.text(document), json);
      return document;
    }

    private String version() {
      return event.get("schema_version").textValue();
    }

    private JsonNode unmapped() {
      return ocsf.at("/unmapped/caravan");
    }

    private String message() {
      String text = ocsf.get("message").textValue();
      return text.substring(text.indexOf(": ") + 2);
    }
  }

  private static ObjectNode part(ObjectNode event, String path) {
    return (ObjectNode) event.at(path);
  }

  private static JsonNode json(String text) {
    return ExampleEvents.parse(text.replace('\'', '"'));
  }

  private static Written changed(ExampleEvents.Expected expected, Consumer<ObjectNode> change) {
    return Written.of(expected.changed(change));
  }

  /** The event of an API whose sheet says something else of the engine. */
  private static Written of(
      ExampleEvents.Expected expected,
      String engine,
      boolean stated,
      Api.ResourceKind kind,
      Consumer<ObjectNode> change) {
    Scope scope = Scopes.withEngine(expected.example().scope(), engine, stated, kind);
    return Written.of(expected.changed(scope, change));
  }

  private static Written database(
      ExampleEvents.Expected expected, String engine, Consumer<ObjectNode> change) {
    return of(expected, engine, true, Api.ResourceKind.DATABASE, change);
  }

  @Test
  void versionIsTheLeastThatHasAllOfTheEvent() {
    assertEquals("1.0.0", changed(ACCOUNT, event -> {}).version());
    assertEquals(
        "1.0.0", changed(ACCOUNT, event -> part(event, "/account").put("database", "-")).version());
    assertEquals(
        "1.1.0", changed(ACCOUNT, event -> part(event, "/account").put("label", "x")).version());
    assertEquals(
        "1.1.0", changed(ACCOUNT, event -> part(event, "/account").put("enabled", true)).version());
    assertEquals(
        "1.1.0", changed(TLS, event -> part(event, "/tls").put("min_version", "1")).version());
    assertEquals(
        "1.1.0",
        changed(TLS_CHANGED, event -> part(event, "/tls/previous").put("required", true))
            .version());
    assertEquals(
        "1.1.0",
        changed(CLIENTS, event -> part(event, "/connection").put("database", "x")).version());
    assertEquals(
        "1.1.0",
        changed(SAG, event -> part(event, "/client/user").put("origin", "certificate")).version());
    assertEquals(
        "1.1.0",
        changed(ACCOUNT, event -> event.set("quality", notStated("account.roles"))).version());
    assertEquals("1.1.0", database(CLIENTS, "mysql", event -> {}).version());
  }

  private static JsonNode notStated(String path) {
    return json("[{'code': 'not_stated', 'path': '" + path + "'}]");
  }

  @Test
  void engineIsPublishedOnlyWhereTheSheetStatesIt() {
    Written stated = database(CLIENTS, "mysql", event -> {});
    assertEquals("mysql", stated.event.at("/resource/engine").textValue());
    assertEquals("mysql", stated.unmapped().get("engine").textValue());
    assertEquals("mysql", stated.ecs.at("/caravan/resource/engine").textValue());
    Written silent = of(CLIENTS, "mysql", false, Api.ResourceKind.DATABASE, event -> {});
    assertTrue(silent.event.at("/resource/engine").isMissingNode());
    assertEquals("1.0.0", silent.version());
    assertTrue(database(CLIENTS, "", event -> {}).event.at("/resource/engine").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb, NoSQL, 6, MongoDB role",
    "redis, NoSQL, 6, Redis role",
    "mysql, Relational, 1, MySQL role",
    "mariadb, Relational, 1, MariaDB role",
    "postgresql, Relational, 1, PostgreSQL role",
    "sqlserver, Relational, 1, SQL Server role",
    "oracle, oracle, 99, oracle role",
    "'', Unknown, 0, ",
  })
  void databaseAndRolesAreThoseOfTheEngine(String engine, String type, int id, String role) {
    JsonNode database = database(TLS, engine, event -> {}).ocsf.get("database");
    assertEquals(type, database.get("type").textValue());
    assertEquals(id, database.get("type_id").intValue());
    assertEquals(
        role, database(ACCOUNT, engine, event -> {}).ocsf.at("/user/groups/0/type").textValue());
  }

  @Test
  void gatewayIsNoDatabase() {
    // When
    Written posture = of(TLS, "vpn", true, Api.ResourceKind.VPN_GATEWAY, event -> {});
    Written account = of(ACCOUNT, "vpn", true, Api.ResourceKind.VPN_GATEWAY, event -> {});

    // Then
    assertFalse(posture.ocsf.has("database"));
    assertEquals(json("['configuration']"), posture.ecs.at("/event/category"));
    assertEquals("VPN Gateway", account.ocsf.at("/device/type").textValue());
    assertEquals("VPN role", account.ocsf.at("/user/groups/0/type").textValue());
  }

  @Test
  void factsOfAnAccountAreInBothViews() {
    // When
    Written written =
        changed(
            ACCOUNT,
            event -> {
              ObjectNode account = part(event, "/account");
              account
                  .put("database", "-")
                  .put("name", "alice")
                  .put("superuser", false)
                  .put("enabled", false)
                  .put("expires_at", "2026-01-31T16:00:00.000Z")
                  .put("expires_at_text", "2026-02-01")
                  .put("expires_at_zone", "+08:00")
                  .put("created_at", "2025-01-31T16:00:00.000Z")
                  .put("password_changed_at", "2025-01-31T16:00:01.000Z")
                  .put("type", "vpn_user")
                  .put("label", "Alice A.");
              account.set("hosts", json("['%']"));
              account.set("roles", json("[{'database': '-', 'role': 'staff'}]"));
            });

    // Then
    assertEquals("account alice observed, disabled, roles staff", written.message());
    assertEquals(
        json(
            "{'account': {'is_disabled': true, 'name': 'alice', 'uid': 'alice'},"
                + " 'display_name': 'Alice A.', 'name': 'alice', 'type': 'User', 'type_id': 1,"
                + " 'groups': [{'name': 'staff', 'type': 'MongoDB role'}], 'uid': 'alice'}"),
        written.ocsf.get("user"));
    JsonNode rest =
        json(
            "{'created_at': '2025-01-31T16:00:00.000Z',"
                + " 'expires_at': '2026-01-31T16:00:00.000Z',"
                + " 'expires_at_text': '2026-02-01', 'expires_at_zone': '+08:00',"
                + " 'hosts': ['%'], 'password_changed_at': '2025-01-31T16:00:01.000Z',"
                + " 'type': 'vpn_user'}");
    assertEquals(rest, written.unmapped().get("account"));
    assertEquals(
        json("{'id': 'alice', 'name': 'alice', 'roles': ['staff']}"), written.ecs.get("user"));
    ObjectNode extension = written.ecs.at("/caravan/account").deepCopy();
    assertFalse(extension.remove("enabled").booleanValue());
    assertEquals("Alice A.", extension.remove("label").textValue());
    extension.remove(List.of("roles", "superuser"));
    assertEquals(rest, extension);
  }

  @Test
  void whatIsNotStatedIsNotClaimed() {
    // When
    Written written =
        changed(
            ACCOUNT,
            event -> {
              part(event, "/account").put("superuser", false).putArray("roles");
              event.set(
                  "quality",
                  json(
                      "[{'code': 'not_stated', 'path': 'account.roles'},"
                          + " {'code': 'not_stated', 'path': 'account.superuser'}]"));
            });

    // Then
    assertTrue(written.message().endsWith(", roles not stated"), written.message());
    assertEquals(0, written.ocsf.at("/user/type_id").intValue());
    assertTrue(written.ocsf.at("/user/groups").isMissingNode());
    assertTrue(written.ecs.at("/user/roles").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource({
    "'{}', true, 99, Changed",
    "'{\"enabled\": true}', true, 99, Changed",
    "'{\"enabled\": false}', , 99, Changed",
    "'{\"enabled\": false}', true, 2, Enable",
    "'{\"enabled\": true}', false, 5, Disable",
    ", true, 99, Changed",
  })
  void changeOfAccessIsNoChangeOfRoles(String before, Boolean enabled, int id, String name) {
    // When
    Written written =
        changed(
            ACCOUNT_CHANGED,
            event -> {
              if (enabled != null) {
                part(event, "/account").put("enabled", enabled);
              }
              ObjectNode changes = part(event, "/account/changes");
              changes.putArray("roles_granted");
              changes.putArray("roles_revoked");
              if (before != null) {
                changes.set("previous", json(before));
              }
            });

    // Then
    assertEquals(3001, written.ocsf.get("class_uid").intValue());
    assertEquals(id, written.ocsf.get("activity_id").intValue());
    assertEquals(name, written.ocsf.get("activity_name").textValue());
    // Nothing was stated before: the event has an empty object, which a view leaves out.
    JsonNode previous = before == null || before.equals("{}") ? null : json(before);
    assertEquals(previous, written.unmapped().get("previous"));
    assertEquals(previous, written.ecs.at("/caravan/account/changes").get("previous"));
  }

  @Test
  void factsOfACertificateAreInBothViews() {
    // When
    Written written =
        changed(
            TLS,
            event -> {
              ObjectNode tls = part(event, "/tls").put("required", true).put("min_version", "1.2");
              tls.putObject("certificate")
                  .put("common_name", "db.example")
                  .put("issuer", "CN=ca")
                  .put("serial_number", "0a:1b");
            });

    // Then
    JsonNode tls = written.event.get("tls");
    assertEquals(tls, written.ocsf.at("/resources/0/data/tls"));
    assertEquals(tls, written.ecs.at("/caravan/tls"));
    assertEquals(
        json(
            "{'issuer': 'CN=ca',"
                + " 'x509': {'serial_number': '0A1B', 'subject': {'common_name': ['db.example']}}}"),
        written.ecs.at("/tls/server"));
  }

  @Test
  void databaseOfAConnectionIsInBothViews() {
    Written written =
        changed(CLIENTS, event -> part(event, "/connection").put("database", "reports"));
    assertEquals("reports", written.unmapped().get("database").textValue());
    assertEquals("reports", written.ecs.at("/caravan/connection/database").textValue());
  }
}
