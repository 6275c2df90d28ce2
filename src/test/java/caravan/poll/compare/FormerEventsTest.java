package caravan.poll.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import caravan.event.ConnectionFacts;
import caravan.event.Observation;
import caravan.event.UnreadableRecord;
import caravan.event.format.AvroFormat;
import caravan.event.format.Recorded;
import caravan.event.format.RecordedReader;
import caravan.event.view.ExampleEvents;
import caravan.state.SubjectState;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The events of the contract's examples, as the last version that knew schema 1.0 only wrote them
 * in both formats: nothing of them is lost, nothing of them seems changed, and they are written as
 * they were.
 */
class FormerEventsTest {

  private static final AvroFormat AVRO = new AvroFormat(null);

  /** An event of version 1.0, and the example it belongs to. */
  private record Former(ExampleEvents.Expected example, byte[] json, byte[] avro) {

    private boolean leavesItsSubjectOpen() {
      return example.event().report() == null && !example.event().kind().ends();
    }

    @Override
    public String toString() {
      return example.toString();
    }
  }

  private static Stream<Former> all() throws IOException {
    List<ExampleEvents.Expected> examples = ExampleEvents.all().toList();
    List<Former> all = new ArrayList<>();
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                FormerEventsTest.class.getResourceAsStream("/state/2026-11-30-events.jsonl"),
                UTF_8))) {
      for (String line = file.readLine(); line != null; line = file.readLine()) {
        JsonNode one = ExampleEvents.parse(line);
        all.add(
            new Former(
                examples.get(all.size()),
                one.get("json").binaryValue(),
                one.get("avro").binaryValue()));
      }
    }
    assertEquals(examples.size(), all.size());
    return all.stream();
  }

  private static Stream<Former> open() throws IOException {
    return all().filter(Former::leavesItsSubjectOpen);
  }

  private static Stream<Former> notOpen() throws IOException {
    return all().filter(one -> !one.leavesItsSubjectOpen());
  }

  @ParameterizedTest
  @MethodSource("all")
  void eventWithoutAnythingNewIsWrittenAsItWas(Former former) {
    assertEquals(
        new String(former.json(), UTF_8), new String(former.example().event().utf8(), UTF_8));
  }

  @ParameterizedTest
  @MethodSource("open")
  void bothFormatsAreReadInFull(Former former) throws UnreadableRecord {
    // When
    Recorded json = RecordedReader.json(former.json());

    // Then
    assertEquals(SubjectState.of(former.example().event()), json.known());
    assertEquals(json, AVRO.read(former.avro()));
    assertEquals(json.known().contentHash(), json.known().facts().contentHash());
  }

  @ParameterizedTest
  @MethodSource("notOpen")
  void endsAndMarkersAreStillNoStates(Former former) {
    assertThrows(UnreadableRecord.class, () -> RecordedReader.json(former.json()));
    assertThrows(UnreadableRecord.class, () -> AVRO.read(former.avro()));
  }

  @ParameterizedTest
  @MethodSource("open")
  void pollThatFindsThemUnchangedSaysNothing(Former former) throws UnreadableRecord {
    for (Recorded recorded :
        List.of(RecordedReader.json(former.json()), AVRO.read(former.avro()))) {
      // Given
      SubjectState known = recorded.known();
      Polls polls = new Polls(former.example().example().scope().api().id());
      polls.memory().put(known);

      // When
      List<String> kinds = Polls.kinds(polls.complete(place -> seenAgain(known, place)));

      // Then
      assertEquals(List.of("snapshot.completed"), kinds);
    }
  }

  private static Observation seenAgain(SubjectState known, Observation.Place place) {
    boolean started =
        known.facts() instanceof ConnectionFacts one && one.connection().startedAt() != null;
    return Observation.of(
        known.subject(),
        started ? known.incarnation() : null,
        known.facts(),
        known.quality(),
        known.raw(),
        place);
  }
}
