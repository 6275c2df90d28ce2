package caravan.cloud.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  @ParameterizedTest
  @CsvSource({
    "2024-06-17T02:58:48Z,                2024-06-17T02:58:48Z",
    "2024-06-17T02:58:27.213Z,            2024-06-17T02:58:27.213Z",
    "2024-06-17T02:58:27.2Z,              2024-06-17T02:58:27.200Z",
    "2024-06-17T02:58:27.Z,               2024-06-17T02:58:27Z",
    "2024-06-17T02:58:27.000000001Z,      2024-06-17T02:58:27Z",
    "2024-06-17T02:58:27.213999999Z,      2024-06-17T02:58:27.213Z",
    "2024-06-17t02:58:48z,                2024-06-17T02:58:48Z",
    "2024-06-17 02:58:48Z,                2024-06-17T02:58:48Z",
    "2024-06-17T10:58:48+08:00,           2024-06-17T02:58:48Z",
    "2024-06-16T21:28:48.5-05:30,         2024-06-17T02:58:48.500Z",
    "2024-02-29T00:00:00Z,                2024-02-29T00:00:00Z",
    "0001-01-01T00:00:00Z,                0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z,      9999-12-31T23:59:59.999Z"
  })
  void isoTextWithAZoneIsRead(String text, Instant instant) {
    Times.Moment moment = Times.read(TextNode.valueOf(text), BEIJING);
    assertEquals(instant, moment.instant());
    assertFalse(moment.zoneAssumed());
  }

  @ParameterizedTest
  @CsvSource({
    "2023-05-04 12:13:00,     +08:00, 2023-05-04T04:13:00Z",
    "2023-05-04 12:13:00,     Z,      2023-05-04T12:13:00Z",
    "2023-05-04T12:13:00,     -03:30, 2023-05-04T15:43:00Z",
    "2023-05-04 12:13:00.25,  +08:00, 2023-05-04T04:13:00.250Z"
  })
  void textWithoutAZoneTakesTheAssumedOne(String text, String zone, Instant instant) {
    Times.Moment moment = Times.read(TextNode.valueOf(text), ZoneOffset.of(zone));
    assertEquals(instant, moment.instant());
    assertTrue(moment.zoneAssumed());
  }

  @ParameterizedTest
  @CsvSource({
    "1559125519,     2019-05-29T10:25:19Z",
    "1559125519123,  2019-05-29T10:25:19.123Z",
    "0,              1970-01-01T00:00:00Z",
    "9999999999,     2286-11-20T17:46:39Z"
  })
  void epochTimesAreReadAsNumberAndAsString(String digits, Instant instant) throws Exception {
    assertEquals(new Times.Moment(instant, false), read(digits));
    assertEquals(new Times.Moment(instant, false), read('"' + digits + '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "20240617T025848Z",
        "2024-06-17",
        "2024-06-17T02:58",
        "2024-06-17T02:58Z",
        "2024-06-17T2:58:48Z",
        "2024-6-17T02:58:48Z",
        "2024-13-01T00:00:00Z",
        "2024-00-10T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2023-02-30 00:00:00",
        "2024-06-17T24:00:00Z",
        "2024-06-17T23:60:00Z",
        "2024-06-17T23:59:60Z",
        "2024-06-17T02:58:48.1234567890Z",
        "2024-06-17T02:58:48,5Z",
        "2024-06-17T02:58:48 Z",
        "2024-06-17T02:58:48ZZ",
        "2024-06-17T02:58:48+8:00",
        "2024-06-17T02:58:48+0800",
        "2024-06-17T02:58:48+08",
        "2024-06-17T02:58:48+19:00",
        "2024-06-17T02:58:48+08:60",
        "2024-06-17T02:58:48[UTC]",
        "+2024-06-17T02:58:48Z",
        "-2024-06-17T02:58:48Z",
        " 2024-06-17T02:58:48Z",
        "2024-06-17_02:58:48",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "12345678901",
        "123456789012",
        "12345678901234",
        "-1",
        "+1559125519",
        "1559125519.5",
        "1.5e9",
        "١٥٥٩١٢٥٥١٩",
        "２０２４-06-17T02:58:48Z",
        "\u0000",
        "😀"
      })
  void anythingElseIsNoTime(String text) {
    assertNull(Times.read(TextNode.valueOf(text), BEIJING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1559125519.5",
        "1e400",
        "99999999999999999999",
        "12345678901",
        "true",
        "null",
        "{}",
        "[1559125519]"
      })
  void otherValuesAreNoTime(String json) throws Exception {
    assertNull(read(json));
  }

  @Test
  void hugeTextIsNoTime() {
    assertNull(Times.read(TextNode.valueOf("1".repeat(10_000_000)), BEIJING));
    assertNull(
        Times.read(TextNode.valueOf("2024-06-17T02:58:48." + "1".repeat(1_000_000)), BEIJING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000-00-00", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z"})
  void someTextsStateNoTime(String text) {
    assertTrue(Times.isNone(text));
  }

  @ParameterizedTest
  @CsvSource({"Z, +00:00", "+08:00, +08:00", "-03:30, -03:30", "+14:00, +14:00"})
  void offsetHasTheContractsForm(String zone, String text) {
    assertEquals(text, Times.offset(ZoneOffset.of(zone)));
  }

  private static Times.Moment read(String json) throws JsonProcessingException {
    JsonNode value = JSON.readTree(json);
    return Times.read(value, BEIJING);
  }
}
