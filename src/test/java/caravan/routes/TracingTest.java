package caravan.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.SettableClock;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.observe.trace.Trace;
import caravan.observe.trace.Trace.Kind;
import caravan.observe.trace.Trace.Subject;
import caravan.observe.trace.TraceRegistry;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody wants to see what is sent and what comes back. A trace writes it to the log: of what was
 * asked for and nothing else, for a while and no longer, and without a secret in any form.
 */
@QuarkusTest
class TracingTest extends PollingTest {

  private static final String API = Simulator.ALIBABA_ONLINE_CLIENTS;
  private static final String KEY_ID = "LTAI-EXAMPLE-planted-key-id";
  private static final String SECRET = "planted/EXAMPLE+secret=\"one\"";
  private static final String TOKEN = "planted/EXAMPLE+token==&x";
  private static final Answer EMPTY =
      Answer.of(200, "{\"RequestId\":\"r-1\",\"Users\":{\"User\":[]}}");

  @Inject TraceRegistry traces;

  private final LogLines log = LogLines.of(Trace.CATEGORY);

  @AfterEach
  void endTraces() {
    traces.end(null);
    log.close();
  }

  /** A scope of an account whose secrets are planted. */
  private Scope planted(String id, String region, String resource, String user) {
    Api api = api(id);
    Credential credential = new Credential(KEY_ID + resource, SECRET, TOKEN);
    Account account = new Account("planted", api.source().vendor(), "1", null, () -> credential);
    Target target =
        new Target(
            api,
            account,
            region,
            "7c6f",
            List.of(resource),
            user == null ? List.of() : List.of(user),
            Duration.ofMinutes(1),
            api.paging().pageSize(),
            null,
            Set.of(),
            ZoneOffset.ofHours(8),
            null,
            3,
            Duration.ofMinutes(5),
            api.request().endpoint().replace("https:", "http:").replace("{region}", region),
            true);
    return new Scope(target, resource, user);
  }

  private Scope alibaba(String gateway) {
    return planted(API, "cn-shanghai", gateway, "alice");
  }

  private List<String> lines(String what) {
    return log.all().stream().filter(line -> line.startsWith(what + " ")).toList();
  }

  private static JsonNode said(String line) throws Exception {
    return new ObjectMapper().readTree(line.substring(line.indexOf('{')));
  }

  private Trace trace(Scope scope) {
    return traces.begin(new Subject(Kind.SCOPE, scope.path()), Duration.ofMinutes(5));
  }

  @Test
  void requestAndAnswerOfTheTracedScopeAreLogged() throws Exception {
    // Given
    Scope traced = alibaba("traced");
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    trace(traced);
    simulator.answer(API, EMPTY, EMPTY);

    // When
    Published published = poll(traced);
    poll(alibaba("not-traced"));

    // Then
    assertComplete(published);
    String place =
        "scope="
            + traced.path()
            + " pollId="
            + json(published.events().get(0)).at("/snapshot/poll_id").textValue()
            + " page=0 attempt=1 {";
    assertEquals(1, lines("request").size(), () -> log.all().toString());
    assertTrue(lines("request").get(0).startsWith("request " + place));
    JsonNode request = said(lines("request").get(0));
    assertEquals("POST", request.get("method").textValue());
    assertTrue(
        request.get("url").textValue().endsWith("&SmartAGId=traced&UserName=alice"),
        request::toString);
    String authorization = request.at("/headers/Authorization").textValue();
    assertTrue(
        authorization.matches(
            "ACS3-HMAC-SHA256 Credential=LTAI\\*{4}aced, ?SignedHeaders=[a-z0-9;-]+,"
                + " ?Signature=[0-9a-f]{8}…"),
        authorization);
    assertEquals("[redacted]", request.at("/headers/x-acs-security-token").textValue());

    assertEquals(1, lines("answer").size());
    assertTrue(lines("answer").get(0).startsWith("answer " + place));
    JsonNode answer = said(lines("answer").get(0));
    assertEquals(200, answer.get("status").intValue());
    assertEquals(
        "r-1",
        new ObjectMapper().readTree(answer.get("body").textValue()).get("RequestId").textValue());
    assertTrue(answer.get("millis").isIntegralNumber());
    assertEquals(List.of(), lines("failure"));
  }

