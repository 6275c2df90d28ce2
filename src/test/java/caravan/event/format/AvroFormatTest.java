package caravan.event.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.FactsOf;
import caravan.SettingsFixture;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.UnreadableRecord;
import caravan.event.view.ExampleEvents;
import caravan.kafka.AvroJson;
import caravan.registry.Registry;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroFormatTest {

  private static final String TOPIC = "caravan.state.v1";
  private static final ExampleEvents.Expected TUNNEL =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OPENED);

  private final Registry server = Registry.start();
  private final AvroFormat plain = new AvroFormat(null);
  private final AvroFormat registered = registered();

  private AvroFormat registered() {
    return new AvroFormat(
        new SchemaRegistry(
            server.url(), SettingsFixture.settings(FormatSettings.class).registry()));
  }

  @AfterEach
  void stopRegistry() {
    server.close();
  }

  private static Stream<ExampleEvents.Expected> open() {
    return ExampleEvents.all()
        .filter(one -> !one.json().has("report") && !one.event().kind().ends());
  }

  private static Stream<ExampleEvents.Expected> notOpen() {
    return ExampleEvents.all().filter(one -> one.json().has("report") || one.event().kind().ends());
  }

  private static ObjectNode part(JsonNode event, String path) {
    return (ObjectNode) event.at(path);
  }

  private static UnreadableRecord refused(AvroFormat format, byte[] value) {
    return assertThrows(UnreadableRecord.class, () -> format.read(value));
  }

  @Test
  void withoutARegistryTheValueIsASingleObjectThatAvroReads() throws IOException {
    // Given
    Event event = TUNNEL.event();

    // When
    byte[] value = plain.bytes(TOPIC, event);

    // Then
    BinaryMessageDecoder<GenericRecord> avro =
        new BinaryMessageDecoder<>(new GenericData(), AvroSchemas.CURRENT);
    assertEquals(event.json(), AvroJson.text(avro.decode(value)));
  }

  @Test
  void withARegistryTheValueBeginsWithTheIdOfItsSchema() throws IOException {
    // Given
    Event event = TUNNEL.event();

    // When
    byte[] value = registered.bytes(TOPIC, event);

    // Then
    assertArrayEquals(new byte[] {0, 1, 2, 3, 4}, Arrays.copyOf(value, 5));
    Schema schema = new Schema.Parser().parse(server.schema(Registry.FIRST_ID));
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(schema)
            .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    assertEquals(event.json(), AvroJson.text(record));
    assertEquals(AvroSchemas.CURRENT, schema);
  }

  /** Consumers of a registry see what each field means. */
  @Test
  void registeredSchemaKeepsItsWords() {
    registered.prepare(TOPIC);
    assertTrue(server.schema(Registry.FIRST_ID).contains("The vendor text, unchanged."));
  }

  @Test
  void schemaIsRegisteredOnceForEachTopic() {
    // When
    for (int i = 0; i < 3; i++) {
      registered.prepare("caravan.events.v1");
      registered.bytes("caravan.events.v1", TUNNEL.event());
      registered.bytes(TOPIC, TUNNEL.event());
    }

    // Then
    assertEquals(
        List.of(
            "POST /subjects/caravan.events.v1-value/versions",
            "POST /subjects/caravan.state.v1-value/versions"),
        server.requests().stream().map(Registry.Request::line).toList());
  }

  @ParameterizedTest
  @MethodSource("open")
  void stateIsReadAsFromJson(ExampleEvents.Expected expected) throws UnreadableRecord {
    assertReadAsFromJson(expected.event());
  }

  private void assertReadAsFromJson(Event event) throws UnreadableRecord {
    byte[] json = event.json().getBytes(StandardCharsets.UTF_8);
    assertEquals(RecordedReader.json(json), plain.read(plain.bytes(TOPIC, event)));
    assertEquals(RecordedReader.json(json), registered.read(registered.bytes(TOPIC, event)));
    assertEquals(SubjectState.of(event), plain.read(plain.bytes(TOPIC, event)).known());
  }

  @Test
  void oddStateIsReadAsFromJson() throws UnreadableRecord {
    String text = "\u0000\u001f\"\\\u2028 \u8fde \ud83d\ude80";
    assertReadAsFromJson(
        TUNNEL.changed(
            event -> {
              part(event, "/client/user").put("name", text);
              part(event, "/client/address").put("port", 65_535).put("zone", text);
              part(event, "/client").put("internal", false);
              part(event, "/raw").put("record", text).put("truncated", true);
              part(event, "/source").remove(List.of("account_id", "region", "project_id"));
              part(event, "/connection").put("count", Long.MIN_VALUE);
              ArrayNode quality = event.putArray("quality");
              quality.addObject().put("code", "counter_reset").put("path", "traffic.total");
              quality.addObject().put("code", "clock_skew").put("path", "p").put("detail", text);
            }));
  }

  @ParameterizedTest
  @MethodSource("notOpen")
  void eventThatIsNoStateIsRefused(ExampleEvents.Expected expected) {
    String why = expected.json().has("report") ? "/kind is a marker" : "/kind ends its subject";
    assertEquals(why, refused(plain, plain.bytes(TOPIC, expected.event())).getMessage());
  }

  private void assertRefused(String why, Consumer<ObjectNode> change) {
    byte[] value = plain.bytes(TOPIC, TUNNEL.changed(change));
    assertEquals(why, refused(plain, value).getMessage());
  }

  @Test
  void stateThatLacksWhatIsNeededIsRefused() {
    assertRefused("the record lacks incarnation", event -> event.remove("incarnation"));
    assertRefused("the record lacks revision", event -> event.remove("revision"));
    assertRefused("the record lacks content_hash", event -> event.remove("content_hash"));
    assertRefused("the record lacks raw", event -> event.remove("raw"));
    assertRefused("/content_hash is not a hash", event -> event.put("content_hash", "sha256:0"));
    assertRefused(
        "/connection is closed", event -> part(event, "/connection").put("state", "closed"));
  }

  @Test
  void stateAboutTwoThingsIsRefused() throws IOException {
    // Given
    byte[] value = plain.bytes(TOPIC, TUNNEL.event());
    GenericRecord two =
        new GenericDatumReader<GenericRecord>(AvroSchemas.CURRENT)
            .read(null, DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null));
    two.put(
        "tls", new GenericData.Record(two.getSchema().getField("tls").schema().getTypes().get(1)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(value, 0, 10);
    Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(AvroSchemas.CURRENT).write(two, encoder);

    // Then
    assertEquals(
        "the record is not about one of connection, tls, account and asset",
        refused(plain, bytes.toByteArray()).getMessage());
  }

  @Test
  void everyCutOfAValueIsRefused() {
    byte[] value = plain.bytes(TOPIC, TUNNEL.event());
    for (int length = 0; length < value.length; length++) {
      refused(plain, Arrays.copyOf(value, length));
    }
    assertEquals(
        "the record has something behind its end",
        refused(plain, Arrays.copyOf(value, value.length + 1)).getMessage());
  }

  /** Whatever comes of damage, it is either a record or the one exception. */
  @Test
  void damageIsNeverAnotherFailure() {
    // Given
    byte[] value = plain.bytes(TOPIC, TUNNEL.event());
    Random random = new Random(17);
    int refused = 0;

    // When
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = value.clone();
      for (int hits = 0; hits <= i % 3; hits++) {
        damaged[10 + random.nextInt(value.length - 10)] = (byte) random.nextInt();
      }
      try {
        plain.read(damaged);
      } catch (UnreadableRecord expected) {
        refused++;
      }
    }

    // Then
    assertTrue(refused > 250, () -> "the damage does not reach the reader");
  }

  /** Memory must not be set aside for a length that only damage can have. */
  @ParameterizedTest
  @CsvSource({
    "-1, AvroRuntimeException",
    "-9223372036854775808, AvroRuntimeException",
    "134217728, EOFException",
    "1073741824, EOFException",
    "2147483639, EOFException",
    "1099511627776, UnsupportedOperationException"
  })
  void lengthBeyondTheValueIsRefused(long length, String cause) throws IOException {
    // Given
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain.bytes(TOPIC, TUNNEL.event()), 0, 10);
    Encoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    encoder.writeLong(length);
    encoder.writeFixed(new byte[100]);

    // Then
    assertEquals(
        "the record is not Avro of its schema (" + cause + ")",
        refused(plain, bytes.toByteArray()).getMessage());
  }

  @Test
  void listLongerThanTheValueIsRefused() throws IOException {
    // Given
    Event account =
        ExampleEvents.first("describeAccounts", Kind.ACCOUNT_OBSERVED)
            .changed(one -> part(one, "/account").put("name", "the-name").put("superuser", true));
    byte[] value = plain.bytes(TOPIC, account);
    // Behind the name stand the flag and the number of roles, a byte each.
    int name = new String(value, StandardCharsets.ISO_8859_1).indexOf("the-name");
    int roles = name + "the-name".length() + 1;
    assertEquals(2 * FactsOf.account(account.facts()).roles().size(), value[roles]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(value, 0, roles);
    EncoderFactory.get().directBinaryEncoder(bytes, null).writeLong(1L << 30);
    bytes.write(value, roles + 1, value.length - roles - 1);

    // Then
    assertEquals(
        "the record is not Avro of its schema (EOFException)",
        refused(plain, bytes.toByteArray()).getMessage());
  }

  @Test
  void unknownFingerprintIsNamedWithWhatHelps() {
    // Given
    byte[] value = plain.bytes(TOPIC, TUNNEL.event());
    System.arraycopy(new byte[] {8, 7, 6, 5, 4, 3, 2, 1}, 0, value, 2, 8);

    // Then
    assertEquals(
        "the record was written with the Avro schema of fingerprint 0102030405060708, which this"
            + " version does not have; run the version that wrote it, or a later one",
        refused(plain, value).getMessage());
  }

  @Test
  void registeredValueWithoutARegistryNamesTheSetting() {
    assertEquals(
        "the record was written with schema 16909060 of a schema registry; set"
            + " caravan.registry.url to that registry",
        refused(plain, registered.bytes(TOPIC, TUNNEL.event())).getMessage());
  }

  @Test
  void valuesFromBeforeTheRegistryStayReadable() throws UnreadableRecord {
    byte[] value = plain.bytes(TOPIC, TUNNEL.event());
    assertEquals(plain.read(value), registered.read(value));
    assertEquals(List.of(), server.requests());
  }

  @Test
  void schemaOfAnIdIsAskedForOnce() throws UnreadableRecord {
    // Given
    byte[] value = registered.bytes(TOPIC, TUNNEL.event());
    AvroFormat restarted = registered();
    int before = server.requests().size();

    // When
    restarted.read(value);
    restarted.read(value);

    // Then
    assertEquals(
        List.of("GET /schemas/ids/16909060"),
        server.requests().stream().skip(before).map(Registry.Request::line).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00000000",
        "C3",
        "C301",
        "C30100000000000000",
        "C302000000000000000000",
        "7B7D",
        "0100000001",
        "FFFFFFFFFFFFFFFFFFFFFFFF"
      })
  void otherFormsAreRefused(String hex) {
    byte[] value = new byte[hex.length() / 2];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    assertEquals(
        "the record is said to be Avro, but begins neither with the id of a registered schema nor"
            + " with the fingerprint of one",
        refused(registered, value).getMessage());
  }

  /** The event schema with its list of fields, or one deeper in it, changed. */
  private static Schema evolved(Consumer<ArrayNode> change) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(AvroSchemas.CURRENT.toString());
    change.accept((ArrayNode) schema.get("fields"));
    return new Schema.Parser().parse(schema.toString());
  }

  /** A value as another version writes it, whose schema the registry has. */
  private byte[] writtenWith(Schema writer, Event event) throws IOException {
    byte[] value = plain.bytes(TOPIC, event);
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(AvroSchemas.CURRENT, writer)
            .read(null, DecoderFactory.get().binaryDecoder(value, 10, value.length - 10, null));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int id = server.keep(writer.toString());
    bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    Encoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(writer).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static void add(ArrayNode fields, String name) {
    ObjectNode field = fields.addObject().put("name", name);
    field.putArray("type").add("null").add("string");
    field.putNull("default");
  }

  @Test
  void stateOfALaterVersionIsRead() throws Exception {
    // Given
    Schema later =
        evolved(
            fields -> {
              add(fields, "added");
              JsonNode client = part(fields.get(15), "").get("type").get(1);
              add((ArrayNode) client.get("fields"), "added");
              ((ObjectNode) client).put("doc", "other words");
            });

    // Then
    assertEquals(
        plain.read(plain.bytes(TOPIC, TUNNEL.event())),
        registered.read(writtenWith(later, TUNNEL.event())));
  }

  @Test
  void stateOfAnEarlierVersionIsRead() throws Exception {
    // Given
    Schema earlier =
        evolved(
            fields -> {
              List<JsonNode> kept = new ArrayList<>();
              fields.forEach(kept::add);
              kept.removeIf(field -> field.get("name").textValue().matches("quality|extensions"));
              fields.removeAll();
              kept.forEach(fields::add);
            });
    Event event = TUNNEL.changed(one -> one.remove("quality"));

    // Then
    assertEquals(
        plain.read(plain.bytes(TOPIC, event)), registered.read(writtenWith(earlier, event)));
  }

  @Test
  void schemaThatIsNoEventsIsRefused() {
    // Given
    int id =
        server.keep(
            "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"n\",\"type\":\"int\"}]}");
    byte[] value = ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 2).array();

    // Then
    String message = refused(registered, value).getMessage();
    assertTrue(
        message.startsWith("the record was written with a schema that is not an event's: "),
        message);
  }
}
