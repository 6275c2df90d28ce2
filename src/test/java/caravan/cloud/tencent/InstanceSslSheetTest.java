package caravan.cloud.tencent;

import static caravan.cloud.record.Normalized.doubts;
import static caravan.cloud.record.Normalized.place;
import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.FactsOf;
import caravan.Fixtures;
import caravan.cloud.record.Normalized;
import caravan.event.Observation;
import caravan.event.Tls;
import caravan.model.Scope;
import caravan.model.Scopes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceSslSheetTest {

  private static final Scope SCOPE = scope(ZoneOffset.ofHours(8));

  @Test
  void preSignedUrlIsPublishedWithoutItsSignatureAnywhere() {
    String json =
        "{\"Status\":1,\"ExpiredTime\":\"2023-05-04 12:13:00\","
            + "\"CertUrl\":\"https://u:s3cret@cos.example.com/ca.zip?sign=s3cret#s3cret\"}";

    Observation observation = normalize(json);

    assertEquals(
        "https://cos.example.com/ca.zip", FactsOf.tls(observation.facts()).certificate().url());
    assertEquals(
        List.of(
            "assumed_time_zone tls.certificate.expires_at +08:00",
            "url_redacted tls.certificate.url"),
        doubts(observation));
    assertFalse(Normalized.event(observation, SCOPE).toString().contains("s3cret"));
  }

  @Test
  void freshSignatureIsNoChange() {
    Observation first = normalize("{\"Status\":1,\"CertUrl\":\"https://h/a?sign=1\"}");
    Observation second = normalize("{\"Status\":1,\"CertUrl\":\"https://h/a?sign=2\"}");
    assertEquals(first.contentHash(), second.contentHash());
    assertEquals(first.raw(), second.raw());
  }

  @Test
  void allNullsAreAbsentAndSaySo() {
    Observation observation = normalize("{\"Status\":null,\"ExpiredTime\":null,\"CertUrl\":null}");
    assertEquals(new Tls(null, null, null), FactsOf.tls(observation.facts()));
    assertEquals("tencent_cloud/mongodb/1/r/instance/cmgo-1/tls", observation.subject());
    assertEquals(
        List.of(
            "vendor_null tls.certificate.expires_at",
            "vendor_null tls.certificate.url",
            "vendor_null tls.enabled"),
        doubts(observation));
  }

  @Test
  void emptyAnswerStatesNothing() {
    Observation observation = normalize("{}");
    assertEquals(new Tls(null, null, null), FactsOf.tls(observation.facts()));
    assertEquals(List.of(), doubts(observation));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000-00-00 00:00:00"})
  void emptyExpiryCountsAsNull(String text) {
    Observation observation = normalize("{\"Status\":0,\"ExpiredTime\":\"" + text + "\"}");
    assertEquals(new Tls(false, null, null), FactsOf.tls(observation.facts()));
    assertEquals(List.of("vendor_null tls.certificate.expires_at"), doubts(observation));
  }

  @Test
  void unknownStatusIsAbsent() {
    Observation observation = normalize("{\"Status\":2}");
    assertNull(FactsOf.tls(observation.facts()).enabled());
    assertEquals(List.of("unknown_value tls.enabled 2"), doubts(observation));
  }

  @ParameterizedTest
  @CsvSource({
    "+08:00, 2023-05-04T04:13:00Z, +08:00",
    "Z, 2023-05-04T12:13:00Z, +00:00",
    "-05:30, 2023-05-04T17:43:00Z, -05:30"
  })
  void zoneOfTheTargetIsAssumed(String zone, Instant expiry, String stated) {
    Scope scope = scope(ZoneOffset.of(zone));
    Observation observation =
        Fixtures.normalizer(Fixtures.TENCENT_SSL)
            .normalize(vendorRecord("{\"ExpiredTime\":\"2023-05-04 12:13:00\"}"), scope, place());
    assertEquals(
        new Tls.Certificate(expiry, "2023-05-04 12:13:00", stated, null),
        FactsOf.tls(observation.facts()).certificate());
    assertEquals(
        List.of("assumed_time_zone tls.certificate.expires_at " + stated), doubts(observation));
  }

  @ParameterizedTest
  @CsvSource({
    "\"2023-05-04T12:13:00Z\", 2023-05-04T12:13:00Z",
    "\"2023-05-04T12:13:00+08:00\", 2023-05-04T12:13:00+08:00",
    "1683202380, 1683202380"
  })
  void expiryWithAZoneNeedsNoAssumption(String json, String text) {
    Tls.Certificate certificate =
        FactsOf.tls(normalize("{\"ExpiredTime\":" + json + "}").facts()).certificate();
    assertEquals(text, certificate.expiresAtText());
    assertNull(certificate.expiresAtZone());
    assertEquals("2023-05-04", certificate.expiresAt().toString().substring(0, 10));
  }

  @Test
  void unreadableExpiryKeepsItsText() {
    Observation observation = normalize("{\"ExpiredTime\":\"next year\"}");
    assertEquals(
        new Tls.Certificate(null, "next year", null, null),
        FactsOf.tls(observation.facts()).certificate());
    assertEquals(
        List.of("unknown_value tls.certificate.expires_at next year"), doubts(observation));
  }

  @Test
  void unreadableUrlIsHiddenEverywhere() {
    Observation observation = normalize("{\"CertUrl\":\"see https://u:s3cret@h/a\"}");
    assertNull(FactsOf.tls(observation.facts()).certificate());
    assertEquals(List.of("unknown_value tls.certificate.url"), doubts(observation));
    assertEquals("{\"CertUrl\":\"[redacted]\"}", observation.raw().record());
  }

  private static Scope scope(ZoneOffset zone) {
    return Scopes.of("tencent-mongodb-instance-ssl", "1", "r", null, "cmgo-1", null, zone);
  }

  private static Observation normalize(String json) {
    Observation observation =
        Fixtures.normalizer(Fixtures.TENCENT_SSL).normalize(vendorRecord(json), SCOPE, place());
    Normalized.event(observation, SCOPE);
    return observation;
  }
}
