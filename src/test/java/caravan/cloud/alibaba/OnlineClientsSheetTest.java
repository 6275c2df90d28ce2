package caravan.cloud.alibaba;

import static caravan.cloud.record.Normalized.doubts;
import static caravan.cloud.record.Normalized.place;
import static caravan.cloud.record.Normalized.state;
import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.Client;
import caravan.event.Observation;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineClientsSheetTest {

  private static final String GATEWAY = "alibaba_cloud/smartag/1/cn-shanghai/sag/sag-1";

  @ParameterizedTest
  @CsvSource({
    "\"1559125519\", 2019-05-29T10:25:19Z",
    "1559125519, 2019-05-29T10:25:19Z",
    "\"1559125519123\", 2019-05-29T10:25:19.123Z",
    "1559125519123, 2019-05-29T10:25:19.123Z",
    "\"2019-05-29T10:25:19Z\", 2019-05-29T10:25:19Z"
  })
  void onlineTimeIsTheStartHoweverItIsWritten(String json, Instant start) {
    Observation observation =
        normalize("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":" + json + "}", "doctest");
    assertEquals(start, observation.incarnation());
    assertEquals(start, FactsOf.connection(observation.facts()).startedAt());
    assertEquals(GATEWAY + "/user/doctest/client/10.0.0.1/1559125519", observation.subject());
    assertEquals("single open 1", state(observation));
    assertEquals(true, FactsOf.connection(observation.facts()).tunnel());
    assertNull(FactsOf.connection(observation.facts()).vendorId());
    assertEquals(List.of(), doubts(observation));
  }

  @Test
  void subjectHasTheVendorsTextAndNotTheCanonicalAddress() {
    Observation observation =
        normalize("{\"ClientIp\":\"2001:DB8::0A\",\"OnlineTime\":1559125519}", "doctest");
    assertEquals(
        GATEWAY + "/user/doctest/client/2001%3ADB8%3A%3A0A/1559125519", observation.subject());
    assertEquals("2001:db8::a", FactsOf.client(observation.facts()).address().ip());
    assertEquals("unspecified", FactsOf.client(observation.facts()).address().role());
  }

  @ParameterizedTest
  @CsvSource({
    "用户, %E7%94%A8%E6%88%B7",
    "a/b c, a%2Fb%20c",
    "عمر, %D8%B9%D9%85%D8%B1",
    "😀, %F0%9F%98%80"
  })
  void userIsTheOneThatWasAskedFor(String user, String segment) {
    Observation observation =
        normalize("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":1559125519}", user);
    assertEquals(new Client.User(user, "request"), FactsOf.client(observation.facts()).user());
    assertEquals(
        GATEWAY + "/user/" + segment + "/client/10.0.0.1/1559125519", observation.subject());
  }

  @Test
  void startAheadOfTheClockIsDoubted() {
    Observation observation =
        normalize("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"2030-01-01T00:00:00Z\"}", "u");
    assertEquals(List.of("clock_skew connection.started_at"), doubts(observation));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"OnlineTime\":1559125519}                               | missing_field | ClientIp",
        "{\"ClientIp\":7,\"OnlineTime\":1559125519}                | wrong_type    | ClientIp",
        "{\"ClientIp\":\"10.0.0.1\"}                               | missing_field | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"\"}           | missing_field | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"today\"}      | bad_time      | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":-5}             | bad_time      | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":1e400}          | bad_time      | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":{\"s\":1}}      | bad_time      | OnlineTime",
        "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":\"15591255191\"} | bad_time     | OnlineTime"
      })
  void recordWithoutIdentityIsRejected(String json, String errorClass, String path) {
    Rejected rejected = assertThrows(Rejected.class, () -> normalize(json, "doctest"));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(path, rejected.path());
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 1000, 100_000})
  void userThatNoEventCanCarryIsRejected(int length) {
    Rejected rejected =
        assertThrows(
            Rejected.class,
            () ->
                normalize(
                    "{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":1559125519}", "u".repeat(length)));
    assertEquals("too_long", rejected.errorClass());
    assertEquals("UserName", rejected.path());
  }

  @Test
  void scopeWithoutAUserIsRejected() {
    Rejected rejected =
        assertThrows(
            Rejected.class,
            () -> normalize("{\"ClientIp\":\"10.0.0.1\",\"OnlineTime\":1559125519}", null));
    assertEquals("missing_field", rejected.errorClass());
  }

  private static Observation normalize(String json, String user) {
    Scope scope = Scopes.of("alibaba-sag-online-clients", "1", "cn-shanghai", null, "sag-1", user);
    Observation observation =
        Fixtures.normalizer(Fixtures.ALIBABA).normalize(vendorRecord(json), scope, place());
    Normalized.event(observation, scope);
    return observation;
  }
}
