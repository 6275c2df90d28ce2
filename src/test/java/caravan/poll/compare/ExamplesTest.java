package caravan.poll.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.cloud.Normalizer;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.kafka.Installation;
import caravan.kafka.PollRecords;
import caravan.kafka.PublishSettings;
import caravan.kafka.TopicSettings;
import caravan.kafka.Topics;
import caravan.model.Api;
import caravan.model.Examples;
import caravan.model.Examples.Example;
import caravan.model.Examples.Item;
import caravan.model.Page;
import caravan.model.PollError;
import caravan.model.PollErrors;
import caravan.poll.Begun;
import caravan.poll.Poll;
import caravan.poll.PollSettings;
import caravan.poll.normalize.Splitter;
import caravan.state.ScopeState;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example of the contract, each poll after the one it names, from the vendor's records to
 * events, state, checkpoint and dead letters: compared whole, as parsed JSON.
 */
class ExamplesTest {

  private final Splitter splitter = new Splitter(SettingsFixture.settings(PollSettings.class));
  private final PollRecords records =
      new PollRecords(
          new Topics(SettingsFixture.settings(TopicSettings.class)),
          new EventFormats(SettingsFixture.settings(FormatSettings.class)),
          List.of(),
          new Installation(SettingsFixture.settings(PublishSettings.class), "file:targets.yaml"));

  static Stream<Example> examples() {
    return Examples.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void pollLeavesWhatTheContractExpects(Example example) {
    // When
    Poll poll = published(example);

    // Then
    assertEquals(
        example.events().stream().map(ExamplesTest::inOneOrder).toList(),
        poll.outcome().events().stream()
            .map(Event::json)
            .map(Fixtures::json)
            .map(ExamplesTest::inOneOrder)
            .toList());
    assertEquals(
        example.deadLetters(),
        poll.walk().letters().stream().map(DeadLetter::json).map(Fixtures::json).toList());
    assertState(example, poll);
    assertCheckpoint(example.document().at("/expected/checkpoint"), poll);
  }

  private void assertState(Example example, Poll poll) {
    Iterator<ProducerRecord<String, byte[]>> writes = records.states(poll).iterator();
    for (JsonNode expected : example.document().at("/expected/state")) {
      ProducerRecord<String, byte[]> write = writes.next();
      assertEquals(expected.get("key").textValue(), write.key());
      JsonNode id = expected.get("value_id");
      if (id.isNull()) {
        assertNull(write.value());
      } else {
        JsonNode value = json(write);
        assertEquals(id, value.get("id"));
        assertEquals(event(poll, id.textValue()), value);
      }
    }
    assertFalse(writes.hasNext(), "a state write too many");
  }

  private void assertCheckpoint(JsonNode expected, Poll poll) {
    Iterator<ProducerRecord<String, byte[]>> writes = records.checkpoint(poll).iterator();
    ProducerRecord<String, byte[]> write = writes.next();
    assertEquals(expected.get("key").textValue(), write.key());
    assertEquals(expected.get("value"), json(write));
    assertFalse(writes.hasNext(), "a checkpoint too many");
  }

  /** Polls what the example polls, after everything that came before it was published. */
  private Poll published(Example example) {
    ScopeState memory = new ScopeState();
    JsonNode before = example.document().path("after");
    if (before.isTextual()) {
      memory = published(Examples.read(before.textValue())).memory();
    }
    Poll poll =
        new Poll(
            example.scope(),
            example.scheduledAt(),
            example.observedAt(),
            memory,
            example::observedAt);
    walk(example, poll);
    Snapshots snapshots = new Snapshots();
    snapshots.compare(poll);
    snapshots.remember(poll);
    return poll;
  }

  private void walk(Example example, Poll poll) {
    JsonNode pages = example.document().at("/input/poll/pages");
    for (int number = 0; number < pages.size(); number++) {
      poll.walk().asked();
      JsonNode answer = pages.get(number);
      if (answer.has("error")) {
        poll.walk().fail(error(answer.get("error")));
      } else {
        Normalizer normalizer = Fixtures.normalizer(poll.scope().api().id());
        splitter.split(
            Begun.begun(poll, null, normalizer), page(example, poll.scope().api(), number));
      }
    }
  }

  private static PollError error(JsonNode stated) {
    return PollErrors.of(
        stated.get("class").textValue(),
        stated.get("code").textValue(),
        stated.path("message").textValue(),
        stated.has("http_status") ? Integer.valueOf(stated.get("http_status").intValue()) : null,
        stated.get("page").intValue(),
        stated.get("attempts").intValue(),
        stated.get("retryable").booleanValue());
  }

  private static Page page(Example example, Api api, int number) {
    JsonNode answer = example.document().at("/input/poll/pages").get(number).get("response");
    List<Item> items =
        example.items().stream().filter(item -> item.place().page() == number).toList();
    List<JsonNode> rows = new ArrayList<>();
    items.forEach(item -> rows.add(item.vendorRecord()));
    JsonNode total = at(answer, api.record().total());
    JsonNode pages = at(answer, api.record().pages());
    return new Page(
        number,
        200,
        0,
        rows,
        answer,
        total.isNumber() ? Long.valueOf(total.longValue()) : null,
        pages.isNumber() ? Integer.valueOf(pages.intValue()) : null,
        items.isEmpty() ? null : items.get(0).place().requestId(),
        example.observedAt());
  }

  private static JsonNode at(JsonNode answer, String dotted) {
    return dotted.isEmpty()
        ? answer.path("nothing there")
        : answer.at("/" + dotted.replace('.', '/'));
  }

  private static JsonNode json(ProducerRecord<String, byte[]> write) {
    return Fixtures.json(new String(write.value(), UTF_8));
  }

  private static JsonNode event(Poll poll, String id) {
    Event event =
        poll.outcome().events().stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow();
    return Fixtures.json(event.json());
  }

  /** The contract leaves the order of doubts free. */
  private static JsonNode inOneOrder(JsonNode event) {
    ObjectNode ordered = event.deepCopy();
    if (event.path("quality") instanceof ArrayNode doubts) {
      List<JsonNode> sorted = new ArrayList<>();
      doubts.forEach(sorted::add);
      sorted.sort(Comparator.comparing(JsonNode::toString));
      ordered.putArray("quality").addAll(sorted);
    }
    return ordered;
  }
}
