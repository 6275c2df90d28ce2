package caravan.event.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.event.Event;
import caravan.event.Origin;
import caravan.event.Quality;
import caravan.event.UnreadableRecord;
import caravan.event.view.ExampleEvents;
import caravan.model.Knowns;
import caravan.model.Scope;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedReaderTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Scope SCOPE = Fixtures.exampleScope();

  private final ObjectNode event =
      (ObjectNode) Fixtures.json(Knowns.event(Knowns.connection("c-1"), SCOPE).json());

  static Stream<ExampleEvents.Expected> open() {
    return ExampleEvents.all().filter(one -> !ends(one) && !one.json().has("report"));
  }

  static Stream<ExampleEvents.Expected> notOpen() {
    return ExampleEvents.all().filter(one -> ends(one) || one.json().has("report"));
  }

  private static boolean ends(ExampleEvents.Expected one) {
    return one.event().kind().ends();
  }

  static Stream<SubjectState> carried() {
    return Knowns.carried();
  }

  @ParameterizedTest
  @MethodSource("open")
  void eventOfTheExamplesGivesWhatTheEventItselfDoes(ExampleEvents.Expected one) throws Exception {
    // Given
    Event expected = one.event();

    // Then
    assertEquals(SubjectState.of(expected), RecordedReader.json(bytes(expected.json())).known());
    assertEquals(
        SubjectState.of(expected), RecordedReader.json(JSON.writeValueAsBytes(one.json())).known());
  }

  @ParameterizedTest
  @MethodSource("notOpen")
  void eventThatLeavesNothingOpenIsRefused(ExampleEvents.Expected one) {
    assertUnreadable("", bytes(one.event().json()));
  }

  @ParameterizedTest
  @MethodSource("carried")
  void whateverAnEventCarriesIsReadBack(SubjectState known) throws Exception {
    // Given
    Event carrier = Knowns.event(known, SCOPE);

    // When
    Recorded read = RecordedReader.json(bytes(carrier.json()));

    // Then
    assertEquals(known, read.known());
    assertEquals(SubjectState.of(carrier), read.known());
  }

  @Test
  void hostsThatAreNoTextsAreRefused() {
    // Given
    ObjectNode account = event.putObject("account");
    event.remove(List.of("client", "connection", "traffic"));
    account.put("database", "-").put("name", "a").put("superuser", false).putArray("roles");
    account.putArray("hosts").add("%").add(1);

    // Then
    assertUnreadable("/account/hosts", event.toString().getBytes(UTF_8));
  }

  @Test
  void counterResetStaysWithTheEventThatStatedIt() throws Exception {
    // Given
    ArrayNode quality = event.putArray("quality");
    quality.addObject().put("code", "counter_reset").put("path", "traffic.total");
    quality.addObject().put("code", "clock_skew").put("path", "traffic.measured_at");

    // Then
    assertEquals(List.of(new Quality("clock_skew", "traffic.measured_at")), read().quality());
  }

  @Test
  void originIsWhatTheSourceAndTheResourceSay() throws Exception {
    // When
    Recorded read = RecordedReader.json(JSON.writeValueAsBytes(event));

    // Then
    assertEquals(SCOPE.path(), read.scope());
    assertEquals(
        new Origin(
            "huawei_cloud",
            "vpn",
            "QueryP2CVPNConnections",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "7c6f2d1e0b9a48d3a5f4e3d2c1b0a987",
            "cn-north-4",
            "vpn.cn-north-4.myhuaweicloud.com",
            "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7"),
        read.origin());
  }

  @Test
  void originLacksWhatTheSourceDoesNotState() throws Exception {
    // Given
    ((ObjectNode) event.get("source"))
        .remove(List.of("account_id", "project_id", "region", "endpoint"));

    // Then
    assertEquals(
        new Origin(
            "huawei_cloud",
            "vpn",
            "QueryP2CVPNConnections",
            null,
            null,
            null,
            null,
            "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7"),
        RecordedReader.json(JSON.writeValueAsBytes(event)).origin());
  }

  @Test
  void membersMayComeInAnyOrder() throws Exception {
    assertEquals(Knowns.connection("c-1"), known(reversed(event)));
  }

  @Test
  void whatANewerMinorVersionAddsIsPassedOver() throws Exception {
    // Given
    SubjectState usual = read();
    event.put("schema_version", "1.7.0").put("kind", "connection.moved");
    event.putObject("extensions").putArray("com.example.tags").addObject().put("subject", "not me");
    event.put("later", 1.5).putNull("nothing").put("huge", new BigInteger("9".repeat(30)));
    Stream.of("/client", "/client/address", "/client/user", "/connection", "/traffic", "/raw")
        .forEach(part -> ((ObjectNode) event.at(part)).putObject("later").put("text", "not me"));
    ((ObjectNode) event.at("/traffic/total")).put("later", "not me");
    ((ObjectNode) event.at("/quality/0")).putArray("later").add("not me");

    // Then
    assertEquals(usual, read());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/schema_version",
        "/kind",
        "/subject",
        "/incarnation",
        "/revision",
        "/content_hash",
        "/observed_at",
        "/snapshot",
        "/snapshot/scope",
        "/snapshot/scheduled_at",
        "/source",
        "/source/vendor",
        "/source/service",
        "/source/api",
        "/resource",
        "/resource/id",
        "/raw",
        "/raw/record",
        "/raw/sha256",
        "/client/address/text",
        "/client/address/masked",
        "/client/address/role",
        "/client/user/name",
        "/client/user/origin",
        "/connection/granularity",
        "/connection/state",
        "/connection/count",
        "/traffic/total",
        "/quality/0/code",
        "/quality/0/path"
      })
  void recordWithoutAMemberThatIsNeededIsRefused(String member) throws Exception {
    // Given
    int last = member.lastIndexOf('/');
    ((ObjectNode) event.at(member.substring(0, last))).remove(member.substring(last + 1));

    // Then
    UnreadableRecord refused = assertUnreadable("", JSON.writeValueAsBytes(event));
    assertTrue(refused.getMessage().contains("lacks"), refused::getMessage);
    assertTrue(refused.getMessage().contains(member.substring(last + 1)), refused::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/schema_version",
        "/kind",
        "/subject",
        "/incarnation",
        "/revision",
        "/content_hash",
        "/observed_at",
        "/snapshot",
        "/snapshot/scope",
        "/snapshot/scheduled_at",
        "/source",
        "/source/vendor",
        "/source/region",
        "/resource",
        "/resource/id",
        "/raw",
        "/raw/record",
        "/raw/truncated",
        "/client",
        "/client/address",
        "/client/address/text",
        "/client/address/masked",
        "/client/address/version",
        "/client/address/port",
        "/client/internal",
        "/client/user",
        "/client/user/name",
        "/connection",
        "/connection/count",
        "/connection/tunnel",
        "/connection/started_at",
        "/connection/vendor_id",
        "/traffic",
        "/traffic/measured_at",
        "/traffic/total",
        "/traffic/total/bytes_to_client",
        "/quality",
        "/quality/0",
        "/quality/0/code",
        "/tls",
        "/tls/certificate",
        "/account",
        "/account/roles"
      })
  void memberOfAnotherTypeIsRefusedByItsName(String member) throws Exception {
    int last = member.lastIndexOf('/');
    for (Object wrong : new Object[] {null, 1.5, List.of(1.5), Map.of("1", 1.5)}) {
      // Given
      ObjectNode changed = event.deepCopy();
      boolean container = member.equals("/quality") || member.equals("/account/roles");
      if (wrong instanceof List<?> && container) {
        // A list is what it has to be.
        continue;
      }
      if (wrong instanceof Map<?, ?> && changed.at(member).isObject()) {
        continue;
      }
      if (member.startsWith("/tls/") || member.startsWith("/account/")) {
        changed.putObject(member.substring(1, last));
      }
      if (wrong instanceof Map<?, ?> && (member.equals("/tls") || member.equals("/account"))) {
        continue;
      }
      set(changed, member, wrong);

      // Then
      assertUnreadable(
          member.equals("/tls/certificate") && wrong instanceof Map<?, ?>
              ? ""
              : member + " is not ",
          JSON.writeValueAsBytes(changed));
    }
  }

  private static void set(ObjectNode root, String member, Object wrong) {
    int last = member.lastIndexOf('/');
    JsonNode parent = root.at(member.substring(0, last));
    if (parent instanceof ArrayNode array) {
      array.set(0, JSON.<JsonNode>valueToTree(wrong));
    } else {
      ((ObjectNode) parent)
          .set(
              member.substring(last + 1),
              wrong == null
                  ? JsonNodeFactory.instance.nullNode()
                  : JSON.<JsonNode>valueToTree(wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-31",
        "2026-01-31T23:59:00Z",
        "2026-01-31T23:59:00.25Z",
        "2026-01-31T23:59:00.2500Z",
        "2026-01-31T23:59:00.250z",
        "2026-01-31 23:59:00.250Z",
        "2026-01-31T23:59:00.250+",
        "2026-02-30T23:59:00.250Z",
        "2026-13-01T23:59:00.250Z",
        "2026-00-01T23:59:00.250Z",
        "2026-01-31T24:00:00.000Z",
        "2026-01-31T23:60:00.250Z",
        "2026-01-31T23:59:60.250Z",
        "+026-01-31T23:59:00.250Z",
        "２０２６-01-31T23:59:00.250Z"
      })
  void textThatIsNoInstantIsRefused(String text) throws Exception {
    event.put("observed_at", text);
    assertUnreadable("/observed_at is not an instant", JSON.writeValueAsBytes(event));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256:0",
        "sha256:bfdad603663f0345ecacc8f438845f88a08a9c217149c96ce77872760a23a7bG",
        "sha256:BFDAD603663f0345ecacc8f438845f88a08a9c217149c96ce77872760a23a7bd",
        "SHA256:bfdad603663f0345ecacc8f438845f88a08a9c217149c96ce77872760a23a7bd",
        "bfdad603663f0345ecacc8f438845f88a08a9c217149c96ce77872760a23a7bd0123456"
      })
  void textThatIsNoHashIsRefused(String text) throws Exception {
    event.put("content_hash", text);
    assertUnreadable("/content_hash is not a hash", JSON.writeValueAsBytes(event));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, /connection/count has more than 64 bits",
    "-9223372036854775809, /connection/count has more than 64 bits",
    "1e3, /connection/count is not an integer",
    "1.0, /connection/count is not an integer",
    "'\"1\"', /connection/count is not an integer",
    "true, /connection/count is not an integer"
  })
  void numberThatIsNoCountIsRefused(String number, String message) {
    String json = event.toString().replace("\"count\":1,", "\"count\":" + number + ",");
    assertUnreadable(message, bytes(json));
  }

  @Test
  void portOfMoreThan32BitsIsRefused() throws Exception {
    ((ObjectNode) event.at("/client/address")).put("port", 1L << 32);
    assertUnreadable("/client/address/port has more than 32 bits", JSON.writeValueAsBytes(event));
  }

  @Test
  void revisionStartsAtOne() throws Exception {
    event.put("revision", 0);
    assertUnreadable("/revision is less than 1", JSON.writeValueAsBytes(event));
  }

  @Test
  void recordOfAnotherMajorVersionIsRefused() throws Exception {
    for (String version : List.of("2.0.0", "10.0.0", "", "one")) {
      event.put("schema_version", version);
      assertUnreadable(
          "/schema_version is of another major version", JSON.writeValueAsBytes(event));
    }
  }

  @Test
  void markerOfAnyVersionIsRefused() throws Exception {
    event.put("kind", "snapshot.guessed");
    assertUnreadable("/kind is a marker", JSON.writeValueAsBytes(event));
  }

  @Test
  void endThatALaterVersionNamesIsRefused() throws Exception {
    // Given
    event.put("kind", "connection.merged");
    ObjectNode closed = event.deepCopy();
    ((ObjectNode) closed.get("connection")).put("state", "closed");
    event.put("end_reason", "merged");

    // Then
    assertUnreadable("/end_reason is of a subject that ended", JSON.writeValueAsBytes(event));
    assertUnreadable("/connection is closed", JSON.writeValueAsBytes(closed));
  }

  @Test
  void recordAboutNothingOrTwoThingsIsRefused() throws Exception {
    // Given
    ObjectNode two = event.deepCopy();
    two.putObject("tls");
    event.remove("connection");

    // Then
    String message = "the record is not about one of connection, tls, account and asset";
    assertUnreadable(message, JSON.writeValueAsBytes(two));
    assertUnreadable(message, JSON.writeValueAsBytes(event));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[]", "null", "1", "\"a\"", "{]", "\u0000", "{\"a\":NaN}"})
  void whatIsNoJsonObjectIsRefused(String text) {
    assertUnreadable("the record is not ", bytes(text));
  }

  @Test
  void recordThatIsCutOffAnywhereIsRefused() {
    byte[] whole = bytes(event.toString());
    for (int length = 0; length < whole.length; length++) {
      assertUnreadable("", Arrays.copyOf(whole, length));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"}", "{}", "1", ",", "x", "\u0000"})
  void recordWithSomethingBehindItIsRefused(String trailing) {
    assertUnreadable("the record ", bytes(event + trailing));
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] whole = bytes(event.toString());
    whole[event.toString().indexOf("alice")] = (byte) 0xff;
    assertUnreadable("the record is not valid JSON, at byte ", whole);
  }

  @Test
  void messageQuotesNoValueAndLittleOfAName() throws Exception {
    // Given
    String secret = "EXAMPLE-secret";
    List<byte[]> records = new ArrayList<>();
    for (String member : List.of("kind", "incarnation", "content_hash", "revision", "raw")) {
      records.add(JSON.writeValueAsBytes(event.deepCopy().put(member, secret)));
      records.add(bytes(event.toString().replace("{\"" + member, "{" + secret + "\"" + member)));
    }
    records.add(bytes("{\"raw\":" + secret + "}"));
    records.add(bytes("{\"raw\":{\"record\":\"" + secret));
    records.add(bytes(secret));

    // Then
    int refusals = 0;
    for (byte[] one : records) {
      try {
        RecordedReader.json(one);
      } catch (UnreadableRecord refused) {
        refusals++;
        assertTrue(!refused.getMessage().contains(secret), refused::getMessage);
        assertEquals(null, refused.getCause());
      }
    }
    assertTrue(refusals >= 7, "refused: " + refusals);
  }

  private SubjectState read() throws Exception {
    return known(event);
  }

  private static SubjectState known(ObjectNode json) throws Exception {
    return RecordedReader.json(JSON.writeValueAsBytes(json)).known();
  }

  private static ObjectNode reversed(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.reverse(names);
    ObjectNode turned = JsonNodeFactory.instance.objectNode();
    for (String name : names) {
      turned.set(
          name, node.get(name) instanceof ObjectNode inner ? reversed(inner) : node.get(name));
    }
    return turned;
  }

  private static UnreadableRecord assertUnreadable(String beginning, byte[] json) {
    UnreadableRecord refused =
        assertThrows(
            UnreadableRecord.class,
            () -> RecordedReader.json(json),
            () -> String.format(Locale.ROOT, "%.2000s", new String(json, UTF_8)));
    assertTrue(refused.getMessage().startsWith(beginning), refused::getMessage);
    assertTrue(refused.getMessage().length() < 300, refused::getMessage);
    return refused;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }
}
