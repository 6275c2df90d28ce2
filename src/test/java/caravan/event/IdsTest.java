package caravan.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import caravan.model.Examples;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {

  private static final String SCOPE =
      "tencent_cloud/mongodb/1250000000/ap-guangzhou/instance/cmgo-eqmoaxxx"
          + "/poll/DescribeClientConnections";
  private static final Instant SLOT = Instant.parse("2025-12-03T02:42:00Z");
  private static final String POLL = "e681241f-4b60-5df8-a35a-4b7cb5151d3c";
  private static final String HASH =
      "sha256:bfdad603663f0345ecacc8f438845f88a08a9c217149c96ce77872760a23a7bd";

  @Test
  void pollIdIsTheContractsTestVector() {
    assertEquals(POLL, Ids.poll(SCOPE, SLOT));
  }

  @Test
  void eventIdIsTheContractsTestVector() {
    assertEquals("2cbaaeb2-78c8-5518-b1eb-6105aa1c4dff", event(1, null));
  }

  @Test
  void idsAreNameBasedUuidsOfTheContractsNamespace() {
    UUID id = UUID.fromString(Ids.poll(SCOPE, SLOT));
    assertEquals(5, id.version());
    assertEquals(2, id.variant());
    assertNotEquals(id.toString(), Ids.poll(SCOPE, SLOT.plusSeconds(60)));
  }

  @Test
  void revisionAndSuffixEachMakeAnotherEvent() {
    assertNotEquals(event(1, null), event(2, null));
    assertNotEquals(event(1, null), event(1, POLL));
    assertNotEquals(event(1, POLL), event(1, "2025-12-03T02:42:00.187Z"));
  }

  @Test
  void letterOfAPageHasADashForItsPosition() {
    assertNotEquals(letter(null), letter(0));
    assertEquals(letter(3), letter(3));
  }

  @Test
  void sha256IsLowerCaseHexOfTheUtf8Bytes() {
    // The test vectors of FIPS 180 for no bytes and for "abc".
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Ids.sha256(""));
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Ids.sha256("abc"));
    assertEquals(Ids.sha256("é".getBytes(StandardCharsets.UTF_8)), Ids.sha256("é"));
  }

  @ParameterizedTest
  @MethodSource("caravan.model.Examples#all")
  void everyIdOfTheContractsExamplesIsReproduced(Examples.Example example) {
    for (JsonNode event : example.events()) {
      assertEquals(pollId(example), event.at("/snapshot/poll_id").textValue());
      assertEquals(eventId(event), event.get("id").textValue(), event.toString());
    }
    for (JsonNode letter : example.deadLetters()) {
      assertEquals(letterId(letter), letter.get("id").textValue());
    }
  }

  private static String pollId(Examples.Example example) {
    return Ids.poll(example.scope().path(), example.scheduledAt());
  }

  private static String eventId(JsonNode event) {
    String kind = event.get("kind").textValue();
    String subject = event.get("subject").textValue();
    if (!event.has("incarnation")) {
      return Ids.marker(kind, subject, event.at("/snapshot/poll_id").textValue());
    }
    return Ids.event(
        kind,
        subject,
        Instant.parse(event.get("incarnation").textValue()),
        event.get("revision").intValue(),
        event.get("content_hash").textValue(),
        suffix(event));
  }

  private static String suffix(JsonNode event) {
    return switch (event.at("/snapshot/trigger").textValue()) {
      case "heartbeat" -> event.at("/snapshot/poll_id").textValue();
      case "appeared", "disappeared" -> event.at("/window/after").textValue();
      default -> null;
    };
  }

  private static String letterId(JsonNode letter) {
    JsonNode snapshot = letter.get("snapshot");
    return Ids.letter(
        snapshot.get("scope").textValue(),
        snapshot.get("poll_id").textValue(),
        snapshot.get("page").intValue(),
        snapshot.has("position") ? snapshot.get("position").intValue() : null,
        letter.get("record_sha256").textValue());
  }

  private static String event(int revision, String suffix) {
    String subject =
        "tencent_cloud/mongodb/1250000000/ap-guangzhou/instance/cmgo-eqmoaxxx/client/192.168.1.1";
    return Ids.event("connection.observed", subject, SLOT, revision, HASH, suffix);
  }

  private static String letter(Integer position) {
    return Ids.letter(SCOPE, POLL, 0, position, Ids.sha256("{}"));
  }
}
