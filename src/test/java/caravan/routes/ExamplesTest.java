package caravan.routes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.model.Examples;
import caravan.model.Examples.Example;
import caravan.model.Scope;
import caravan.simulator.Answer;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract's own examples, end to end, each after its predecessors: the vendors' answers go in
 * over HTTP, and exactly the expected records come out of every topic of a real broker.
 */
@QuarkusTest
class ExamplesTest extends PollingTest {

  @Override
  protected Set<String> views() {
    return Set.of("ocsf", "ecs");
  }

  @BeforeEach
  void createTopics() {
    brokerWatch.publishes(views());
    await().atMost(Duration.ofSeconds(40)).until(brokerWatch::ready);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "03-alibaba-sag-online-clients, 13-alibaba-sag-user-offline",
        "01-tencent-client-connections, 11-tencent-client-connections-next-poll",
        "02-tencent-instance-ssl, 12-tencent-instance-ssl-disabled",
        "05-ctyun-accounts, 16-ctyun-accounts-next-poll",
        "04-huawei-p2c-vpn-connections, 14-huawei-next-poll, 15-huawei-partial-poll,"
            + " 17-huawei-rejected-record",
      })
  void vendorsAnswersBecomeExactlyTheExpectedRecords(String chain) {
    ScopeState memory = new ScopeState();
    String before = "";
    for (String name : chain.split(", *")) {
      Example example = Examples.read(name);
      assertEquals(before, example.document().path("after").asText(""), name);
      assertPublished(example, memory);
      before = name;
    }
  }

  private void assertPublished(Example example, ScopeState memory) {
    // Given
    JsonNode expected = example.document().get("expected");
    JsonNode pages = example.document().at("/input/poll/pages");
    Scope scope = scope(example, pages.size());
    simulator.forget();
    simulator.answer(call -> true, answers(pages));

    // When
    Published published;
    List<Published.Entry> ocsf;
    List<Published.Entry> ecs;
    List<Published.Entry> state;
    try (Tail ofOcsf = new Tail(bootstrap, "caravan.ocsf.v1", scope.path());
        Tail ofEcs = new Tail(bootstrap, "caravan.ecs.v1", scope.path());
        Tail ofState = Tail.of(bootstrap, "caravan.state.v1", scope.resourceUid() + "/")) {
      published = poll(scope, example.scheduledAt(), example.observedAt(), memory);
      ocsf = ofOcsf.added();
      ecs = ofEcs.added();
      state = ofState.added();
    }

    // Then
    assertEquals(canonical(expected.get("events")), canonical(values(published.events())));
    assertEquals(expected.get("kafka"), kafka(published.events()));
    assertEquals(expected.get("ocsf"), values(ocsf), "ocsf of " + example);
    assertEquals(expected.get("ecs"), values(ecs), "ecs of " + example);
    assertEquals(expected.get("state"), written(state), "state of " + example);
    assertStateIsTheEvents(state, published);
    assertEquals(expected.at("/checkpoint/key").textValue(), scope.path());
    assertEquals(expected.at("/checkpoint/value"), published.checkpoint());
    assertEquals(
        expected.has("dead_letters") ? expected.get("dead_letters") : JSON.createArrayNode(),
        values(published.letters()));
    assertOnePartition(scope, List.of(published.events(), published.letters(), ocsf, ecs, state));
  }

  private Scope scope(Example example, int pages) {
    JsonNode config = example.document().at("/input/config");
    Scope scope = example.scope();
    return scope(
        api(scope.api().id()),
        config.path("account_id").asText(null),
        config.path("region").asText(),
        config.path("project_id").asText(null),
        config.path("resource_id").asText(),
        config.path("user_name").asText(null),
        // One row a page, where the example tells of a second page.
        pages > 1 ? 1 : api(scope.api().id()).paging().pageSize());
  }

  /** A failing page fails as often as it is asked for. */
  private static Answer[] answers(JsonNode pages) {
    List<Answer> answers = new ArrayList<>();
    for (JsonNode page : pages) {
      JsonNode error = page.get("error");
      if (error == null) {
        answers.add(Answer.of(200, page.get("response").toString()));
        continue;
      }
      ObjectNode body =
          JSON.createObjectNode()
              .put("error_code", error.get("code").textValue())
              .put("error_msg", error.get("message").textValue());
      for (int attempt = 0; attempt < error.get("attempts").intValue(); attempt++) {
        answers.add(Answer.of(error.get("http_status").intValue(), body.toString()));
      }
    }
    return answers.toArray(Answer[]::new);
  }

  private static ArrayNode values(List<Published.Entry> entries) {
    ArrayNode values = JSON.createArrayNode();
    entries.forEach(entry -> values.add(json(entry)));
    return values;
  }

  /** The order of doubts is free, so both sides are put in the same one. */
  private static JsonNode canonical(JsonNode events) {
    for (JsonNode event : events) {
      if (event.has("quality")) {
        List<JsonNode> doubts = new ArrayList<>();
        event.get("quality").forEach(doubts::add);
        doubts.sort(Comparator.comparing(JsonNode::toString));
        ((ObjectNode) event).set("quality", JSON.createArrayNode().addAll(doubts));
      }
    }
    return events;
  }

  private static ArrayNode kafka(List<Published.Entry> entries) {
    ArrayNode all = JSON.createArrayNode();
    for (Published.Entry entry : entries) {
      ObjectNode one = all.addObject().put("topic", entry.topic()).put("key", entry.key());
      ObjectNode headers = one.putObject("headers");
      new TreeMap<>(entry.headers()).forEach(headers::put);
    }
    return all;
  }

  private static ArrayNode written(List<Published.Entry> state) {
    ArrayNode all = JSON.createArrayNode();
    for (Published.Entry entry : state) {
      ObjectNode one = all.addObject().put("key", entry.key());
      one.set("value_id", entry.value() == null ? null : json(entry).get("id"));
    }
    return all;
  }

  /** A subject that is open has its last event as its state; one that ended leaves a tombstone. */
  private static void assertStateIsTheEvents(List<Published.Entry> state, Published published) {
    for (Published.Entry entry : state) {
      Published.Entry event =
          published.events().stream()
              .filter(one -> one.headers().get("ce_subject").equals(entry.key()))
              .reduce((first, second) -> second)
              .orElseThrow();
      if (entry.value() == null) {
        assertEquals(Set.of("ce_id", "ce_type"), entry.headers().keySet());
        assertTrue(entry.headers().get("ce_type").matches(".*(closed|removed)"));
        assertEquals(event.headers().get("ce_id"), entry.headers().get("ce_id"));
      } else {
        assertEquals(event.value(), entry.value());
        assertEquals(event.headers(), entry.headers());
      }
    }
  }

  private static void assertOnePartition(Scope scope, List<List<Published.Entry>> topics) {
    int hash = Utils.murmur2(scope.path().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    topics.forEach(
        entries ->
            entries.forEach(entry -> assertEquals(Utils.toPositive(hash) % 12, entry.partition())));
  }
}
