package caravan.cloud.sheet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.cloud.Normalizer;
import caravan.event.ConnectionFacts;
import caravan.event.DatabaseAccount;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Observation;
import caravan.event.Quality;
import caravan.event.Rejected;
import caravan.event.Tls;
import caravan.model.Api;
import caravan.model.Scope;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowMappingTest {

  private static ObjectNode row(String json) {
    return (ObjectNode) Fixtures.json(json);
  }

  private static Observation read(String id, Map<String, ?> others, String json) {
    Api api = Fixtures.api(id, others);
    Scope scope = Fixtures.scope(id);
    return MappingCompiler.compile(api).normalize(row(json), scope, Fixtures.place(0, 0));
  }

  private static Observation vpn(String name, String port) {
    return read(
        "alibaba-vpc-ssl-vpn-clients",
        Map.of(),
        "{\"CommonName\":\"%s\",\"Ip\":\"203.0.113.45\",\"Port\":%s,\"ConnectedTime\":1759946400000}"
            .formatted(name, port));
  }

  @Test
  void nameIsCapturedAndThePortStandsInAFieldOfItsOwn() {
    Observation one = vpn("CN=vsc-1", "\"40112\"");
    ConnectionFacts facts = (ConnectionFacts) one.facts();
    assertEquals("vsc-1", facts.client().user().name());
    assertEquals(40112, facts.client().address().port());
    assertTrue(one.subject().endsWith("/user/CN%3Dvsc-1/client/203.0.113.45/40112/1759946400"));
    assertEquals(Instant.ofEpochMilli(1759946400000L), one.incarnation());
    assertEquals("wang", ((ConnectionFacts) vpn("wang", "1").facts()).client().user().name());
  }

  @Test
  void portThatIsNoneIsNoted() {
    Observation one = vpn("a", "\"70000\"");
    assertNull(((ConnectionFacts) one.facts()).client().address().port());
    assertEquals(List.of(new Quality("unknown_value", "client.address", "70000")), one.quality());
  }

  @Test
  void textThatIsNotCapturedIsRefusedWhereItIsRequired() {
    for (boolean required : new boolean[] {true, false}) {
      Map<String, ?> fields =
          Map.of(
              "row.fields",
              Map.of(
                  "client.address", Map.of("from", "IP", "role", "peer", "required", "true"),
                  "connection.granularity", Map.of("constant", "single"),
                  "client.user.name",
                      Map.of("from", "Name", "capture", "CN=(.*)", "required", required)));
      String json = "{\"IP\":\"10.0.0.1\",\"Name\":\"CN=\"}";
      if (required) {
        Rejected refused = assertThrows(Rejected.class, () -> read(Fixtures.TENCENT, fields, json));
        assertEquals("Name", refused.path());
      } else {
        assertEquals(
            List.of(new Quality("unknown_value", "client.user.name", "CN=")),
            read(Fixtures.TENCENT, fields, json).quality());
      }
    }
  }

  @Test
  void rolesComeFromATableAndWhatGrantsNothingIsNone() {
    Observation one =
        read(
            "tencent-mongodb-account-users",
            Map.of(),
            "{\"UserName\":\"u\",\"AuthRole\":[{\"Mask\":3,\"NameSpace\":\"*\"},"
                + "{\"Mask\":0,\"NameSpace\":\"*\"},{\"Mask\":7,\"NameSpace\":\"a\"}]}");
    DatabaseAccount account = (DatabaseAccount) one.facts();
    assertEquals(List.of(new Role("*", "readWrite")), account.roles());
    assertEquals(
        List.of("unknown_value account.roles", "not_stated account.superuser"),
        one.quality().stream().map(note -> note.code() + " " + note.path()).toList());
  }

  @Test
  void superuserIsOneOfSomeValuesAndEnabledIsATextOfTheVendors() {
    String json =
        "{\"AccountName\":\"u\",\"AccountType\":\"%s\",\"AccountStatus\":\"%s\","
            + "\"DatabasePrivileges\":{\"DatabasePrivilege\":[]}}";
    String id = "alibaba-rds-accounts";
    DatabaseAccount dba =
        (DatabaseAccount) read(id, Map.of(), json.formatted("Super", "Available")).facts();
    assertTrue(dba.superuser());
    assertEquals(true, dba.access().enabled());
    DatabaseAccount other =
        (DatabaseAccount) read(id, Map.of(), json.formatted("Normal", "Unavailable")).facts();
    assertFalse(other.superuser());
    assertEquals(false, other.access().enabled());
    assertEquals("-", other.database());
  }

  @Test
  void hostsAreAListOrOneText() {
    Map<String, ?> hosts =
        Map.of(
            "row.fields",
            Map.of(
                "account.name", Map.of("from", "user", "required", "true"),
                "account.database", Map.of("from", "db", "required", "true"),
                "account.hosts", "hosts"));
    String json = "{\"user\":\"u\",\"db\":\"d\",\"roles\":[],\"hosts\":%s}";
    DatabaseAccount list =
        (DatabaseAccount)
            read(Fixtures.CTYUN, hosts, json.formatted("[\"b\",\"a\",\"a\"]")).facts();
    assertEquals(List.of("a", "b"), list.access().hosts());
    DatabaseAccount text =
        (DatabaseAccount) read(Fixtures.CTYUN, hosts, json.formatted("\"%\"")).facts();
    assertEquals(List.of("%"), text.access().hosts());
    Observation odd = read(Fixtures.CTYUN, hosts, json.formatted("[1]"));
    assertEquals(List.of(new Quality("unknown_value", "account.hosts", "1")), odd.quality());
  }

  @Test
  void onlyRoleMayBeAText() {
    Observation one =
        read(
            "huawei-vpn-users",
            Map.of(),
            "{\"id\":\"1\",\"name\":\"n\",\"user_group_name\":\"staff\"}");
    assertEquals(List.of(new Role("-", "staff")), ((DatabaseAccount) one.facts()).roles());
    assertThrows(
        Rejected.class,
        () ->
            read(
                "huawei-vpn-users",
                Map.of(),
                "{\"id\":\"1\",\"name\":\"n\",\"user_group_name\":1}"));
  }

  @Test
  void transportSecurityHasWhatOneAnswerSays() {
    Observation one =
        read(
            "alibaba-rds-ssl",
            Map.of(),
            "{\"SSLEnabled\":\"Yes\",\"ForceEncryption\":\"1\",\"TlsVersion\":\"1.2\","
                + "\"ConnectionString\":\"rm.example.org\",\"SSLExpireTime\":\"2027-10-11T08:16:43Z\"}");
    Tls tls = (Tls) one.facts();
    assertEquals(true, tls.enabled());
    assertEquals(true, tls.required());
    assertEquals("1.2", tls.minVersion());
    assertEquals("rm.example.org", tls.certificate().commonName());
    assertEquals(Instant.parse("2027-10-11T08:16:43Z"), tls.certificate().expiresAt());
  }

  @Test
  void rowsWithoutWhatASheetNamesAreNoRecords() {
    Normalizer sessions = Fixtures.normalizer("huawei-dds-sessions");
    assertTrue(sessions.skips(row("{\"client\":\"\"}")));
    assertTrue(sessions.skips(row("{\"client\":null}")));
    assertTrue(sessions.skips(row("{}")));
    assertFalse(sessions.skips(row("{\"client\":\"10.0.0.1:5\"}")));
    Api byValue =
        Fixtures.api(
            Fixtures.TENCENT, Map.of("row.skip", Map.of("from", "Count", "values", "0, none")));
    Normalizer counted = MappingCompiler.compile(byValue);
    assertTrue(counted.skips(row("{\"Count\":0}")));
    assertTrue(counted.skips(row("{\"Count\":\"none\"}")));
    assertFalse(counted.skips(row("{}")));
    assertFalse(Fixtures.normalizer(Fixtures.TENCENT).skips(row("{}")));
  }

  @Test
  void accountWhoseRolesNobodyStatesSaysSo() {
    Observation one =
        read("alibaba-sag-client-users", Map.of(), "{\"UserName\":\"u\",\"State\":1}");
    assertEquals(List.of(new Quality("not_stated", "account.roles")), one.quality());
    assertEquals(false, ((DatabaseAccount) one.facts()).access().enabled());
  }
}
