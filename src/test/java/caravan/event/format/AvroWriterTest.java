package caravan.event.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Quality;
import caravan.event.view.ExampleEvents;
import caravan.kafka.AvroJson;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read back with Avro's own reader and must be the event's JSON again. */
class AvroWriterTest {

  private static final ExampleEvents.Expected TUNNEL =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OPENED);
  private static final ExampleEvents.Expected ACCOUNT =
      ExampleEvents.first("describeAccounts", Kind.ACCOUNT_CHANGED);
  private static final ExampleEvents.Expected POSTURE =
      ExampleEvents.first("DescribeInstanceSSL", Kind.ENDPOINT_TLS_CHANGED);

  private static Stream<ExampleEvents.Expected> examples() {
    return ExampleEvents.all();
  }

  /** The bytes of an event, each of them checked against the schema while it is written. */
  private static byte[] bytes(Event event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Encoder binary = EncoderFactory.get().binaryEncoder(bytes, null);
    Encoder checked = EncoderFactory.get().validatingEncoder(AvroSchemas.CURRENT, binary);
    new AvroWriter(checked).write(event);
    checked.flush();
    return bytes.toByteArray();
  }

  private static GenericRecord readBack(byte[] bytes) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(AvroSchemas.CURRENT).read(null, decoder);
    assertEquals(true, decoder.isEnd());
    return record;
  }

  private static void assertNothingLost(Event event) throws IOException {
    assertEquals(event.json(), AvroJson.text(readBack(bytes(event))));
  }

  private static ObjectNode part(JsonNode event, String path) {
    return (ObjectNode) event.at(path);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void exampleIsTheSameInBothFormats(ExampleEvents.Expected expected) throws IOException {
    assertNothingLost(expected.event());
  }

  @Test
  void factsOfTheMinorVersionAreTheSameInBothFormats() throws Exception {
    for (Event event :
        List.of(
            TUNNEL.changed(one -> part(one, "/connection").put("database", "x")),
            POSTURE.changed(AvroWriterTest::describeTls),
            ACCOUNT.changed(AvroWriterTest::describeAccount))) {
      assertNothingLost(event);
      Recorded read = new AvroReader(AvroSchemas.CURRENT).read(bytes(event), 0);
      assertEquals(SubjectState.of(event), read.known());
    }
  }

  private static void describeTls(ObjectNode event) {
    ObjectNode tls = part(event, "/tls").put("required", true).put("min_version", "1.2");
    tls.putObject("certificate")
        .put("common_name", "db.example")
        .put("issuer", "CN=ca")
        .put("serial_number", "0A:1B");
    tls.putObject("previous").put("enabled", true).put("required", false).put("min_version", "1");
    event.put("schema_version", "1.1.0");
  }

  private static void describeAccount(ObjectNode event) {
    ObjectNode account =
        part(event, "/account")
            .put("enabled", false)
            .put("expires_at", "2026-01-31T23:59:59.999Z")
            .put("expires_at_text", "2026-02-01")
            .put("expires_at_zone", "+08:00")
            .put("created_at", "2025-01-31T23:59:59.999Z")
            .put("password_changed_at", "2025-01-31T23:59:58.999Z")
            .put("type", "database_user")
            .put("label", "the application");
    account.putArray("hosts").add("%").add("10.0.0.1");
    part(event, "/account/changes").putObject("previous").put("enabled", true).putArray("hosts");
    event.put("schema_version", "1.1.0");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void bytesAreThoseOfAvrosOwnWriter(ExampleEvents.Expected expected) throws IOException {
    // Given
    byte[] bytes = bytes(expected.event());
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    Encoder encoder = EncoderFactory.get().binaryEncoder(again, null);

    // When
    new GenericDatumWriter<GenericRecord>(AvroSchemas.CURRENT).write(readBack(bytes), encoder);
    encoder.flush();

    // Then
    if (expected.event().report() == null || expected.event().report().emitted().size() < 2) {
      assertArrayEquals(again.toByteArray(), bytes);
    } else {
      // The order of a map's entries is free.
      assertEquals(again.size(), bytes.length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "quote \" backslash \\ slash /",
        "\u0000\u0001\u001f\u007f\u0080\u009f",
        "line\r\n\ttab\u2028\u2029\ufeff",
        "\u8fde\u63a5 e\u0301 \u202e",
        "\ud83d\ude80 \udbff\udfff",
        "\ufffd \uffff",
        "\\ud800 is text",
      })
  void anyTextSurvives(String text) throws IOException {
    assertNothingLost(
        TUNNEL.changed(
            event -> {
              part(event, "/client/user").put("name", text);
              part(event, "/client/address").put("text", text).put("zone", text);
              part(event, "/connection").put("vendor_id", text);
              part(event, "/raw").put("record", text);
              part(event, "/source").put("request_id", text);
              event.put("subject", text);
              event
                  .putArray("quality")
                  .addObject()
                  .put("code", "unknown_field")
                  .put("path", "raw.record")
                  .put("detail", text);
            }));
    assertNothingLost(
        ACCOUNT.changed(
            event -> {
              part(event, "/account").put("name", text).put("database", text);
              part(event, "/account/roles/0").put("role", text).put("database", text);
            }));
    assertNothingLost(
        POSTURE.changed(
            event ->
                part(event, "/tls")
                    .putObject("certificate")
                    .put("expires_at_text", text)
                    .put("url", text)));
  }

  @Test
  void longRecordSurvives() throws IOException {
    assertNothingLost(
        TUNNEL.changed(event -> part(event, "/raw").put("record", "\u8fde".repeat(21_845))));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 64, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
  void anyNumberSurvives(long number) throws IOException {
    assertNothingLost(
        TUNNEL.changed(
            event -> {
              part(event, "/connection")
                  .put("count", number)
                  .put("count_delta", number)
                  .put("duration_min_ms", number)
                  .put("duration_max_ms", number);
              part(event, "/traffic/total")
                  .put("bytes_from_client", number)
                  .put("packets_to_client", number);
            }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z",
        "2026-01-01T00:00:00.123456789Z",
        "1901-01-01T00:00:00.000000001Z",
      })
  void instantsAreTheSameToTheMillisecond(String instant) throws IOException {
    assertNothingLost(
        TUNNEL.changed(
            event -> {
              event.put("event_time", instant).put("observed_at", instant);
              event.put("incarnation", instant).put("returned_after", instant);
              part(event, "/connection").put("started_at", instant);
              part(event, "/traffic").put("measured_at", instant);
              part(event, "/snapshot").put("scheduled_at", instant);
              event.putObject("window").put("after", instant).put("until", instant);
            }));
  }

  @Test
  void everythingThatMayBeAbsentMayBeAbsent() throws IOException {
    assertNothingLost(
        TUNNEL.changed(
            event -> {
              for (String name : List.of("connection", "traffic", "window", "quality", "raw")) {
                event.remove(name);
              }
              event.putObject("client");
              event.putObject("tls");
              part(event, "/snapshot").remove(List.of("page", "position", "previous_poll_id"));
              event.remove(List.of("incarnation", "revision", "content_hash"));
            }));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, 100, 599, 600, 999})
  void failureOfAMarkerIsStatedAsInJson(int status) throws IOException {
    assertNothingLost(
        ExampleEvents.first("QueryP2CVPNConnections", Kind.SNAPSHOT_INCOMPLETE)
            .changed(
                event ->
                    part(event, "/report")
                        .putObject("error")
                        .put("class", "vendor_error")
                        .put("code", "VPN.0001")
                        .put("message", "\u8fde \ud83d\ude80")
                        .put("http_status", status)
                        .put("page", 3)
                        .put("attempts", 2)
                        .put("retryable", true)));
  }

  @Test
  void whatAMarkerLeavesOutIsStatedAsInJson() throws IOException {
    assertNothingLost(
        ExampleEvents.first("QueryP2CVPNConnections", Kind.SNAPSHOT_INCOMPLETE)
            .changed(
                event ->
                    part(event, "/report")
                        .put("absences_omitted", 7)
                        .put("letters_suppressed", 8)));
  }

  /** What of an event differs from its JSON, where a text has no form in UTF-8. */
  private static JsonNode replaced(ExampleEvents.Expected expected, Consumer<ObjectNode> change)
      throws IOException {
    Event event = expected.changed(change);
    return ExampleEvents.parse(AvroJson.text(readBack(bytes(event))));
  }

  private static List<Quality> quality(JsonNode event) {
    List<Quality> all = new ArrayList<>();
    for (JsonNode one : event.path("quality")) {
      all.add(
          new Quality(
              one.get("code").textValue(),
              one.get("path").textValue(),
              one.path("detail").textValue()));
    }
    return all;
  }

  @Test
  void unpairedSurrogateIsReplacedAndADoubtHoldsTheText() throws IOException {
    // When
    JsonNode event =
        replaced(
            TUNNEL,
            one -> {
              one.remove("quality");
              part(one, "/client/user").put("name", "\udc00a\ud83d\ude80\"\ud83d");
            });

    // Then
    assertEquals("\ufffda\ud83d\ude80\"\ufffd", event.at("/client/user/name").textValue());
    assertEquals(
        List.of(
            new Quality(
                "unknown_value", "client.user.name", "\"\\udc00a\ud83d\ude80\\\"\\ud83d\"")),
        quality(event));
  }

  @Test
  void doubtsOfReplacedTextsFollowTheOthers() throws IOException {
    // When
    JsonNode event =
        replaced(
            ACCOUNT,
            one -> {
              part(one, "/account").put("name", "\ud800\ud800");
              part(one, "/raw").put("record", "\udfff");
              ArrayNode quality = one.putArray("quality");
              quality
                  .addObject()
                  .put("code", "unknown_field")
                  .put("path", "raw.record")
                  .put("detail", "\ud800");
            });

    // Then
    assertEquals("\ufffd\ufffd", event.at("/account/name").textValue());
    assertEquals("\ufffd", event.at("/raw/record").textValue());
    assertEquals(
        List.of(
            new Quality("unknown_field", "raw.record", "\ufffd"),
            new Quality("unknown_value", "account.name", "\"\\ud800\\ud800\""),
            new Quality("unknown_value", "raw.record", "\"\\udfff\""),
            new Quality("unknown_value", "quality", "\"\\ud800\"")),
        quality(event));
  }

  @Test
  void wholeTextsLeaveNoDoubt() throws IOException {
    JsonNode event = replaced(TUNNEL, one -> one.remove("quality"));
    assertFalse(event.has("quality"));
  }
}