  @Test
  void everyScopeOfATracedAccountIsLogged() {
    traces.begin(new Subject(Kind.ACCOUNT, "planted"), Duration.ofMinutes(5));
    simulator.answer(API, EMPTY, EMPTY);
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    poll(alibaba("one"));
    poll(alibaba("other"));
    assertEquals(2, lines("answer").size());
  }

  /** Nobody has to remember to switch it off. */
  @Test
  void traceEndsByItself() {
    // Given
    Instant start = Instant.parse("2026-03-01T11:58:00Z");
    ((SettableClock) clock).set(start);
    Scope scope = alibaba("ends");
    Trace trace = traces.begin(new Subject(Kind.SCOPE, scope.path()), Duration.ofSeconds(90));
    assertEquals(start.plusSeconds(90), trace.until());

    // When
    simulator.answer(API, EMPTY);
    poll(scope);

    // Then
    assertEquals(List.of(), lines("request"));
    assertEquals(List.of(), traces.active());
    assertTrue(log.all().get(log.all().size() - 1).endsWith("its time is over"));
  }

  /** What failed is what one looks for: no answer, an error, an answer that is none. */
  @Test
  void failedAttemptsAreLogged() throws Exception {
    // Given
    Scope scope = alibaba("fails");
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    trace(scope);
    simulator.answer(
        API,
        Answer.hangUp(),
        Answer.of(400, "{\"Code\":\"Throttling.User\",\"Message\":\"slow down\"}"),
        EMPTY);

    // When
    Published published = poll(scope);

    // Then
    assertComplete(published);
    assertEquals(3, lines("request").size());
    assertEquals(2, lines("answer").size());
    assertEquals(2, lines("failure").size());
    assertTrue(lines("failure").get(0).contains(" page=0 attempt=1 {"));
    JsonNode lost = said(lines("failure").get(0));
    assertEquals("transport", lost.get("class").textValue());
    assertFalse(lost.get("answered").booleanValue());
    assertTrue(lines("failure").get(1).contains(" page=0 attempt=2 {"));
    JsonNode throttled = said(lines("failure").get(1));
    assertEquals("Throttling.User", throttled.get("code").textValue());
    assertTrue(throttled.get("answered").booleanValue());
  }

  /** The credentials cannot be read: nothing is sent, and the trace says why. */
  @Test
  void whatKeepsARequestFromBeingSentIsLogged() throws Exception {
    Scope usual = alibaba("unreadable");
    Target target = usual.target();
    Account account =
        new Account(
            "planted",
            target.api().source().vendor(),
            "1",
            null,
            () -> {
              throw new IllegalStateException("secretAccessKey: no such file");
            });
    Target unreadable =
        new Target(
            target.api(),
            account,
            target.region(),
            null,
            target.resources(),
            target.members(),
            target.every(),
            target.pageSize(),
            null,
            Set.of(),
            target.assumedZone(),
            null,
            3,
            target.timeout(),
            target.endpoint(),
            true);
    Scope scope = new Scope(unreadable, "unreadable", "alice");
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    trace(scope);
    poll(scope);
    assertEquals(List.of(), lines("request"));
    JsonNode kept = said(lines("failure").get(0));
    assertFalse(kept.get("sent").booleanValue());
    assertEquals("unreadable_credentials", kept.get("code").textValue());
  }

