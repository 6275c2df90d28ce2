package caravan.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import caravan.Fixtures;
import caravan.SettingsFixture;
import caravan.event.Event;
import caravan.event.Kind;
import caravan.event.Outcome;
import caravan.event.Report;
import caravan.event.format.EventFormats;
import caravan.event.format.FormatSettings;
import caravan.event.view.EcsView;
import caravan.event.view.ExampleEvents;
import caravan.event.view.OcsfView;
import caravan.model.Scope;
import caravan.model.Target;
import caravan.poll.Poll;
import caravan.state.ScopeState;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class PollRecordsTest {

  private static final ExampleEvents.Expected OBSERVED =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OBSERVED);
  private static final Event EVENT = OBSERVED.event();

  private final PollRecords records = records();
  private final Poll poll = poll();

  private static PollRecords records(String... settings) {
    return new PollRecords(
        new Topics(SettingsFixture.settings(TopicSettings.class)),
        new EventFormats(SettingsFixture.settings(FormatSettings.class, settings)),
        KafkaPolls.VIEWS,
        KafkaPolls.INSTALLATION);
  }

  private static Poll poll(String... views) {
    Target usual = EVENT.scope().target();
    Target target =
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
            new LinkedHashSet<>(List.of(views)),
            usual.assumedZone(),
            usual.closeConfirmations(),
            usual.goneAfter(),
            usual.timeout(),
            usual.endpoint(),
            true);
    Scope scope = new Scope(target, EVENT.scope().resourceId(), null);
    return new Poll(scope, Fixtures.SLOT, Fixtures.SLOT, new ScopeState(), () -> Fixtures.READ);
  }

  private static Event about(String subject) {
    return OBSERVED.changed(event -> event.put("subject", subject));
  }

  private Event marker() {
    Instant read = Fixtures.READ;
    Report report =
        new Report("partial", "x", true, 1, 0, null, 0, 0, 0, Map.of(), 1, 0, null, null);
    return Fixtures.marker(poll, "id", Kind.SNAPSHOT_INCOMPLETE, read, 9, report);
  }

  private static List<ProducerRecord<String, byte[]>> all(
      Iterable<ProducerRecord<String, byte[]>> records) {
    List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
    records.forEach(all::add);
    return all;
  }

  private static List<String> places(List<ProducerRecord<String, byte[]>> all) {
    return all.stream()
        .map(one -> one.topic() + " " + one.key() + (one.value() == null ? " ended" : ""))
        .toList();
  }

  private static Map<String, String> headers(ProducerRecord<String, byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }
    return headers;
  }

  private static String text(ProducerRecord<String, byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  @Test
  void eventIsFollowedByTheStateThatItLeaves() {
    // Given
    Event first = about("a");
    Event last = about("a");
    poll.concludes(
        new Outcome(
            List.of(first, about("b"), last, about("gone"), marker()), Set.of("gone"), null));

    // When
    List<ProducerRecord<String, byte[]>> all = all(records.eventsWithStates(poll));

    // Then
    String scope = poll.scope().path();
    assertEquals(
        List.of(
            "caravan.events.v1 " + scope,
            "caravan.events.v1 " + scope,
            "caravan.state.v1 b",
            "caravan.events.v1 " + scope,
            "caravan.state.v1 a",
            "caravan.events.v1 " + scope,
            "caravan.events.v1 " + scope,
            "caravan.state.v1 gone ended"),
        places(all));
    assertSame(all.get(3).value(), all.get(4).value());
    assertEquals(headers(all.get(3)), headers(all.get(4)));
    assertEquals(Map.of(), headers(all.get(7)));
    assertEquals(
        Set.of(new Topics(SettingsFixture.settings(TopicSettings.class)).partition(poll.scope())),
        Set.copyOf(all.stream().map(ProducerRecord::partition).toList()));
  }

  @Test
  void subjectThatEndsLeavesATombstoneThatNamesTheEvent() {
    // Given
    Event closed =
        ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OPENED)
            .changed(event -> event.put("kind", "connection.closed"));
    poll.concludes(new Outcome(List.of(closed), Set.of(), null));

    // When
    ProducerRecord<String, byte[]> together = all(records.eventsWithStates(poll)).get(1);
    ProducerRecord<String, byte[]> alone = records.states(poll).iterator().next();

    // Then
    Map<String, String> expected =
        Map.of("ce_id", closed.id(), "ce_type", "internal.caravan.connection.closed");
    assertNull(together.value());
    assertEquals(closed.subject(), together.key());
    assertEquals(expected, headers(together));
    assertNull(alone.value());
    assertEquals(expected, headers(alone));
  }

  /** At least once and exactly once leave the same behind. */
  @Test
  void statesAreTheSameWithAndWithoutTheEvents() {
    // Given
    poll.concludes(
        new Outcome(List.of(about("a"), about("b"), about("a"), marker()), Set.of("c"), null));

    // When
    List<ProducerRecord<String, byte[]>> alone = all(records.states(poll));
    List<ProducerRecord<String, byte[]>> events = all(records.events(poll));
    Map<String, ProducerRecord<String, byte[]>> together = new LinkedHashMap<>();
    List<ProducerRecord<String, byte[]>> eventsTogether = new ArrayList<>();
    for (ProducerRecord<String, byte[]> one : records.eventsWithStates(poll)) {
      if (one.topic().equals("caravan.state.v1")) {
        together.put(one.key(), one);
      } else {
        eventsTogether.add(one);
      }
    }

    // Then
    assertEquals(Set.of("a", "b", "c"), together.keySet());
    assertEquals(3, alone.size());
    for (ProducerRecord<String, byte[]> one : alone) {
      assertArrayEquals(one.value(), together.get(one.key()).value());
      assertEquals(headers(one), headers(together.get(one.key())));
    }
    assertEquals(events.size(), eventsTogether.size());
    for (int i = 0; i < events.size(); i++) {
      assertArrayEquals(events.get(i).value(), eventsTogether.get(i).value());
      assertEquals(headers(events.get(i)), headers(eventsTogether.get(i)));
    }
  }

  @Test
  void pollIsLaidOutAnewInEachWalk() {
    poll.concludes(new Outcome(List.of(about("a"), marker()), Set.of("b"), null));
    Iterable<ProducerRecord<String, byte[]>> laidOut = records.eventsWithStates(poll);
    assertEquals(places(all(laidOut)), places(all(laidOut)));
    assertEquals(4, all(laidOut).size());
  }

  @Test
  void retiredScopeLeavesATombstoneAsItsCheckpoint() {
    poll.concludes(new Outcome(List.of(marker()), Set.of(), null));
    List<ProducerRecord<String, byte[]>> checkpoint = all(records.checkpoint(poll));
    assertEquals(
        List.of("caravan.checkpoints.v1 " + poll.scope().path() + " ended"), places(checkpoint));
    assertEquals(Map.of(), headers(checkpoint.get(0)));
  }

  @Test
  void documentTakesThePlaceOfTheEvent() {
    // Given
    Poll viewed = poll("ocsf", "ecs");
    viewed.concludes(new Outcome(List.of(EVENT, marker()), Set.of(), null));

    // When
    Iterator<ProducerRecord<String, byte[]>> told = records.views(viewed).iterator();
    ProducerRecord<String, byte[]> ocsf = told.next();
    ProducerRecord<String, byte[]> ecs = told.next();

    // Then
    assertEquals(new OcsfView().json(EVENT).orElseThrow(), text(ocsf));
    assertEquals(new EcsView().json(EVENT).orElseThrow(), text(ecs));
    assertEquals("caravan.ocsf.v1", ocsf.topic());
    assertEquals("caravan.ecs.v1", ecs.topic());
    assertFalse(told.hasNext());
  }

  @Test
  void headersOfADocumentAreThoseOfTheEventButForTheSchema() {
    // Given
    Poll viewed = poll("ecs");
    viewed.concludes(new Outcome(List.of(EVENT), Set.of(), null));

    // When
    ProducerRecord<String, byte[]> event = records.events(viewed).iterator().next();
    ProducerRecord<String, byte[]> told = records.views(viewed).iterator().next();

    // Then
    Map<String, String> expected = headers(event);
    expected.put("ce_dataschema", "https://caravan.internal/schema/ecs/9.4.0");
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(headers(told).entrySet()));
    assertEquals(event.key(), told.key());
    assertEquals(event.partition(), told.partition());
  }

  @Test
  void documentsAreMadeOneByOne() {
    // Given
    AtomicInteger asked = new AtomicInteger();
    Poll viewed = poll("ecs");
    viewed.concludes(
        new Outcome(
            new AbstractList<>() {
              @Override
              public Event get(int index) {
                asked.incrementAndGet();
                return EVENT;
              }

              @Override
              public int size() {
                return 3;
              }
            },
            Set.of(),
            null));

    // When
    Iterator<ProducerRecord<String, byte[]>> told = records.views(viewed).iterator();

    // Then
    assertEquals(0, asked.get());
    told.next();
    assertEquals(1, asked.get());
  }

  @Test
  void targetWithoutViewsHasNoDocuments() {
    poll.concludes(new Outcome(List.of(EVENT, marker()), Set.of(), null));
    assertEquals(List.of(), all(records.views(poll)));
  }
}
