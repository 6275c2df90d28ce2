package caravan.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.SettableClock;
import caravan.broker.Topic;
import caravan.event.Event;
import caravan.event.format.EventFormats;
import caravan.model.Examples;
import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.routes.PollingTest;
import caravan.simulator.Answer;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.camel.ProducerTemplate;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Polls through the real routes that publish in Avro. What the topics hold is read by Avro's own
 * code, as a consumer would, and must be the JSON of the same poll's events.
 */
abstract class AvroPolling extends PollingTest {

  @Inject ProducerTemplate producer;
  @Inject Clock now;
  @Inject EventFormats formats;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  /** The product with Avro switched on. */
  public static final class Avro implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("caravan.format", "avro");
    }
  }

  /** The event in a value, by no code of the product. */
  abstract GenericRecord decoded(byte[] value) throws IOException;

  /** The schema as it ships. */
  static Schema shipped() throws IOException {
    try (InputStream in =
        AvroPolling.class.getResourceAsStream("/caravan/schema/connection-event.avsc")) {
      return new Schema.Parser().parse(in);
    }
  }

  @Inject Ownership owner;

  /** Polls what an example describes, under a resource that no other test has. */
  Poll poll(String name) {
    Examples.Example example = Examples.read(name);
    JsonNode config = example.document().at("/input/config");
    Scope scope =
        scope(
            api(example.scope().api().id()),
            config.path("account_id").asText(null),
            config.path("region").asText(),
            config.path("project_id").asText(null),
            getClass().getSimpleName() + "-" + name,
            config.path("user_name").asText(null));
    simulator.answer(
        call -> true,
        Answer.of(200, example.document().at("/input/poll/pages/0/response").toString()));
    ((SettableClock) now).set(example.observedAt());
    await().atMost(Duration.ofSeconds(40)).until(() -> owner.memory(scope) != null);
    Poll poll =
        new Poll(
            scope,
            example.scheduledAt(),
            example.observedAt(),
            new ScopeState(),
            example::observedAt);
    producer.requestBody("direct:poll-" + scope.api().id(), poll);
    return poll;
  }

  /** What a topic holds of a poll's scope. */
  List<Topic.Entry> published(String topic, Poll poll) {
    String scope = poll.scope().path();
    return Topic.settled(brokers, topic).stream()
        .filter(
            one -> one.key().equals(scope) || ("/" + scope).equals(one.headers().get("ce_source")))
        .toList();
  }

  private String json(Topic.Entry entry) {
    try {
      return AvroJson.text(decoded(entry.bytes()));
    } catch (IOException e) {
      throw new AssertionError(entry.toString(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-tencent-client-connections",
        "02-tencent-instance-ssl",
        "03-alibaba-sag-online-clients",
        "04-huawei-p2c-vpn-connections",
        "05-ctyun-accounts",
      })
  void topicsHoldTheEventsOfThePoll(String example) throws Exception {
    // When
    Poll poll = poll(example);

    // Then
    List<Topic.Entry> events = published("caravan.events.v1", poll);
    assertEquals(
        poll.outcome().events().stream().map(Event::json).toList(),
        events.stream().map(this::json).toList());
    List<Event> open =
        poll.outcome().events().stream().filter(event -> event.report() == null).toList();
    assertFalse(open.isEmpty());
    List<Topic.Entry> states = published("caravan.state.v1", poll);
    assertEquals(open.stream().map(Event::json).toList(), states.stream().map(this::json).toList());
    assertEquals(
        open.stream().map(Event::subject).toList(), states.stream().map(Topic.Entry::key).toList());
    events.forEach(one -> assertContentType("application/avro", one));
    for (Topic.Entry state : states) {
      assertContentType("application/avro", state);
      assertEquals(
          poll.memory().known(state.key()),
          formats.read(state.headers().get("content-type"), state.bytes()).known());
    }
    Topic.Entry checkpoint = published("caravan.checkpoints.v1", poll).get(0);
    assertContentType("application/json", checkpoint);
    assertEquals(poll.outcome().checkpoint().json(), checkpoint.value());
  }

  private static void assertContentType(String expected, Topic.Entry entry) {
    assertEquals(expected, entry.headers().get("content-type"));
  }
}