  /** A vendor may send back whatever it was sent, in any form. */
  @ParameterizedTest
  @ValueSource(strings = {"plain", "url", "base64", "json", "unicode", "utf16", "cut"})
  void noSecretIsLogged(String form) {
    // Given
    Scope scope = alibaba("leaks-" + form);
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    trace(scope);
    byte[] body = echo(form);
    simulator.answerAlways(
        call -> true,
        call ->
            Answer.of(500, body)
                .header("X-Echo", SECRET.replace("\n", ""))
                .header("Set-Cookie", "session=" + TOKEN));

    // When
    poll(scope);

    // Then
    assertFalse(lines("answer").isEmpty());
    String all = String.join("\n", log.all());
    for (String secret : List.of(SECRET, TOKEN)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      String quoted = new caravan.json.JsonText(64).value(secret).toString();
      for (String leak :
          List.of(
              secret,
              URLEncoder.encode(secret, StandardCharsets.UTF_8),
              Base64.getEncoder().encodeToString(bytes),
              quoted.substring(1, quoted.length() - 1),
              unicode(secret),
              unicode(secret).replace("\\", "\\\\"),
              secret.substring(0, 12))) {
        assertFalse(all.contains(leak), () -> leak + " is in " + all);
      }
    }
    assertFalse(all.contains(scope.target().account().credentials().get().accessKeyId()));
  }

  private static byte[] echo(String form) {
    String both = SECRET + " " + TOKEN;
    String text =
        switch (form) {
          case "plain", "utf16" -> both;
          case "url" ->
              URLEncoder.encode(SECRET, StandardCharsets.UTF_8)
                  + " https://example.com/?t="
                  + URLEncoder.encode(TOKEN, StandardCharsets.UTF_8);
          case "base64" ->
              Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8))
                  + " "
                  + Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
          case "json" -> new caravan.json.JsonText(64).open().field("m", both).close().toString();
          case "unicode" -> "{\"m\":\"" + unicode(SECRET) + "\",\"n\":\"" + unicode(TOKEN) + "\"}";
          default -> "x".repeat(64 * 1024 - 16) + SECRET + "x".repeat(64 * 1024 - 10) + TOKEN;
        };
    return text.getBytes(form.equals("utf16") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
  }

  private static String unicode(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(c -> out.append(String.format("\\u%04x", c)));
    return out.toString();
  }

  /** One line for each answer, whatever is in it, and no more of it than a log bears. */
  @Test
  void hugeAnswerIsOneLineAndCut() throws Exception {
    Scope scope = alibaba("huge");
    ((SettableClock) clock).set(Instant.parse("2026-03-01T12:00:00Z"));
    trace(scope);
    String body = "line\nline\u2028\u202e\u0085" + "é".repeat(300_000);
    simulator.answerAlways(call -> true, call -> Answer.of(404, body));
    poll(scope);
    String line = lines("answer").get(0);
    assertTrue(line.length() < 70_000, () -> "length " + line.length());
    assertTrue(
        line.codePoints().noneMatch(c -> c < 0x20 || c == 0x2028 || c == 0x202e || c == 0x85));
    JsonNode answer = said(line);
    assertTrue(answer.get("cut").booleanValue());
    assertTrue(answer.get("body").textValue().startsWith("line\nline\u2028\u202e\u0085é"));
    assertEquals(body.getBytes(StandardCharsets.UTF_8).length, answer.get("bytes").intValue());
  }

  @Test
  void fewTracesAtATimeAndTheSameOneIsProlonged() {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    ((SettableClock) clock).set(now);
    for (int i = 0; i < TraceRegistry.MAX_ACTIVE; i++) {
      assertNotNull(traces.begin(new Subject(Kind.SCOPE, "s" + i), Duration.ofMinutes(1)));
    }
    assertNull(traces.begin(new Subject(Kind.SCOPE, "one more"), Duration.ofMinutes(1)));
    assertEquals(
        now.plus(TraceRegistry.MAX_DURATION),
        traces.begin(new Subject(Kind.SCOPE, "s0"), Duration.ofDays(2)).until());
    assertEquals(1, traces.end(new Subject(Kind.SCOPE, "s1")).size());
    assertEquals(TraceRegistry.MAX_ACTIVE - 1, traces.active().size());
  }
}
