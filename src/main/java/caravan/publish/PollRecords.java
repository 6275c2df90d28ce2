package caravan.publish;

import caravan.model.Event;
import caravan.model.Instants;
import caravan.poll.Poll;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Lays out what a poll publishes as Kafka records: topic, partition, key, headers, value. Records
 * are made one by one while they are sent, so that a poll is never in memory as bytes.
 */
@Singleton
public final class PollRecords {

  private static final DateTimeFormatter SLOT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int SEQUENCE_DIGITS = 6;

  private static final List<Header> JSON = List.of(contentType(JsonFormat.CONTENT_TYPE));
  private static final List<Header> NONE = List.of();

  private final Topics topics;
  private final EventFormat format;

  /** With the topics records go to, and the format of events and states. All else is JSON. */
  public PollRecords(Topics topics, EventFormats formats) {
    this.topics = topics;
    this.format = formats.written();
  }

  /**
   * The events of a poll, marker last. What states need is asked for here, too: once events are
   * sent, nothing but the broker may keep the state from following.
   */
  Iterable<ProducerRecord<String, byte[]>> events(Poll poll) {
    prepare();
    EventHeaders headers = new EventHeaders(poll, format.contentType());
    BiFunction<String, Event, byte[]> values = format.writer();
    int partition = partition(poll);
    return lazily(poll.outcome().events(), event -> event(poll, partition, event, headers.of(event), values));
  }

  /**
   * The events of a poll, each that says how its subject stands with the record of the state behind
   * it, which has the same headers and as a rule the same bytes; then the other records of {@link
   * #states}. Only in a transaction, where all of it becomes visible at once.
   */
  Iterable<ProducerRecord<String, byte[]>> eventsWithStates(Poll poll) {
    prepare();
    return () -> new EventsWithStates(poll);
  }

  /** How the subjects of a poll stand after it: the last event of each, or that it ended. */
  Iterable<ProducerRecord<String, byte[]>> states(Poll poll) {
    EventHeaders headers = new EventHeaders(poll, format.contentType());
    BiFunction<String, Event, byte[]> values = format.writer();
    int partition = partition(poll);
    Map<String, Event> last = lastEvents(poll);
    poll.outcome().forgets().forEach(subject -> last.put(subject, null));
    return lazily(
        List.copyOf(last.keySet()),
        subject -> {
          Event event = last.get(subject);
          if (event == null) {
            return new ProducerRecord<>(topics.state(), partition, subject, null, NONE);
          }
          return event.kind().ends()
              ? ended(partition, event)
              : state(partition, event, headers.of(event), values.apply(topics.state(), event));
        });
  }

  /** The dead letters of a poll. */
  Iterable<ProducerRecord<String, byte[]>> letters(Poll poll) {
    int partition = partition(poll);
    return lazily(
        poll.walk().letters(),
        letter ->
            new ProducerRecord<>(
                topics.letters(), partition, poll.scope().path(), utf8(letter.json()), JSON));
  }

  /** The checkpoint that a poll leaves; a scope that was retired leaves none. */
  Iterable<ProducerRecord<String, byte[]>> checkpoint(Poll poll) {
    byte[] value = poll.outcome().checkpoint() == null ? null : utf8(poll.outcome().checkpoint().json());
    return List.of(
        new ProducerRecord<>(
            topics.checkpoints(),
            partition(poll),
            poll.scope().path(),
            value,
            value == null ? NONE : JSON));
  }

  /**
   * What lays out events of a poll on their way into the words of a view: all of the record of a
   * topic but the value.
   */
  BiFunction<String, Event, ProducerRecord<String, byte[]>> viewed(Poll poll) {
    EventHeaders headers = new EventHeaders(poll, JsonFormat.CONTENT_TYPE);
    int partition = partition(poll);
    return (topic, event) ->
        new ProducerRecord<>(topic, partition, poll.scope().path(), null, headers.of(event));
  }

  private void prepare() {
    format.prepare(topics.events());
    format.prepare(topics.state());
  }

  private int partition(Poll poll) {
    return topics.partition(poll.scope());
  }

  private ProducerRecord<String, byte[]> event(
      Poll poll,
      int partition,
      Event event,
      List<Header> headers,
      BiFunction<String, Event, byte[]> values) {
    String topic = topics.events();
    return new ProducerRecord<>(
        topic, partition, poll.scope().path(), values.apply(topic, event), headers);
  }

  private ProducerRecord<String, byte[]> state(
      int partition, Event event, List<Header> headers, byte[] value) {
    return new ProducerRecord<>(topics.state(), partition, event.subject(), value, headers);
  }

  private ProducerRecord<String, byte[]> ended(int partition, Event event) {
    return new ProducerRecord<>(
        topics.state(), partition, event.subject(), null, EventHeaders.ofEnd(event));
  }

