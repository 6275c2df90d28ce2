package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.Checkpoint;
import caravan.event.DeadLetter;
import caravan.event.Event;
import caravan.event.Identity;
import caravan.event.Kind;
import caravan.event.Outcome;
import caravan.event.Report;
import caravan.event.View;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.event.view.EcsView;
import caravan.event.view.ExampleEvents;
import caravan.event.view.OcsfView;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.registry.Registry;
import caravan.state.ScopeState;
import java.time.Instant;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topic, partition, key, headers and value of each record that a poll leaves. */
class PublishedRecordsTest {

  private static final String SCOPE =
      "huawei_cloud/vpn/0a1b2c3d4e5f60718293a4b5c6d7e8f9/cn-north-4/p2c-vpn-gateway/"
          + "b32d91a4-0362-42b5-8ab6-2b5d5ac4c5b7/poll/QueryP2CVPNConnections";
  private static final Instant READ = Instant.parse("2024-06-17T03:02:00.377Z");

  private final PollRecords records = records();
  private final Poll poll =
      new Poll(
          Fixtures.exampleScope(),
          Instant.parse("2024-06-17T03:02:00Z"),
          READ,
          new ScopeState(),
          () -> READ);

  private static PollRecords records(String... settings) {
    Topics topics = new Topics(SettingsFixture.settings(TopicSettings.class));
    EventFormats formats =
        new EventFormats(SettingsFixture.settings(FormatSettings.class, settings));
    List<View> views = List.of(new OcsfView(), new EcsView());
    return new PollRecords(topics, formats, views, KafkaPolls.INSTALLATION);
  }

  private Event marker(int sequence) {
    return Fixtures.marker(
        poll,
        "e9edaf6a-ec12-5edd-b42b-93a6b63afc27",
        Kind.SNAPSHOT_INCOMPLETE,
        READ,
        sequence,
        new Report(
            "partial", "pages_missing", true, 1, 0, null, 0, 0, 0, Map.of(), 1, 0, null, null));
  }

  private DeadLetter letter(int position) {
    return new DeadLetter(
        poll.scope(),
        poll.id(),
        poll.scheduledAt(),
        READ,
        "map",
        0,
        position,
        1,
        null,
        new DeadLetter.Cause("bad_time", "x", "m"),
        "{\"n\":\"\u8fde\"}",
        false);
  }

  private static String text(ProducerRecord<String, byte[]> message) {
    return new String(message.value(), UTF_8);
  }

  /** The headers of a record, with its topic, key and partition. */
  private static Map<String, Object> envelope(ProducerRecord<String, byte[]> record) {
    Map<String, Object> envelope = new HashMap<>();
    record
        .headers()
        .forEach(header -> envelope.put(header.key(), new String(header.value(), UTF_8)));
    envelope.put("topic", record.topic());
    envelope.put("key", record.key());
    envelope.put("partition", record.partition());
    return envelope;
  }

  /** The contract's example 17. */
  @Test
  void eventHasTheHeadersOfTheContract() {
    // Given
    poll.concludes(new Outcome(List.of(marker(1)), Set.of(), null));

    // When
    ProducerRecord<String, byte[]> message = records.events(poll).iterator().next();

    // Then
    Map<String, Object> expected = new HashMap<>();
    expected.put("content-type", "application/json");
    expected.put("ce_specversion", "1.0");
    expected.put("ce_id", "e9edaf6a-ec12-5edd-b42b-93a6b63afc27");
    expected.put("ce_source", "/" + SCOPE);
    expected.put("ce_type", "internal.caravan.snapshot.incomplete");
    expected.put("ce_time", "2024-06-17T03:02:00.377Z");
    expected.put("ce_subject", SCOPE);
    expected.put("ce_dataschema", "https://caravan.internal/schema/connection-event/1");
    expected.put("ce_partitionkey", SCOPE);
    expected.put("ce_sequence", "20240617T030200Z-000001");
    expected.put("ce_recordedtime", "2024-06-17T03:02:00.377Z");
    expected.put("ce_correlationid", "484abcb2-506c-5568-b521-379a583eb10f");
    expected.put("topic", "caravan.events.v1");
    expected.put("key", SCOPE);
    expected.put("partition", 8);
    assertEquals(expected, envelope(message));
  }

