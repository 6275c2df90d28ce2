package caravan.cloud.ctyun;

import static caravan.cloud.record.Normalized.doubts;
import static caravan.cloud.record.Normalized.place;
import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.DatabaseAccount.Role;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsSheetTest {

  private static final Scope SCOPE =
      Scopes.of("ctyun-mongodb-accounts", "1", "", null, "instance-1", null);

  @Test
  void rolesAreDistinctAndSortedByDatabaseThenRole() {
    Observation observation =
        normalize(
            roles(
                "{\"role\":\"write\",\"db\":\"b\"},{\"role\":\"read\",\"db\":\"b\"},"
                    + "{\"role\":\"z\",\"db\":\"a\"},{\"db\":\"b\",\"role\":\"read\"}"));
    assertEquals(
        List.of(new Role("a", "z"), new Role("b", "read"), new Role("b", "write")),
        FactsOf.account(observation.facts()).roles());
    assertEquals("ctyun/dds/1/-/instance/instance-1/account/admin/u%2F1", observation.subject());
    assertEquals(List.of(), doubts(observation));
  }

  @Test
  void orderOfRolesIsNoChange() {
    String one = "{\"role\":\"read\",\"db\":\"a\"}";
    String other = "{\"role\":\"read\",\"db\":\"b\"}";
    assertEquals(
        normalize(roles(one + "," + other)).contentHash(),
        normalize(roles(other + "," + one)).contentHash());
  }

  @ParameterizedTest
  @CsvSource({
    "root, admin, true",
    "root, other, true",
    "__system, admin, true",
    "userAdminAnyDatabase, admin, true",
    "userAdmin, admin, true",
    "dbOwner, admin, true",
    "userAdmin, other, false",
    "dbOwner, other, false",
    "readWriteAnyDatabase, admin, false",
    "Root, admin, false",
    "backup, admin, false"
  })
  void someRolesMakeASuperuser(String role, String database, boolean superuser) {
    Observation observation =
        normalize(
            roles(
                "{\"role\":\"read\",\"db\":\"x\"},{\"role\":\"%s\",\"db\":\"%s\"}"
                    .formatted(role, database)));
    assertEquals(superuser, FactsOf.account(observation.facts()).superuser());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"user\":\"u\",\"db\":\"d\",\"roles\":null}",
        "{\"user\":\"u\",\"db\":\"d\",\"roles\":\"\"}",
        "{\"user\":\"u\",\"db\":\"d\"}"
      })
  void missingRolesAreAnEmptyListThatSaysSo(String json) {
    Observation observation = normalize(vendorRecord(json));
    assertEquals(List.of(), FactsOf.account(observation.facts()).roles());
    assertEquals(List.of("vendor_null account.roles"), doubts(observation));
  }

  @Test
  void emptyRolesAreNoDoubt() {
    assertEquals(List.of(), doubts(normalize(roles(""))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null                             | null",
        "\"root\"                         | root",
        "17                               | 17",
        "[]                               | []",
        "{}                               | {}",
        "{\"role\":\"read\"}              | {\"role\":\"read\"}",
        "{\"role\":\"\",\"db\":\"d\"}     | {\"db\":\"d\",\"role\":\"\"}",
        "{\"role\":\"read\",\"db\":null}  | {\"db\":null,\"role\":\"read\"}",
        "{\"role\":7,\"db\":\"d\"}        | {\"db\":\"d\",\"role\":7}"
      })
  void entryThatIsNoRoleIsLeftOut(String entry, String detail) {
    Observation observation = normalize(roles("{\"role\":\"read\",\"db\":\"x\"}," + entry));
    assertEquals(List.of(new Role("x", "read")), FactsOf.account(observation.facts()).roles());
    assertEquals(List.of("unknown_value account.roles " + detail), doubts(observation));
  }

  @Test
  void rootWithoutADatabaseIsASuperuserAllTheSame() {
    assertTrue(
        FactsOf.account(normalize(roles("{\"role\":\"root\",\"db\":null}")).facts()).superuser());
  }

  @Test
  void undeclaredMembersOfRolesAreNamedOnce() {
    Observation observation =
        normalize(
            roles(
                "{\"role\":\"read\",\"db\":\"x\",\"since\":1},"
                    + "{\"role\":\"read\",\"db\":\"y\",\"since\":2}"));
    assertEquals(List.of("unknown_field raw.record roles[].since"), doubts(observation));
  }

  @Test
  void passwordOfAnAccountIsNeverPublished() {
    ObjectNode record = roles("{\"role\":\"read\",\"db\":\"x\",\"token\":\"s3cret\"}");
    Observation observation = normalize(record.put("password", "s3cret"));
    assertTrue(observation.raw().record().contains("\"password\":\"[redacted]\""));
    assertEquals(-1, Normalized.event(observation, SCOPE).toString().indexOf("s3cret"));
    assertEquals(
        List.of("unknown_field raw.record password", "unknown_field raw.record roles[].token"),
        doubts(observation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"db\":\"d\"}                              | missing_field | user",
        "{\"user\":\"u\"}                            | missing_field | db",
        "{\"user\":\"\",\"db\":\"d\"}                | missing_field | user",
        "{\"user\":\"u\",\"db\":null}                | missing_field | db",
        "{\"user\":7,\"db\":\"d\"}                   | wrong_type    | user",
        "{\"user\":\"u\",\"db\":[\"d\"]}             | wrong_type    | db",
        "{\"user\":\"u\",\"db\":\"d\",\"roles\":7}   | wrong_type    | roles",
        "{\"user\":\"u\",\"db\":\"d\",\"roles\":{}}  | wrong_type    | roles",
        "{\"user\":\"u\",\"db\":\"d\",\"roles\":\"root\"} | wrong_type | roles"
      })
  void recordWithoutIdentityIsRejected(String json, String errorClass, String path) {
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(vendorRecord(json)));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(path, rejected.path());
  }

  @Test
  void moreRolesThanAnEventCanCarryAreRejected() {
    ObjectNode record = roles("");
    ArrayNode roles = (ArrayNode) record.get("roles");
    for (int i = 0; i < 5000; i++) {
      roles.addObject().put("role", "readWrite" + i).put("db", "d");
    }
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(record));
    assertEquals("too_long", rejected.errorClass());
    assertEquals("roles", rejected.path());
  }

  private static ObjectNode roles(String entries) {
    return vendorRecord("{\"user\":\"u/1\",\"db\":\"admin\",\"roles\":[" + entries + "]}");
  }

  private static Observation normalize(ObjectNode vendorRecord) {
    Observation observation =
        Fixtures.normalizer(Fixtures.CTYUN).normalize(vendorRecord, SCOPE, place());
    Normalized.event(observation, SCOPE);
    return observation;
  }
}
