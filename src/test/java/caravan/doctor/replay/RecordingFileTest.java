package caravan.doctor.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.doctor.replay.Recording.Limits;
import caravan.doctor.replay.Recording.RecordedAttempt;
import caravan.doctor.replay.RecordingFile.Damaged;
import caravan.model.Failure;
import caravan.model.PollError;
import caravan.model.Scope;
import caravan.model.Scopes;
import caravan.observe.trace.Body;
import caravan.observe.trace.TraceListener.Answered;
import caravan.observe.trace.TraceListener.Failed;
import caravan.observe.trace.TraceListener.Sent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordingFileTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456789Z");
  private static final Scope SCOPE =
      Scopes.of(Fixtures.HUAWEI, "0a1b", "cn-north-4", "7c6f", "gw-1", null);

  private static Recording recording() {
    Body body = new Body("{\"connections\":[]}\u2028", StandardCharsets.UTF_8, 20, false);
    Body bytes = new Body("\u00ff\u0000", StandardCharsets.ISO_8859_1, 2, false);
    Sent sent = new Sent(AT, 0, 1, "GET", "https://x/?a=1", Map.of("Host", "x"), Body.NONE);
    PollError error = PollError.of(Failure.TRANSPORT, "cut_off", null, null).at(0, 1);
    return new Recording(
        "0.1.0",
        SCOPE,
        Instant.parse("2026-03-01T12:00:00Z"),
        AT,
        new Limits(1000, 200_000, 1000),
        List.of(
            new RecordedAttempt(sent, null, new Failed(AT, 0, 1, true, false, error, bytes)),
            new RecordedAttempt(
                sent, new Answered(AT, 12, 0, 2, 200, Map.of("Date", "d"), body), null),
            new RecordedAttempt(null, null, new Failed(AT, 1, 1, false, false, error, Body.NONE))),
        List.of("{\"kind\":\"snapshot.completed\"}"),
        List.of());
  }

  private static Recording read(String text) throws Damaged {
    return RecordingFile.read(text, List.of(SCOPE.api()));
  }

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    Recording before = recording();
    Recording after = read(RecordingFile.text(before));
    assertEquals(before.attempts(), after.attempts());
    assertEquals(before.startedAt(), after.startedAt());
    assertEquals(before.limits(), after.limits());
    assertEquals(before.events(), after.events());
    assertEquals(SCOPE.path(), after.scope().path());
    assertEquals(
        RecordingFile.text(after).length(),
        RecordingFile.text(read(RecordingFile.text(after))).length());
  }

  /** A replay has no credentials to lose, and says so when it is asked for some. */
  @Test
  void recordingHasNoCredentials() throws Exception {
    Recording after = read(RecordingFile.text(recording()));
    assertThrows(
        IllegalStateException.class, () -> after.scope().target().account().credentials().get());
  }

  @Test
  void newerFormatNamesTheVersionThatReadsIt() throws Exception {
    String newer =
        RecordingFile.text(recording())
            .replace("\"format_version\" : 1", "\"format_version\" : 2")
            .replace("\"caravan_version\" : \"0.1.0\"", "\"caravan_version\" : \"7.0.0\"");
    Damaged damaged = assertThrows(Damaged.class, () -> read(newer));
    assertTrue(damaged.getMessage().contains("7.0.0"), damaged.getMessage());
  }

  /** Whatever stands in a file, it is read or refused with a reason, and nothing else happens. */
  @Test
  void hostileFilesAreReadOrRefused() throws Exception {
    Random random = new Random(17);
    String whole = RecordingFile.text(recording());
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      String text = i % 2 == 0 ? withOtherBytes(whole, random) : withOtherValue(whole, random);
      try {
        read(text);
      } catch (Damaged damaged) {
        refused++;
        assertTrue(damaged.getMessage().length() < 1000);
      }
    }
    assertTrue(refused > 1000, () -> "no file was refused");
  }

  private static String withOtherBytes(String whole, Random random) {
    StringBuilder text = new StringBuilder(whole);
    if (random.nextInt(4) == 0) {
      return text.substring(0, random.nextInt(text.length()));
    }
    text.setCharAt(
        random.nextInt(text.length()), "{}[]\",:09ax\u0000\uffff".charAt(random.nextInt(13)));
    return text.toString();
  }

  private static String withOtherValue(String whole, Random random) throws Exception {
    JsonNode all = JSON.readTree(whole);
    List<JsonNode> inner = new ArrayList<>();
    collect(all, inner);
    JsonNode other =
        List.of(
                JSON.nullNode(),
                JSON.readTree("-1"),
                JSON.readTree("1e9999"),
                JSON.readTree("99999999999999999999"),
                JSON.readTree("\"\""),
                JSON.readTree("\"::/[%\""),
                JSON.readTree("[[]]"),
                JSON.readTree("{\"format\":{}}"))
            .get(random.nextInt(8));
    JsonNode changed = inner.get(random.nextInt(inner.size()));
    if (changed instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      object.set(names.get(random.nextInt(names.size())), other);
    } else if (changed instanceof ArrayNode array) {
      array.insert(0, other);
    }
    return JSON.writeValueAsString(all);
  }

  private static void collect(JsonNode node, List<JsonNode> inner) {
    if (node.isContainerNode()) {
      inner.add(node);
      node.forEach(child -> collect(child, inner));
    }
  }
}
