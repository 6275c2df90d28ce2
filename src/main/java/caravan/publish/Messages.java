package caravan.publish;

import caravan.model.Event;
import caravan.model.Instants;
import caravan.model.Poll;
import caravan.model.Scope;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;

/**
 * Lays out what a poll publishes as Kafka messages: key, partition, headers, bytes. Messages are
 * made one by one while they are sent, so that a poll is never in memory as bytes.
 */
@Singleton
@Named("messages")
public final class Messages {

  private static final DateTimeFormatter SLOT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String JSON = "application/json";

  private final CamelContext context;
  private final Topics topics;

  /** With the context that messages belong to and the topics they go to. */
  public Messages(CamelContext context, Topics topics) {
    this.context = context;
    this.topics = topics;
  }

  /** The events of a poll, marker last. */
  public Iterable<Message> events(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    return lazily(
        poll.events(),
        event ->
            message(
                topics.events(),
                poll.scope().path(),
                partition,
                utf8(event.json()),
                headers(event)));
  }

  /**
   * The records' events of a poll once for each view that its target names, each message still with
   * the event as its body and the view's name in the header {@code view}. The bean {@code views}
   * turns the one into a document and takes the other away.
   */
  public Iterable<Message> views(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    List<Telling> tellings = new ArrayList<>();
    for (String view : poll.scope().target().views()) {
      poll.events().stream()
          .filter(event -> event.report() == null)
          .forEach(event -> tellings.add(new Telling(view, event)));
    }
    return lazily(tellings, telling -> message(telling, poll.scope(), partition));
  }

  private Message message(Telling telling, Scope scope, int partition) {
    String topic = topics.view(telling.view);
    Message message =
        message(topic, scope.path(), partition, telling.event, headers(telling.event));
    message.setHeader("view", telling.view);
    return message;
  }

  /** An event that is to be told in the words of a view. */
  private record Telling(String view, Event event) {}

  /** The dead letters of a poll. */
  public Iterable<Message> letters(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    return lazily(
        poll.letters(),
        letter ->
            message(
                topics.letters(),
                poll.scope().path(),
                partition,
                utf8(letter.json()),
                letterHeaders()));
  }

  /** How the subjects of a poll stand after it: the last event of each, or that it ended. */
  public Iterable<Message> state(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    Map<String, Event> last = new LinkedHashMap<>();
    for (Event event : poll.events()) {
      if (event.report() == null) {
        last.put(event.subject(), event);
      }
    }
    poll.forgets().forEach(subject -> last.put(subject, null));
    return lazily(
        List.copyOf(last.keySet()), subject -> state(subject, last.get(subject), partition));
  }

  private Message state(String subject, Event last, int partition) {
    if (last == null) {
      return message(topics.state(), subject, partition, null, Map.of());
    }
    return last.kind().ends()
        ? message(topics.state(), subject, partition, null, endHeaders(last))
        : message(topics.state(), subject, partition, utf8(last.json()), headers(last));
  }

  /** The checkpoint that a poll leaves; a scope that was retired leaves none. */
  public Iterable<Message> checkpoint(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    byte[] value = poll.checkpoint() == null ? null : utf8(poll.checkpoint().json());
    return List.of(
        message(
            topics.checkpoints(),
            poll.scope().path(),
            partition,
            value,
            value == null ? Map.of() : letterHeaders()));
  }

  private static <T> Iterable<Message> lazily(List<T> all, Function<T, Message> layOut) {
    return () -> each(all.iterator(), layOut);
  }

  private static <T> Iterator<Message> each(Iterator<T> each, Function<T, Message> layOut) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return each.hasNext();
      }

      @Override
      public Message next() {
        return layOut.apply(each.next());
      }
    };
  }

  private Message message(
      String topic, String key, int partition, Object body, Map<String, Object> headers) {
    DefaultMessage message = new DefaultMessage(context);
    message.setHeaders(headers);
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    message.setHeader(KafkaConstants.KEY, key);
    message.setHeader(KafkaConstants.PARTITION_KEY, partition);
    message.setBody(body);
    return message;
  }

  private static byte[] utf8(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> letterHeaders() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("content-type", JSON);
    return headers;
  }

  private static Map<String, Object> endHeaders(Event event) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("ce_id", event.id());
    headers.put("ce_type", type(event));
    return headers;
  }

  private static String type(Event event) {
    return "internal.caravan." + event.kind().wire();
  }

  private static Map<String, Object> headers(Event event) {
    Map<String, Object> headers = new LinkedHashMap<>();
    String scope = event.scope().path();
    headers.put("content-type", JSON);
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", event.id());
    headers.put("ce_source", "/" + scope);
    headers.put("ce_type", type(event));
    headers.put("ce_time", Instants.text(event.eventTime()));
    headers.put("ce_subject", event.subject());
    headers.put("ce_dataschema", "https://caravan.internal/schema/connection-event/1");
    headers.put("ce_partitionkey", scope);
    headers.put("ce_sequence", sequence(event.snapshot()));
    headers.put("ce_recordedtime", Instants.text(event.observedAt()));
    headers.put("ce_correlationid", event.snapshot().pollId());
    return headers;
  }

  private static String sequence(Event.Snapshot snapshot) {
    String number = Integer.toString(snapshot.sequence());
    return SLOT.format(snapshot.scheduledAt())
        + "-"
        + "0".repeat(Math.max(0, 6 - number.length()))
        + number;
  }
}
