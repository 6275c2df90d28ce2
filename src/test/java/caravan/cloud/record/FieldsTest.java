package caravan.cloud.record;

import static caravan.cloud.record.Normalized.place;
import static caravan.cloud.record.Normalized.vendorRecord;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.event.Quality;
import caravan.event.Rejected;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  private static final Scope SCOPE =
      Scopes.of("ctyun-mongodb-accounts", "account", "region", null, "resource", null);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}              | missing_field | missing, null or empty",
        "{\"f\":null}    | missing_field | missing, null or empty",
        "{\"f\":\"\"}    | missing_field | missing, null or empty",
        "{\"f\":1}       | wrong_type    | not text: 1",
        "{\"f\":true}    | wrong_type    | not text: true",
        "{\"f\":{\"a\":1}} | wrong_type  | not text: {\"a\":1}",
        "{\"f\":[\"x\"]} | wrong_type    | not text: [\"x\"]"
      })
  void requiredTextIsTextOrARejection(String json, String errorClass, String message) {
    Rejected rejected = assertThrows(Rejected.class, () -> fields(json).requiredText("f"));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals("f", rejected.path());
    assertEquals(message, rejected.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"f\":null}", "{\"f\":\"\"}"})
  void statedNullLeavesADoubt(String json) {
    Fields fields = fields(json);
    assertNull(fields.name("f", "name"));
    assertNull(fields.flag("f", "flag"));
    assertNull(fields.flag("f", "switch", List.of("1"), List.of("0")));
    assertNull(fields.counter("f", "counter"));
    assertNull(fields.time("f", "time"));
    assertNull(fields.timeText("f", "text"));
    assertNull(fields.address("f", "address", "peer"));
    assertNull(fields.url("f", "url"));
    assertEquals(
        List.of("name", "flag", "switch", "counter", "time", "text", "address", "url"),
        fields.quality().stream().map(Quality::path).toList());
    assertTrue(fields.quality().stream().allMatch(doubt -> doubt.code().equals("vendor_null")));
  }

  @Test
  void fieldThatIsNotThereLeavesNoDoubt() {
    Fields fields = fields("{}");
    assertNull(fields.name("f", "p"));
    assertNull(fields.flag("f", "p"));
    assertNull(fields.flag("f", "p", List.of("1"), List.of("0")));
    assertNull(fields.counter("f", "p"));
    assertNull(fields.time("f", "p"));
    assertNull(fields.timeText("f", "p"));
    assertNull(fields.address("f", "p", "peer"));
    assertNull(fields.url("f", "p"));
    assertEquals(List.of(), fields.quality());
  }

  @Test
  void wrongTypesLeaveTheValueOutAndSayWhatItWas() {
    Fields fields = fields("{\"f\":{\"password\":\"s3cret\",\"a\":1}}");
    String detail = "{\"a\":1,\"password\":\"[redacted]\"}";
    assertNull(fields.name("f", "name"));
    assertNull(fields.flag("f", "flag"));
    assertNull(fields.counter("f", "counter"));
    assertNull(fields.time("f", "time"));
    assertNull(fields.address("f", "address", "peer"));
    for (Quality doubt : fields.quality()) {
      assertEquals(new Quality("unknown_value", doubt.path(), detail), doubt);
    }
    assertEquals(5, fields.quality().size());
  }

  @Test
  void namesAreLimitedInCharactersNotInCodeUnits() {
    assertEquals("😀".repeat(512), fields(text("😀".repeat(512))).name("f", "p"));
    Fields tooLong = fields(text("a".repeat(513)));
    assertNull(tooLong.name("f", "p"));
    assertEquals(List.of(new Quality("unknown_value", "p", "a".repeat(100))), tooLong.quality());
  }

  @Test
  void addressesAreLimitedToo() {
    String longest = "*".repeat(128);
    assertEquals(longest, fields(text(longest)).address("f", "p", "peer").text());
    assertNull(fields(text(longest + "*")).address("f", "p", "peer"));
    Rejected rejected =
        assertThrows(
            Rejected.class, () -> fields(text(longest + "*")).requiredAddress("f", "p", "peer"));
    assertEquals("too_long", rejected.errorClass());
    assertEquals("longer than 128 characters", rejected.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "\"0\", false", "\"1\", true", "1.0, true"})
  void switchesAreNumbers(String json, boolean on) {
    assertEquals(on, fields("{\"f\":" + json + "}").flag("f", "p", List.of("1"), List.of("0")));
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "-1, -1", "true, true", "\"on\", on", "1.5, 1.5"})
  void otherSwitchValuesAreUnknown(String json, String detail) {
    Fields fields = fields("{\"f\":" + json + "}");
    assertNull(fields.flag("f", "p", List.of("1"), List.of("0")));
    assertEquals(List.of(new Quality("unknown_value", "p", detail)), fields.quality());
  }

  @ParameterizedTest
  @CsvSource({
    "2024-06-17T03:05:00Z, false",
    "2024-06-17T03:05:00.000999Z, false",
    "2024-06-17T03:05:00.001Z, true",
    "2030-01-01T00:00:00Z, true",
    "1990-01-01T00:00:00Z, false"
  })
  void timesMoreThanFiveMinutesAheadAreDoubted(String time, boolean doubted) {
    Fields fields = fields(text(time));
    assertEquals(Instant.parse(time).toEpochMilli(), fields.time("f", "p").toEpochMilli());
    assertEquals(doubted ? List.of(new Quality("clock_skew", "p")) : List.of(), fields.quality());
  }

  @Test
  void expiryInTheFutureIsNoSkew() {
    Fields fields = fields(text("2099-01-01 00:00:00"));
    assertEquals(
        new Fields.TimeText(Instant.parse("2098-12-31T16:00:00Z"), "2099-01-01 00:00:00", "+08:00"),
        fields.timeText("f", "p"));
    assertEquals(List.of(new Quality("assumed_time_zone", "p", "+08:00")), fields.quality());
  }

  @Test
  void unreadableTimeKeepsItsText() {
    Fields fields = fields(text("soon"));
    assertEquals(new Fields.TimeText(null, "soon", null), fields.timeText("f", "p"));
    assertEquals(List.of(new Quality("unknown_value", "p", "soon")), fields.quality());

    Fields huge = fields(text("x".repeat(1000)));
    assertEquals(new Fields.TimeText(null, null, null), huge.timeText("f", "p"));
    assertEquals(new Fields.TimeText(null, null, null), fields("{\"f\":[]}").timeText("f", "p"));
  }

  @ParameterizedTest
  @CsvSource({
    "\"yesterday\", bad_time, not a time: \"yesterday\"",
    "-1, bad_time, not a time: -1",
    "\"\", missing_field, 'missing, null or empty'",
    "\"0000-00-00 00:00:00\", missing_field, no time: \"0000-00-00 00:00:00\"",
    "null, missing_field, 'missing, null or empty'"
  })
  void requiredTimeIsATimeOrARejection(String json, String errorClass, String message) {
    Fields fields = fields("{\"f\":" + json + "}");
    Rejected rejected = assertThrows(Rejected.class, () -> fields.requiredTime("f", "p"));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(message, rejected.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "-1, bad_number, not a counter: -1",
    "99999999999999999999, bad_number, not a counter: 99999999999999999999",
    "1.5, bad_number, not a counter: 1.5",
    "1e400, bad_number, not a counter: \"Infinity\"",
    "\"many\", bad_number, not a counter: \"many\"",
    "null, missing_field, 'missing, null or empty'"
  })
  void requiredCounterIsACounterOrARejection(String json, String errorClass, String message) {
    Fields fields = fields("{\"f\":" + json + "}");
    Rejected rejected = assertThrows(Rejected.class, () -> fields.requiredCounter("f"));
    assertEquals(errorClass, rejected.errorClass());
    assertEquals(message, rejected.getMessage());
  }

  @Test
  void messagesRepeatAHundredCharactersAtMost() {
    Fields fields = fields(text("x".repeat(10_000_000)));
    Rejected rejected = assertThrows(Rejected.class, () -> fields.requiredTime("f", "p"));
    assertEquals("not a time: \"" + "x".repeat(100) + "\"", rejected.getMessage());
  }

  @Test
  void urlIsPublishedWithoutCredentialsAndSaysSo() {
    Fields fields = fields(text("http://u:s3cret@h/a?s3cret"));
    assertEquals("http://h/a", fields.url("f", "p"));
    assertTrue(fields.quality().contains(new Quality("url_redacted", "p")));
    assertTrue(fields.quality().contains(new Quality("insecure_url", "p")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"?s3cret\"", "{\"a\":\"s3cret\"}", "17"})
  void unreadableUrlIsLeftOutWithoutADetail(String json) {
    Fields fields = fields("{\"f\":" + json + "}");
    assertNull(fields.url("f", "p"));
    assertEquals(List.of(new Quality("unknown_value", "p")), fields.quality());
  }

  @Test
  void overlongUrlIsLeftOut() {
    String longest = "https://h/" + "a".repeat(2038);
    assertEquals(longest, fields(text(longest)).url("f", "p"));
    assertNull(fields(text(longest + "a")).url("f", "p"));
  }

  @Test
  void undeclaredFieldsAreNamed() {
    Fields fields = fields("{\"f\":1,\"new\":2,\"" + "n".repeat(300) + "\":3}");
    assertEquals(
        List.of(
            new Quality("unknown_field", "raw.record", "new"),
            new Quality("unknown_field", "raw.record", "n".repeat(100))),
        fields.quality());
  }

  @Test
  void thousandsOfUndeclaredFieldsAreSummedUp() {
    ObjectNode node = vendorRecord("{}");
    for (int i = 0; i < 3000; i++) {
      node.put("new" + i, i);
    }
    List<Quality> doubts = new Fields(node, SCOPE, place(), Set.of()).quality();
    assertEquals(QualityNotes.MAX_PER_CODE + 1, doubts.size());
    assertEquals("new0", doubts.get(0).detail());
    assertEquals("and more", doubts.get(QualityNotes.MAX_PER_CODE).detail());
  }

  @Test
  void cutUrlInAnotherFieldIsNoted() {
    Fields fields = fields("{\"link\":\"https://h/?s3cret\",\"token\":\"https://h/?s3cret\"}");
    assertEquals(
        List.of(
            new Quality("unknown_field", "raw.record", "link"),
            new Quality("unknown_field", "raw.record", "token"),
            new Quality("url_redacted", "raw.record", "link")),
        fields.quality());
    assertEquals("{\"link\":\"https://h/\",\"token\":\"[redacted]\"}", fields.raw().record());
  }

  @Test
  void cutRecordIsNoted() {
    Fields fields = fields(text("x".repeat(70_000)));
    assertTrue(fields.raw().truncated());
    assertEquals(List.of(new Quality("raw_truncated", "raw.record")), fields.quality());
  }

  private static Fields fields(String json) {
    return new Fields(vendorRecord(json), SCOPE, place(), Set.of("f"));
  }

  private static String text(String value) {
    ObjectNode node = vendorRecord("{}");
    node.put("f", value);
    return node.toString();
  }
}