  @Test
  void bodyIsTheEventsBytes() {
    poll.concludes(new Outcome(List.of(marker(1)), Set.of(), null));
    ProducerRecord<String, byte[]> message = records.events(poll).iterator().next();
    assertEquals(marker(1).json(), text(message));
  }

  @Test
  void recordsSubjectAndKindAreItsOwn() {
    // Given
    Event record = eventOf("subject/\u8fde");
    poll.concludes(new Outcome(List.of(record), Set.of(), null));

    // When
    ProducerRecord<String, byte[]> message = records.events(poll).iterator().next();

    // Then
    assertEquals("subject/\u8fde", envelope(message).get("ce_subject"));
    assertEquals("internal.caravan.connection.observed", envelope(message).get("ce_type"));
    assertEquals("2024-06-17T03:00:00.000Z", envelope(message).get("ce_time"));
    assertEquals("2024-06-17T03:02:00.377Z", envelope(message).get("ce_recordedtime"));
    assertEquals(SCOPE, envelope(message).get("key"));
  }

  private Event eventOf(String subject) {
    Event marker = marker(1);
    return new Event(
        "id",
        Kind.CONNECTION_OBSERVED,
        new Identity(subject, READ, 1, "sha256:0"),
        new Event.Times(Instant.parse("2024-06-17T03:00:00Z"), "vendor_measured", READ, null),
        null,
        marker.snapshot(),
        poll.scope(),
        null,
        null,
        null,
        List.of(),
        null);
  }

  @ParameterizedTest
  @CsvSource({"1, 000001", "42, 000042", "999999, 999999", "1000000, 1000000"})
  void sequenceIsOrderedAsText(int sequence, String digits) {
    poll.concludes(new Outcome(List.of(marker(sequence)), Set.of(), null));
    assertEquals(
        "20240617T030200Z-" + digits,
        envelope(records.events(poll).iterator().next()).get("ce_sequence"));
  }

  @Test
  void deadLettersGoToTheirTopic() {
    // Given
    poll.walk().reject(letter(0));
    poll.walk().reject(letter(1));

    // When
    Iterator<ProducerRecord<String, byte[]>> letters = records.letters(poll).iterator();
    ProducerRecord<String, byte[]> first = letters.next();
    ProducerRecord<String, byte[]> second = letters.next();

    // Then
    assertEquals(
        Map.of(
            "content-type",
            "application/json",
            "topic",
            "caravan.dlq.v1",
            "key",
            SCOPE,
            "partition",
            8),
        envelope(first));
    assertEquals(letter(0).json(), text(first));
    assertEquals(letter(1).json(), text(second));
    assertFalse(letters.hasNext());
  }

  @Test
  void checkpointIsOneMessageUnderTheScope() {
    // Given
    Checkpoint left =
        new Checkpoint(
            SCOPE,
            new Checkpoint.Last(poll.id(), poll.scheduledAt(), "failed"),
            null,
            new TreeMap<>(),
            0,
            null);
    poll.concludes(new Outcome(List.of(marker(1)), Set.of(), left));

    // When
    Iterator<ProducerRecord<String, byte[]>> checkpoint = records.checkpoint(poll).iterator();
    ProducerRecord<String, byte[]> message = checkpoint.next();

    // Then
    assertEquals("caravan.checkpoints.v1", envelope(message).get("topic"));
    assertEquals(SCOPE, envelope(message).get("key"));
    assertEquals(8, envelope(message).get("partition"));
    assertEquals(left.json(), text(message));
    assertFalse(checkpoint.hasNext());
  }

