package caravan.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import caravan.model.Api;
import caravan.model.Memory;
import caravan.model.Scope;
import caravan.simulator.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The contract's own examples, end to end: the vendor's sample answer goes in over HTTP, and
 * exactly the expected events, keys, headers, marker and checkpoint come out of Kafka.
 */
@QuarkusTest
class ExamplesTest extends PollingTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "01-tencent-client-connections, tencent-mongodb-client-connections",
    "02-tencent-instance-ssl, tencent-mongodb-instance-ssl",
    "03-alibaba-sag-online-clients, alibaba-sag-online-clients",
    "04-huawei-p2c-vpn-connections, huawei-vpn-p2c-connections",
    "05-ctyun-accounts, ctyun-mongodb-accounts",
  })
  void vendorsSampleAnswerBecomesExactlyTheExpectedRecords(String example, String apiId)
      throws IOException {
    // Given
    JsonNode input = example(example).get("input");
    JsonNode expected = example(example).get("expected");
    Scope scope = scope(api(apiId), input.get("config"));
    JsonNode poll = input.get("poll");
    simulator.answer(call -> true, Answer.of(200, poll.at("/pages/0/response").toString()));

    // When
    Published published =
        poll(
            scope,
            Instant.parse(poll.get("scheduled_at").textValue()),
            Instant.parse(poll.get("observed_at").textValue()),
            new Memory());

    // Then
    assertEquals(canonical(expected.get("events")), canonical(values(published.events())));
    assertEquals(expected.get("kafka"), kafka(published.events()));
    for (Published.Entry entry : published.events()) {
      int hash = Utils.murmur2(scope.path().getBytes(StandardCharsets.UTF_8));
      assertEquals(Utils.toPositive(hash) % 12, entry.partition());
    }
    assertEquals(expected.at("/checkpoint/key").textValue(), scope.path());
    assertEquals(expected.at("/checkpoint/value"), published.checkpoint());
    assertEquals(List.of(), published.letters());
  }

  private static JsonNode example(String name) throws IOException {
    try (InputStream in = ExamplesTest.class.getResourceAsStream("/examples/" + name + ".json")) {
      return JSON.readTree(in);
    }
  }

  private Scope scope(Api api, JsonNode config) {
    return scope(
        api,
        config.path("account_id").asText(null),
        config.path("region").asText(),
        config.path("project_id").asText(null),
        config.path("resource_id").asText(),
        config.path("user_name").asText(null));
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
}
