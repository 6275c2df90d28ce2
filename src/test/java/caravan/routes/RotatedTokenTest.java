package caravan.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.LogLines;
import caravan.SettableClock;
import caravan.model.Account;
import caravan.model.Api;
import caravan.model.Credential;
import caravan.model.Scope;
import caravan.simulator.Answer;
import caravan.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A session token is replaced while a request that was signed with the old one is under way, and
 * the vendor's answer repeats the old one. It is valid for hours still, so it must appear nowhere:
 * in no topic and in no line of the log.
 */
@QuarkusTest
class RotatedTokenTest extends PollingTest {

  private static final String API = Simulator.TENCENT_CLIENT_CONNECTIONS;
  private static final Credential OLD =
      new Credential("AKIDplantedold", "planted-old/secret+key", "planted-old/session+token==");
  private static final Credential RENEWED =
      new Credential("AKIDplantednew", "planted-new/secret+key", "planted-new/session+token==");
  private static final List<String> TOPICS =
      List.of("caravan.events.v1", "caravan.dlq.v1", "caravan.checkpoints.v1", "caravan.state.v1");

  private final AtomicReference<Credential> current = new AtomicReference<>(OLD);

  private Scope scope(String instance) {
    Api api = api(API);
    Account account =
        new Account("rotated", api.source().vendor(), "1250000000", null, current::get);
    return scope(api, account, "ap-guangzhou", null, instance, null, api.paging().pageSize());
  }

  private static String echo() {
    return OLD.securityToken()
        + " "
        + URLEncoder.encode(OLD.securityToken(), StandardCharsets.UTF_8)
        + " "
        + OLD.secretAccessKey();
  }

  private static Answer error(String code, String message) {
    return Answer.of(
        200,
        "{\"Response\":{\"Error\":{\"Code\":\""
            + code
            + "\",\"Message\":\""
            + message
            + "\"},\"RequestId\":\"r\"}}");
  }

  private static Answer page(String rows, int total) {
    return Answer.of(
        200,
        "{\"Response\":{\"TotalCount\":"
            + total
            + ",\"Clients\":["
            + rows
            + "],\"RequestId\":\"r\"}}");
  }

  private static Answer repeating(String where) {
    return switch (where) {
      case "message" -> error("InternalError", "no session " + echo());
      case "code" -> error(OLD.securityToken(), "no session");
      case "unreadable" -> Answer.of(200, "<html>signed with " + echo() + "</html>");
      case "cut" -> Answer.of(200, "{\"Response\":{\"Error\":\"" + echo());
      case "refusal" -> error("AuthFailure.TokenFailure", "expired " + echo());
      case "row" ->
          page(
              "{\"Count\":1,\"IP\":\"10.0.0.1\",\"InternalService\":false,\"Note\":\""
                  + echo()
                  + "\"}",
              1);
      default -> page("{\"Count\":\"many\",\"IP\":\"" + echo() + "\"}", 1);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"message", "code", "unreadable", "cut", "refusal", "row", "rejected row"})
  void oldTokenThatTheAnswerRepeatsIsNowhere(String where) {
    // Given: after that answer the slot is over, unless the page is asked for again at once.
    Scope scope = scope("rotated-" + where.replace(' ', '-'));
    simulator.answerAlways(
        call -> true,
        call -> {
          boolean first = current.getAndSet(RENEWED).equals(OLD);
          if (!where.equals("refusal")) {
            ((SettableClock) clock).advance(Duration.ofMinutes(1));
          }
          return first ? repeating(where) : page("", 0);
        });

    // When
    List<String> found = new ArrayList<>();
    List<Tail> tails = TOPICS.stream().map(topic -> Tail.of(bootstrap, topic, "")).toList();
    try (LogLines log = LogLines.of("caravan")) {
      Published published = poll(scope);
      found.addAll(log.all());
      assertFalse(published.checkpoint().isEmpty());
      tails.forEach(tail -> tail.added().forEach(entry -> found.add(entry.toString())));
    } finally {
      tails.forEach(Tail::close);
    }

    // Then
    assertTrue(simulator.calls().get(0).headers().toString().contains(OLD.securityToken()));
    assertEquals(RENEWED, current.get());
    String all = String.join("\n", found);
    assertTrue(all.contains(scope.path()));
    assertEquals(where.equals("refusal"), !all.contains("[redacted]"), all);
    Stream.of(
            OLD.securityToken(),
            URLEncoder.encode(OLD.securityToken(), StandardCharsets.UTF_8),
            OLD.secretAccessKey(),
            "planted-old")
        .forEach(leak -> assertFalse(all.contains(leak), () -> leak + " is in " + all));
  }
}
