package caravan.kafka;

import caravan.event.Checkpoint;
import caravan.event.Event;
import caravan.event.View;
import caravan.event.format.EventFormat;
import caravan.event.format.EventFormats;
import caravan.event.format.JsonFormat;
import caravan.model.Scope;
import caravan.poll.Poll;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Lays out what a poll publishes as Kafka records: topic, partition, key, headers, value. Records
 * are made one by one while they are sent, so a poll is never in memory as bytes.
 */
@Singleton
public final class PollRecords {

  /** Header of a checkpoint that names the installation which wrote it. */
  static final String INSTALLATION = "installation";

  static final List<Header> JSON = List.of(EventHeaders.contentType(JsonFormat.CONTENT_TYPE));
  private static final List<Header> NONE = List.of();

  private final Topics topics;
  private final EventFormat format;
  private final Map<String, View> views;
  private final List<Header> ofCheckpoint;

  public PollRecords(
      Topics topics, EventFormats formats, @All List<View> views, Installation installation) {
    this.topics = topics;
    this.format = formats.written();
    this.views = views.stream().collect(Collectors.toMap(View::name, Function.identity()));
    this.ofCheckpoint = ofCheckpoint(installation.id());
  }

  /** Headers of a checkpoint; the installation may be null if none is known. */
  static List<Header> ofCheckpoint(String installation) {
    return installation == null
        ? JSON
        : List.of(JSON.get(0), new RecordHeader(INSTALLATION, utf8(installation)));
  }

  /** The events of a poll, marker last. */
  Iterable<ProducerRecord<String, byte[]>> events(Poll poll) {
    prepare();
    return Lazy.map(poll.outcome().events(), new Events(poll)::event);
  }

  /**
   * The events of a poll, each followed by the state that it leaves, if any. The two have the same
   * headers and mostly the same bytes. Only for a transaction, where all becomes visible at once.
   */
  Iterable<ProducerRecord<String, byte[]>> eventsWithStates(Poll poll) {
    prepare();
    return () -> {
      Events events = new Events(poll);
      Map<String, Event> last = lastEvents(poll);
      return Lazy.concat(
              List.of(
                  Lazy.concat(
                      Lazy.map(poll.outcome().events(), one -> events.withState(one, last))),
                  forgotten(poll)))
          .iterator();
    };
  }

  /** The state of the subjects after a poll: the last event of each, or a tombstone. */
  public Iterable<ProducerRecord<String, byte[]>> states(Poll poll) {
    Events events = new Events(poll);
    return Lazy.concat(
        List.of(Lazy.map(lastEvents(poll).values(), events::state), forgotten(poll)));
  }

  /** The events of a poll in the schema of each view that its target names. */
  Iterable<ProducerRecord<String, byte[]>> views(Poll poll) {
    EventHeaders headers = new EventHeaders(poll, JsonFormat.CONTENT_TYPE);
    return Lazy.concat(
        Lazy.map(
            poll.scope().target().views(),
            name ->
                Lazy.concat(
                    Lazy.map(
                        poll.outcome().events(),
                        one -> view(poll, views.get(name), one, headers)))));
  }

  /** The dead letters of a poll. */
  Iterable<ProducerRecord<String, byte[]>> letters(Poll poll) {
    return Lazy.map(
        poll.walk().letters(),
        letter -> ofScope(topics.letters(), poll.scope(), utf8(letter.json()), JSON));
  }

  /** The checkpoint that a poll leaves; a tombstone for a scope that is forgotten. */
  public Iterable<ProducerRecord<String, byte[]>> checkpoint(Poll poll) {
    Checkpoint left = poll.outcome().checkpoint();
    return List.of(
        left == null
            ? ofScope(topics.checkpoints(), poll.scope(), null, NONE)
            : ofScope(topics.checkpoints(), poll.scope(), utf8(left.json()), ofCheckpoint));
  }

  private ProducerRecord<String, byte[]> ofScope(
      String topic, Scope scope, byte[] value, List<Header> headers) {
    return new ProducerRecord<>(topic, topics.partition(scope), scope.path(), value, headers);
  }

  private List<ProducerRecord<String, byte[]>> view(
      Poll poll, View view, Event event, EventHeaders headers) {
    String topic = topics.view(view.name());
    return view.json(event).stream()
        .map(
            json ->
                ofScope(topic, poll.scope(), utf8(json), headers.of(event, view.dataschema(event))))
        .toList();
  }

  /** Tombstones of subjects that end without an event. */
  private Iterable<ProducerRecord<String, byte[]>> forgotten(Poll poll) {
    int partition = topics.partition(poll.scope());
    return Lazy.map(
        poll.outcome().forgets(),
        subject -> new ProducerRecord<>(topics.state(), partition, subject, null, NONE));
  }

  /**
   * States need a registered schema, too. It is requested before the first event is sent: after
   * that only the broker may prevent the state from following.
   */
  private void prepare() {
    format.prepare(topics.events());
    format.prepare(topics.state());
  }

  /** The last event of each subject that is not forgotten. */
  private static Map<String, Event> lastEvents(Poll poll) {
    Map<String, Event> last = new LinkedHashMap<>();
    for (Event event : poll.outcome().events()) {
      if (event.report() == null) {
        last.put(event.subject(), event);
      }
    }
    poll.outcome().forgets().forEach(last::remove);
    return last;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Lays out the events of one poll. */
  private final class Events {

    private final int partition;
    private final String scope;
    private final EventHeaders headers;
    private final BiFunction<String, Event, byte[]> values = format.writer();

    Events(Poll poll) {
      this.partition = topics.partition(poll.scope());
      this.scope = poll.scope().path();
      this.headers = new EventHeaders(poll, format.contentType());
    }

    ProducerRecord<String, byte[]> event(Event event) {
      return event(event, headers.of(event));
    }

    private ProducerRecord<String, byte[]> event(Event event, List<Header> all) {
      byte[] value = values.apply(topics.events(), event);
      return new ProducerRecord<>(topics.events(), partition, scope, value, all);
    }

    ProducerRecord<String, byte[]> state(Event event) {
      return event.kind().ends()
          ? state(event, null, EventHeaders.ofEnd(event))
          : state(event, values.apply(topics.state(), event), headers.of(event));
    }

    private ProducerRecord<String, byte[]> state(Event event, byte[] value, List<Header> all) {
      return new ProducerRecord<>(topics.state(), partition, event.subject(), value, all);
    }

    /** An event and the state that it leaves, unless a later event of the poll leaves that. */
    @SuppressWarnings("ReferenceEquality") // The same event, not one that says the same.
    List<ProducerRecord<String, byte[]>> withState(Event event, Map<String, Event> last) {
      List<Header> shared = headers.of(event);
      ProducerRecord<String, byte[]> record = event(event, shared);
      if (last.get(event.subject()) != event) {
        return List.of(record);
      }
      boolean same = format.oneForAllTopics() && !event.kind().ends();
      return List.of(record, same ? state(event, record.value(), shared) : state(event));
    }
  }
}
