package caravan.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.EventSchema;
import caravan.broker.Broker;
import caravan.simulator.Answer;
import caravan.simulator.Clouds;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The packaged product polls once without publishing, records a poll and runs it again: without the
 * clouds, without credentials, without Kafka, to the same events.
 */
class RecordingIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FINE = 0;
  private static final int WRONG = 1;
  private static final int USAGE = 2;
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  private static final String TOKEN = "EXAMPLE/planted+session=token";

  /** A scope of each API. */
  private static final List<String> TARGETS =
      List.of(
          Simulator.TENCENT_CLIENT_CONNECTIONS + "/" + Clouds.TENCENT_INSTANCES.get(0),
          Simulator.TENCENT_INSTANCE_SSL + "/" + Clouds.TENCENT_INSTANCES.get(0),
          Simulator.ALIBABA_ONLINE_CLIENTS + "/" + Clouds.ALIBABA_GATEWAYS.get(0) + "/lin.mei",
          Simulator.HUAWEI_CONNECTIONS + "/" + Clouds.HUAWEI_GATEWAYS.get(0),
          Simulator.CTYUN_ACCOUNTS + "/" + Clouds.CTYUN_INSTANCES.get(0));

  /** The scopes that are polled and recorded here. */
  static final List<String> SOME =
      TARGETS.subList(0, Integer.getInteger("caravan.recording.apis", 1));

  private static final String HUAWEI = TARGETS.get(3);
  private static final String ALIBABA = TARGETS.get(2);

  private static Simulator clouds;

  @TempDir Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>(Product.credentials());

  @BeforeAll
  static void startClouds() {
    clouds = Simulator.start();
  }

  @AfterAll
  static void stopClouds() {
    clouds.close();
  }

  @BeforeEach
  void settings() throws IOException {
    clouds.forget();
    environment.put("JAVA_TOOL_OPTIONS", QUICK_START);
    environment.put("ALIBABA_TOKEN", TOKEN);
    // Nothing listens there: none of these commands needs Kafka.
    settings.put("kafka.bootstrap.servers", "127.0.0.1:" + Broker.freePort());
    settings.put("caravan.poll.retry-delay", "10ms");
    targets(Product.targets(clouds.endpoint(), "60s"));
  }

  private void targets(String text) throws IOException {
    settings.put(
        "caravan.targets", "file:" + Files.writeString(folder.resolve("targets.yaml"), text));
  }

  private Run run(String... arguments) throws Exception {
    Run run = Run.of(folder, settings, environment, arguments);
    run.assertWithout(secrets());
    return run;
  }

  private static List<String> secrets() {
    List<String> secrets = new ArrayList<>(Product.secrets());
    secrets.add(TOKEN);
    secrets.addAll(
        List.of(
            Clouds.TENCENT_CREDENTIAL.accessKeyId(),
            Clouds.ALIBABA_CREDENTIAL.accessKeyId(),
            Clouds.HUAWEI_CREDENTIAL.accessKeyId(),
            Clouds.CTYUN_CREDENTIAL.accessKeyId()));
    return secrets;
  }

  /** Takes away everything that a replay must not need. */
  private void disconnect() throws IOException {
    environment.clear();
    environment.put("JAVA_TOOL_OPTIONS", QUICK_START);
    settings.put("caravan.targets", "file:" + folder.resolve("no-such-file.yaml"));
    clouds.forget();
  }

  /** Records, replays apart from everything and compares; gives the replay. */
  private Run recordAndReplay(String target) throws Exception {
    Path file = folder.resolve("recording.json");
    Run recorded = run("record", target, "--to", file.toString());
    assertEquals(FINE, recorded.exitCode(), recorded::toString);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    String text = Files.readString(file);
    Run.assertWithout(secrets(), text);
    disconnect();
    Run replayed = run("replay", file.toString());
    assertEquals(FINE, replayed.exitCode(), replayed::toString);
    assertTrue(replayed.errors().contains("The same events"), replayed::toString);
    List<String> events = new ArrayList<>();
    JSON.readTree(text).get("events").forEach(event -> events.add(event.textValue()));
    assertEquals(events, replayed.lines());
    for (String event : events) {
      assertEquals(Set.of(), EventSchema.problems(JSON.readTree(event)), () -> event);
    }
    assertEquals(0, clouds.calls().size());
    return replayed;
  }

  @Tag("longer")
  @ParameterizedTest
  @FieldSource("SOME")
  void pollIsShownAndNotPublished(String target) throws Exception {
    Run run = run("poll", target, "--dry-run");
    assertEquals(FINE, run.exitCode(), run::toString);
    assertTrue(run.lines().size() > 1, run::toString);
    for (String event : run.lines()) {
      assertEquals(Set.of(), EventSchema.problems(JSON.readTree(event)), () -> event);
    }
    assertEquals("snapshot.completed", run.marker().get("kind").textValue());
    assertTrue(run.errors().contains("complete: pages 1 of 1"), run::toString);
  }

  @Tag("longer")
  @ParameterizedTest
  @FieldSource("SOME")
  void recordedPollGivesTheSameEventsAgain(String target) throws Exception {
    Run replayed = recordAndReplay(target);
    assertEquals("snapshot.completed", replayed.marker().get("kind").textValue());
    assertTrue(replayed.lines().size() > 1, replayed::toString);
  }

  @Tag("thorough")
  @Test
  void pollOfSeveralPagesGivesTheSameEventsAgain() throws Exception {
    targets(
        Product.targets(clouds.endpoint(), "60s", Simulator.HUAWEI_CONNECTIONS::equals)
            + "    pageSize: 1\n");
    Run replayed = recordAndReplay(HUAWEI);
    assertTrue(replayed.marker().at("/report/pages_received").intValue() > 1, replayed::toString);
  }

  /** A page that fails for a moment is asked for again, in both. */
  @Test
  void pollWithFailedAttemptsGivesTheSameEventsAgain() throws Exception {
    clouds.answer(
        Simulator.HUAWEI_CONNECTIONS,
        Answer.hangUp(),
        Answer.of(503, "<html>busy</html>"),
        Answer.normal());
    Run replayed = recordAndReplay(HUAWEI);
    assertEquals("complete", replayed.marker().at("/report/status").textValue());
    JsonNode attempts = JSON.readTree(folder.resolve("recording.json").toFile()).get("attempts");
    assertEquals(3, attempts.size());
    assertEquals("transport", attempts.at("/0/failure/class").textValue());
    assertEquals(503, attempts.at("/1/answer/status").intValue());
  }

  /** A row that cannot become an event, and a vendor who sends credentials and signed addresses. */
  @Tag("thorough")
  @Test
  void partialPollGivesTheSameEventsAndDeadLettersAgain() throws Exception {
    clouds.answer(
        Simulator.HUAWEI_CONNECTIONS,
        Answer.of(
            200,
            "{\"connections\":[{\"connection_id\":\"c-1\",\"client_ip\":\"203.0.113.9\","
                + "\"client_virtual_ip\":\"172.16.8.4\",\"client_user_name\":\"al\\u0069ce\","
                + "\"session_token\":\"EXAMPLE-of-somebody\",\"help_url\":\"https://x.example/?sig=1\","
                + "\"connection_established_time\":\"2026-03-01T11:00:00.000Z\","
                + "\"timestamp\":\"2026-03-01T11:59:48Z\"},"
                + "{\"connection_id\":17}],\"total_count\":2,\"request_id\":\"r\"}"));
    Run replayed = recordAndReplay(HUAWEI);
    assertEquals("partial", replayed.marker().at("/report/status").textValue());
    assertEquals(1, replayed.marker().at("/report/rejected").intValue());
    assertTrue(replayed.errors().contains("dead letter: {"), replayed::toString);
    assertFalse(Files.readString(folder.resolve("recording.json")).contains("of-somebody"));
  }

  /** Each way to fail: refused, cut off, no answer, not JSON, not even text, too large. */
  @Tag("thorough")
  @ParameterizedTest
  @CsvSource({
    "refused, http_403, permission_denied",
    "reset, no_connection, transport",
    "silent, no_answer_in_time, timeout",
    "garbage, unreadable_json, vendor_error",
    "bytes, unreadable_json, vendor_error",
    "huge, page_too_large, vendor_error"
  })
  void failedPollGivesTheSameEventsAgain(String how, String code, String reason) throws Exception {
    settings.put("caravan.poll.max-attempts", "2");
    settings.put("caravan.http.response-timeout-ms", "1500");
    settings.put("caravan.http.max-page-bytes", "100000");
    Answer answer =
        switch (how) {
          case "refused" -> Answer.of(403, "{}");
          case "reset" -> Answer.hangUp();
          case "silent" -> Answer.of(200, "{}").after(Duration.ofSeconds(20));
          case "garbage" -> Answer.of(200, "{\"connections\":[{\"client_ip\":");
          case "bytes" -> Answer.of(200, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
          default -> Answer.of(200, "{\"x\":\"" + "y".repeat(200_000) + "\"}");
        };
    clouds.answerAlways(call -> true, call -> answer);
    Run replayed = recordAndReplay(HUAWEI);
    JsonNode report = replayed.marker().get("report");
    assertEquals("failed", report.get("status").textValue());
    assertEquals(reason, report.get("reason").textValue());
    assertEquals(code, report.at("/error/code").textValue(), report::toString);
  }

  @Test
  void pollThatFailsSaysWhy() throws Exception {
    clouds.answerAlways(
        call -> true, call -> Answer.of(403, "{\"code\":\"VPN.0003\",\"message\":\"No.\"}"));
    Run run = run("poll", HUAWEI, "--dry-run", "--json");
    assertEquals(WRONG, run.exitCode(), run::toString);
    JsonNode all = JSON.readTree(run.out());
    assertEquals("poll", all.get("command").textValue());
    assertEquals("failed", all.get("verdict").textValue());
    assertEquals("VPN.0003", all.at("/events/0/report/error/code").textValue());
  }

  /** Credentials that travel with each request, and a vendor who sends them back. */
  @Test
  void sessionTokenIsInNoRecording() throws Exception {
    targets(
        Product.targets(clouds.endpoint(), "60s", Simulator.ALIBABA_ONLINE_CLIENTS::equals)
            .replace(
                "secretAccessKey: ${ALIBABA_KEY}",
                "secretAccessKey: ${ALIBABA_KEY}\n    securityToken: ${ALIBABA_TOKEN}"));
    String key = Clouds.ALIBABA_CREDENTIAL.accessKeyId();
    clouds.answer(
        Simulator.ALIBABA_ONLINE_CLIENTS,
        Answer.of(
                400,
                JSON.writeValueAsString(
                    Map.of(
                        "Code",
                        "SignatureDoesNotMatch",
                        "Message",
                        key + " " + TOKEN + " " + Clouds.ALIBABA_CREDENTIAL.secretAccessKey())))
            .header("X-Token-Echo", TOKEN)
            .header("X-Echo", TOKEN));
    Run replayed = recordAndReplay(ALIBABA);
    assertEquals("failed", replayed.marker().at("/report/status").textValue());
    String text = Files.readString(folder.resolve("recording.json"));
    assertTrue(text.contains("Signature="), text);
  }

  @Tag("thorough")
  @Test
  void recordingOfOtherEventsIsToldApart() throws Exception {
    Path file = folder.resolve("r.json");
    run("record", HUAWEI, "--to", file.toString());
    ObjectNode all = (ObjectNode) JSON.readTree(file.toFile());
    ArrayNode events = (ArrayNode) all.get("events");
    events.set(0, events.get(0).textValue().replace("\"revision\":1", "\"revision\":2"));
    JSON.writeValue(file.toFile(), all);
    disconnect();
    Run run = run("replay", file.toString());
    assertEquals(WRONG, run.exitCode(), run::toString);
    assertTrue(run.errors().contains("event 1 at /revision: recorded 2, now 1"), run::toString);
    JsonNode told = JSON.readTree(run("replay", "--json", file.toString()).out());
    assertFalse(told.get("same").booleanValue());
    assertEquals("/revision", told.at("/differences/0/path").textValue());
  }

  @Tag("thorough")
  @Test
  void damagedRecordingsAreRefusedWithTheirPlace() throws Exception {
    Path whole = folder.resolve("whole.json");
    run("record", HUAWEI, "--to", whole.toString());
    String text = Files.readString(whole);
    disconnect();
    Map<String, String> damaged =
        Map.of(
            text.substring(0, text.length() / 2), "is not JSON, line ",
            text.replace("\"status\" : 200", "\"status\" : \"200\""),
                "attempts[0].answer.status is not a whole number",
            text.replaceFirst("(?s)\"attempts\" : \\[.*?\\} \\],", "\"attempts\" : [],"),
                "the recording ends after 0");
    for (Map.Entry<String, String> one : damaged.entrySet()) {
      Path file = Files.writeString(folder.resolve("damaged.json"), one.getKey());
      Run run = run("replay", file.toString());
      assertEquals(WRONG, run.exitCode(), () -> one.getValue() + " " + run);
      assertTrue(run.errors().contains(one.getValue()), () -> one.getValue() + " " + run);
      assertEquals("", run.out());
    }
    assertEquals(USAGE, run("replay", folder.resolve("none.json").toString()).exitCode());
  }

  @Tag("thorough")
  @Test
  void slipsAreAnsweredBeforeAnythingIsAsked() throws Exception {
    Path there = Files.writeString(folder.resolve("there.json"), "mine");
    Run notDry = run("poll", HUAWEI);
    assertEquals(USAGE, notDry.exitCode());
    assertTrue(notDry.errors().contains("--dry-run"), notDry::toString);
    assertEquals(USAGE, run("poll", "nobody", "--dry-run").exitCode());
    assertEquals(USAGE, run("record", HUAWEI).exitCode());
    assertEquals(USAGE, run("record", HUAWEI, "--to", there.toString()).exitCode());
    assertEquals("mine", Files.readString(there));
    assertEquals(0, clouds.calls().size());
    assertEquals(FINE, run("record", HUAWEI, "--to", there.toString(), "--force").exitCode());
    Run piped = run("record", HUAWEI, "--to", "-");
    assertEquals("caravan-recording", JSON.readTree(piped.out()).get("format").textValue());
    for (String command : List.of("poll", "record", "replay")) {
      Run help = run(command, "--help");
      assertEquals(FINE, help.exitCode());
      assertTrue(help.out().startsWith("Usage: caravan " + command), help::toString);
    }
  }
}