  private static Map<String, Event> lastEvents(Poll poll) {
    Map<String, Event> last = new LinkedHashMap<>();
    for (Event event : poll.outcome().events()) {
      if (event.report() == null) {
        last.put(event.subject(), event);
      }
    }
    return last;
  }

  /** What a function makes of each, made when it is asked for. */
  static <T, R> Iterable<R> lazily(Iterable<T> all, Function<T, R> layOut) {
    return () -> {
      Iterator<T> each = all.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public R next() {
          return layOut.apply(each.next());
        }
      };
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Header contentType(String value) {
    return new RecordHeader("content-type", utf8(value));
  }

  /** Walks the events of a poll; a record of the state waits behind its event. */
  private final class EventsWithStates implements Iterator<ProducerRecord<String, byte[]>> {

    private final Poll poll;
    private final int partition;
    private final EventHeaders headers;
    private final BiFunction<String, Event, byte[]> values = format.writer();
    private final Map<String, Event> last;
    private final Iterator<Event> events;
    private final Iterator<String> forgets;
    private ProducerRecord<String, byte[]> waiting;

    EventsWithStates(Poll poll) {
      this.poll = poll;
      this.partition = partition(poll);
      this.headers = new EventHeaders(poll, format.contentType());
      this.last = lastEvents(poll);
      this.events = poll.outcome().events().iterator();
      this.forgets = poll.outcome().forgets().iterator();
    }

    @Override
    public boolean hasNext() {
      return waiting != null || events.hasNext() || forgets.hasNext();
    }

    @Override
    public ProducerRecord<String, byte[]> next() {
      if (waiting != null) {
        ProducerRecord<String, byte[]> state = waiting;
        waiting = null;
        return state;
      }
      if (!events.hasNext()) {
        return new ProducerRecord<>(topics.state(), partition, forgets.next(), null, NONE);
      }
      Event event = events.next();
      List<Header> shared = headers.of(event);
      ProducerRecord<String, byte[]> record = event(poll, partition, event, shared, values);
      waiting = stateAfter(event, shared, record.value());
      return record;
    }

    /**
     * Null behind a marker, where a later event speaks for the subject, and where it is unreadable.
     */
    @SuppressWarnings("ReferenceEquality") // The same event, not one that says the same.
    private ProducerRecord<String, byte[]> stateAfter(
        Event event, List<Header> shared, byte[] value) {
      String subject = event.subject();
      if (last.get(subject) != event || poll.outcome().forgets().contains(subject)) {
        return null;
      }
      if (event.kind().ends()) {
        return ended(partition, event);
      }
      byte[] own = format.oneForAllTopics() ? value : values.apply(topics.state(), event);
      return state(partition, event, shared, own);
    }
  }

  /** The headers of one poll's events; what all of them share is encoded once. */
  private static final class EventHeaders {

    private final Header[] shared;
    private final String slot;
    private Instant lastRead;
    private Header lastReadHeader;

    EventHeaders(Poll poll, String contentType) {
      String scope = poll.scope().path();
      this.slot = SLOT.format(poll.scheduledAt()) + "-";
      this.shared =
          new Header[] {
            contentType(contentType),
            header("ce_specversion", "1.0"),
            header("ce_source", "/" + scope),
            header("ce_dataschema", "https://caravan.internal/schema/connection-event/1"),
            header("ce_partitionkey", scope),
            header("ce_correlationid", poll.id())
          };
    }

    List<Header> of(Event event) {
      int at = shared.length;
      Header[] all = Arrays.copyOf(shared, at + 6);
      all[at] = header("ce_id", event.id());
      all[at + 1] = header("ce_type", type(event));
      all[at + 2] = header("ce_time", Instants.text(event.times().event()));
      all[at + 3] = header("ce_subject", event.subject());
      all[at + 4] = header("ce_sequence", sequence(event.snapshot().sequence()));
      all[at + 5] = recordedTime(event.observedAt());
      return Arrays.asList(all);
    }

    /** A tombstone says what ended its subject, and no more. */
    static List<Header> ofEnd(Event event) {
      return List.of(header("ce_id", event.id()), header("ce_type", type(event)));
    }

    /** The same for all records of a page. */
    private Header recordedTime(Instant read) {
      if (!read.equals(lastRead)) {
        lastRead = read;
        lastReadHeader = header("ce_recordedtime", Instants.text(read));
      }
      return lastReadHeader;
    }

    private String sequence(int number) {
      String digits = Integer.toString(number);
      return slot + "0".repeat(Math.max(0, SEQUENCE_DIGITS - digits.length())) + digits;
    }

    private static String type(Event event) {
      return "internal.caravan." + event.kind().wire();
    }

    private static Header header(String name, String value) {
      return new RecordHeader(name, utf8(value));
    }
  }
}