  @Test
  void messagesAreLaidOutOneByOne() {
    // Given
    AtomicInteger asked = new AtomicInteger();
    poll.concludes(
        new Outcome(
            new AbstractList<>() {
              @Override
              public Event get(int index) {
                Event event = marker(Objects.checkIndex(index, 3) + 1);
                asked.incrementAndGet();
                return event;
              }

              @Override
              public int size() {
                return 3;
              }
            },
            Set.of(),
            null));

    // When
    Iterator<ProducerRecord<String, byte[]>> events = records.events(poll).iterator();

    // Then
    assertEquals(0, asked.get());
    assertTrue(events.hasNext());
    assertEquals(0, asked.get());
    events.next();
    assertEquals(1, asked.get());
    events.next();
    events.next();
    assertEquals(3, asked.get());
    assertThrows(NoSuchElementException.class, events::next);
  }

  @Test
  void pollWithoutDeadLettersHasNoneToSend() {
    assertFalse(records.letters(poll).iterator().hasNext());
  }

  @Test
  void onlyEventsAndStatesAreInAvro() {
    // Given
    PollRecords avro = records("caravan.format", "avro");
    Event record = eventOf("subject");
    Checkpoint left =
        new Checkpoint(
            SCOPE,
            new Checkpoint.Last(poll.id(), poll.scheduledAt(), "failed"),
            null,
            new TreeMap<>(),
            0,
            null);
    poll.walk().reject(letter(0));
    poll.concludes(new Outcome(List.of(record, marker(2)), Set.of(), left));
    ProducerRecord<String, byte[]> plain = records.events(poll).iterator().next();

    // When
    ProducerRecord<String, byte[]> event = avro.events(poll).iterator().next();
    ProducerRecord<String, byte[]> state = avro.states(poll).iterator().next();
    ProducerRecord<String, byte[]> letter = avro.letters(poll).iterator().next();
    ProducerRecord<String, byte[]> checkpoint = avro.checkpoint(poll).iterator().next();

    // Then
    Map<String, Object> headers = new HashMap<>(envelope(plain));
    headers.put("content-type", "application/avro");
    assertEquals(headers, envelope(event));
    assertEquals("application/avro", envelope(state).get("content-type"));
    assertEquals((byte) 0xC3, event.value()[0]);
    assertEquals((byte) 0xC3, state.value()[0]);
    assertEquals("application/json", envelope(letter).get("content-type"));
    assertEquals(letter(0).json(), text(letter));
    assertEquals("application/json", envelope(checkpoint).get("content-type"));
    assertEquals(left.json(), text(checkpoint));
  }

  /** Views are JSON whatever events are. */
  @Test
  void messagesOfViewsAreSaidToBeJson() {
    // Given
    Event event = ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OBSERVED).event();
    Poll viewed =
        new Poll(scopeWithViews("ecs"), poll.scheduledAt(), READ, new ScopeState(), () -> READ);
    viewed.concludes(new Outcome(List.of(event), Set.of(), null));

    // When
    ProducerRecord<String, byte[]> view =
        records("caravan.format", "avro").views(viewed).iterator().next();

    // Then
    assertEquals("application/json", envelope(view).get("content-type"));
  }

  /** Events must not be sent before it is known that the state can follow. */
  @Test
  void registryIsAskedBeforeTheFirstEventIsLaidOut() {
    // Given
    try (Registry registry = Registry.start()) {
      PollRecords registered =
          records("caravan.format", "avro", "caravan.registry.url", registry.url());
      poll.concludes(new Outcome(List.of(marker(1)), Set.of(), null));

      // When
      registered.events(poll);

      // Then
      assertEquals(
          Set.of("caravan.events.v1-value", "caravan.state.v1-value"),
          registry.subjects().keySet());
    }
  }

  private Scope scopeWithViews(String... views) {
    Target usual = poll.scope().target();
    return new Scope(
        new Target(
            usual.api(),
            usual.account(),
            usual.region(),
            usual.projectId(),
            usual.resources(),
            usual.members(),
            usual.every(),
            usual.pageSize(),
            usual.heartbeat(),
            Set.of(views),
            usual.assumedZone(),
            usual.closeConfirmations(),
            usual.goneAfter(),
            usual.timeout(),
            usual.endpoint(),
            true),
        poll.scope().resourceId(),
        null);
  }
}
