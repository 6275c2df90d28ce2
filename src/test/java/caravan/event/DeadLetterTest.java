package caravan.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.json.CanonicalJson;
import caravan.model.Api;
import caravan.model.Scope;
import caravan.model.Scopes;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

  /** The contract's example 17, word for word. */
  private static final String EXAMPLE =
      """
      {
        "schema_version": "1.0.0",
        "id": "4bca1ef6-9998-5be5-93d1-764bc6eb4389",
        "occurred_at": "2024-06-17T03:02:00.377Z",
        "stage": "map",
        "snapshot": {
          "scope": "huawei_cloud/vpn/0a1b2c3d4e5f60718293a4b5c6d7e8f9/cn-north-4/p2c-vpn-gateway/\
      b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7/poll/QueryP2CVPNConnections",
          "poll_id": "484abcb2-506c-5568-b521-379a583eb10f",
          "scheduled_at": "2024-06-17T03:02:00.000Z",
          "page": 0,
          "position": 1
        },
        "source": {
          "vendor": "huawei_cloud",
          "service": "vpn",
          "product": "Virtual Private Network",
          "api": "QueryP2CVPNConnections",
          "api_version": "v5",
          "endpoint": "vpn.cn-north-4.myhuaweicloud.com",
          "account_id": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
          "project_id": "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987",
          "region": "cn-north-4",
          "request_id": "6844f73ab1dd713d369b88904a935bd9"
        },
        "resource": {
          "type": "p2c-vpn-gateway",
          "id": "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7",
          "uid": "huawei_cloud/vpn/0a1b2c3d4e5f60718293a4b5c6d7e8f9/cn-north-4/p2c-vpn-gateway/\
      b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7"
        },
        "error": {
          "class": "bad_time",
          "path": "connection_established_time",
          "message": "not a time: \\"yesterday\\""
        },
        "record": "{\\"client_ip\\":\\"2001:DB8:0:0::00A\\",\\"client_user_name\\":\\"alice\\",\
      \\"client_virtual_ip\\":\\"172.16.8.4\\",\\"connection_established_time\\":\\"yesterday\\",\
      \\"connection_id\\":\\"4f0c9a1e-2b7d-4c55-9d3e-0a6f1e2d3c4b\\",\\"inbound_bytes\\":2310,\
      \\"inbound_packets\\":9,\\"outbound_bytes\\":1822,\\"outbound_packets\\":7,\
      \\"timestamp\\":\\"2024-06-17T02:59:48Z\\"}",
        "record_sha256": "08cfe4803f607141bd49f3298ec6c76854148fbd5e54c24e106849a2a75fe1c3",
        "truncated": false,
        "attempts": 1,
        "replayable": true
      }
      """;

  private static final Instant SLOT = Instant.parse("2024-06-17T03:02:00Z");
  private static final Instant READ = Instant.parse("2024-06-17T03:02:00.377Z");
  private static final String RECORD =
      "{\"client_ip\":\"2001:DB8:0:0::00A\",\"client_user_name\":\"alice\","
          + "\"client_virtual_ip\":\"172.16.8.4\",\"connection_established_time\":\"yesterday\","
          + "\"connection_id\":\"4f0c9a1e-2b7d-4c55-9d3e-0a6f1e2d3c4b\",\"inbound_bytes\":2310,"
          + "\"inbound_packets\":9,\"outbound_bytes\":1822,\"outbound_packets\":7,"
          + "\"timestamp\":\"2024-06-17T02:59:48Z\"}";

  private static DeadLetter letter(Integer position, String text, boolean truncated) {
    return letter(Fixtures.exampleScope(), position, text, truncated);
  }

  private static DeadLetter letter(Scope scope, Integer position, String text, boolean truncated) {
    return new DeadLetter(
        scope,
        Ids.poll(scope.path(), SLOT),
        SLOT,
        READ,
        position == null ? "parse" : "map",
        0,
        position,
        1,
        position == null ? null : "6844f73ab1dd713d369b88904a935bd9",
        new DeadLetter.Cause(
            "bad_time",
            position == null ? null : "connection_established_time",
            "not a time: \"yesterday\""),
        text,
        truncated);
  }

  @Test
  void letterOfTheContractsExampleIsWrittenExactly() {
    // Given
    JsonNode expected = Fixtures.json(EXAMPLE);

    // When
    DeadLetter letter = letter(1, RECORD, false);

    // Then
    assertEquals("4bca1ef6-9998-5be5-93d1-764bc6eb4389", letter.id());
    assertEquals(expected, Fixtures.json(letter.json()));
    assertEquals(CanonicalJson.text(expected), letter.json());
  }

  @Test
  void letterOfAPageHasNoPositionAndCannotBeReplayed() {
    // When
    JsonNode json = Fixtures.json(letter(null, "<html>", false).json());

    // Then
    assertFalse(json.at("/snapshot").has("position"));
    assertFalse(json.at("/error").has("path"));
    assertFalse(json.at("/source").has("request_id"));
    assertEquals("<html>", json.get("record").textValue());
    assertFalse(json.get("replayable").booleanValue());
  }

  @Test
  void letterThatNamesAnEngineIsOfTheVersionThatHasIt() {
    // Given
    Scope scope =
        Scopes.withEngine(Fixtures.exampleScope(), "vpn", true, Api.ResourceKind.VPN_GATEWAY);

    // When
    JsonNode json = Fixtures.json(letter(scope, 1, RECORD, false).json());

    // Then
    assertEquals("vpn", json.at("/resource/engine").textValue());
    assertEquals("1.1.0", json.get("schema_version").textValue());
  }

  @Test
  void cutRecordCannotBeReplayed() {
    JsonNode json = Fixtures.json(letter(1, RECORD, true).json());
    assertTrue(json.get("truncated").booleanValue());
    assertFalse(json.get("replayable").booleanValue());
  }

  @Test
  void idTellsRecordsAndPlacesApartAndIsTheSameForTheSame() {
    assertEquals(letter(1, RECORD, false).id(), letter(1, RECORD, false).id());
    assertNotEquals(letter(1, RECORD, false).id(), letter(2, RECORD, false).id());
    assertNotEquals(letter(1, RECORD, false).id(), letter(1, RECORD + " ", false).id());
    assertNotEquals(letter(0, RECORD, false).id(), letter(null, RECORD, false).id());
  }

  @ParameterizedTest
  @CsvSource({
    "abcdef, 6, abcdef",
    "abcdef, 7, abcdef",
    "abcdef, 5, abcde",
    "abcdef, 0, ''",
    "'', 0, ''",
    "a\u00e4b, 4, a\u00e4b",
    "a\u00e4b, 3, a\u00e4",
    "a\u00e4b, 2, a",
    "\u8fde\u63a5, 5, \u8fde",
    "\u8fde\u63a5, 2, ''",
    "a\ud83d\ude80, 4, a",
    "a\ud83d\ude80, 5, a\ud83d\ude80"
  })
  void textIsCutBetweenCharacters(String text, int bytes, String expected) {
    assertEquals(expected, DeadLetter.cut(text, bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\u0000\"", "\u0001\"\"\"", "\n", "\\", "\ud800"})
  void letterOfTextThatIsAllEscapesFitsIntoAKafkaRecord(String text) {
    // Given
    String cut = DeadLetter.cut(text.repeat(100_000), DeadLetter.MAX_RECORD);

    // When
    byte[] json = letter(null, cut, true).json().getBytes(StandardCharsets.UTF_8);

    // Then
    assertTrue(json.length <= 256 * 1024, () -> json.length + " bytes");
    assertTrue(json.length > 64 * 1024, () -> json.length + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\u00e4", "\u8fde", "\ud83d\ude80"})
  void longTextIsCutToTheLimitAndLosesLessThanACharacter(String character) {
    // Given
    String text = character.repeat(70_000);

    // When
    String cut = DeadLetter.cut(text, DeadLetter.MAX_RECORD);

    // Then
    int bytes = cut.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes <= DeadLetter.MAX_RECORD, () -> bytes + " bytes");
    assertTrue(bytes > DeadLetter.MAX_RECORD - 4, () -> bytes + " bytes");
    assertTrue(text.startsWith(cut));
  }
}
