package caravan.cloud.tencent;

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
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientConnectionsSheetTest {

  private static final Scope SCOPE =
      Scopes.of("tencent-mongodb-client-connections", "1", "r", null, "cmgo-1", null);
  private static final String SUBJECT = "tencent_cloud/mongodb/1/r/instance/cmgo-1/client/";

  @Test
  void connectionsOfAClientAreCounted() {
    Observation observation =
        normalize("{\"IP\":\"10.0.0.1\",\"Count\":9223372036854775807,\"InternalService\":false}");
    assertEquals(SUBJECT + "10.0.0.1", observation.subject());
    assertEquals("client_aggregate open 9223372036854775807", state(observation));
    assertEquals(false, FactsOf.client(observation.facts()).internal());
    assertNull(observation.incarnation());
    assertNull(FactsOf.client(observation.facts()).user());
    assertNull(FactsOf.connection(observation.facts()).tunnel());
    assertEquals(List.of(), doubts(observation));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:DB8::00a, 2001%3Adb8%3A%3Aa",
    "::ffff:10.0.0.1, 10.0.0.1",
    "10.0.0.1:27017, 10.0.0.1",
    "10.**.**.**, 10.%2A%2A.%2A%2A.%2A%2A",
    "mongos/用户, mongos%2F%E7%94%A8%E6%88%B7"
  })
  void clientIsNamedByItsCanonicalAddressElseByItsText(String text, String segment) {
    Observation observation = normalize("{\"IP\":\"" + text + "\",\"Count\":1}");
    assertEquals(SUBJECT + segment, observation.subject());
    assertEquals(text, FactsOf.client(observation.facts()).address().text());
  }

  @Test
  void internalServiceMayBeNullOrUnknown() {
    Observation unstated = normalize("{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":null}");
    assertNull(FactsOf.client(unstated.facts()).internal());
    assertEquals(List.of("vendor_null client.internal"), doubts(unstated));

    Observation unknown =
        normalize("{\"IP\":\"10.0.0.1\",\"Count\":1,\"InternalService\":\"yes\"}");
    assertNull(FactsOf.client(unknown.facts()).internal());
    assertEquals(List.of("unknown_value client.internal yes"), doubts(unknown));
  }

  @Test
  void countMayBeZeroOrText() {
    assertEquals("client_aggregate open 0", state(normalize("{\"IP\":\"10.0.0.1\",\"Count\":0}")));
    assertEquals(
        "client_aggregate open 12", state(normalize("{\"IP\":\"10.0.0.1\",\"Count\":\"12\"}")));
  }

  @Test
  void countIsMaterialAndSpellingOfTheRecordIsNot() {
    Observation one = normalize("{\"IP\":\"10.0.0.1\",\"Count\":1}");
    assertEquals(
        one.contentHash(), normalize("{\"Count\":\"1\",\"IP\":\"10.0.0.1\"}").contentHash());
    assertNotEquals(
        one.contentHash(), normalize("{\"Count\":2,\"IP\":\"10.0.0.1\"}").contentHash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"Count\":1}                          | missing_field | IP",
        "{\"IP\":null,\"Count\":1}              | missing_field | IP",
        "{\"IP\":\"\",\"Count\":1}              | missing_field | IP",
        "{\"IP\":3232235777,\"Count\":1}        | wrong_type    | IP",
        "{\"IP\":{\"v4\":\"10.0.0.1\"},\"Count\":1} | wrong_type | IP",
        "{\"IP\":\"10.0.0.1\"}                  | missing_field | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":null}   | missing_field | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":-1}     | bad_number    | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":1.5}    | bad_number    | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":1e400}  | bad_number    | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":12345678901234567890} | bad_number | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":\"one\"} | bad_number   | Count",
        "{\"IP\":\"10.0.0.1\",\"Count\":[1]}    | bad_number    | Count"
      })
  void recordWithoutIdentityOrCountIsRejected(String json, String errorClass, String path) {
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(json));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(path, rejected.path());
  }

  private static Observation normalize(String json) {
    Observation observation =
        Fixtures.normalizer(Fixtures.TENCENT).normalize(vendorRecord(json), SCOPE, place());
    Normalized.event(observation, SCOPE);
    return observation;
  }
}
