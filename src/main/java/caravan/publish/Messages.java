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
  public Iterator<Message> events(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    return lazily(
        poll.events(),
        event -> message(topics.events(), poll.scope(), partition, event.json(), headers(event)));
  }

  /** The dead letters of a poll. */
  public Iterator<Message> letters(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    return lazily(
        poll.letters(),
        letter ->
            message(topics.letters(), poll.scope(), partition, letter.json(), letterHeaders()));
  }

  /** The checkpoint that a poll leaves. */
  public Iterator<Message> checkpoint(@ExchangeProperty("poll") Poll poll) {
    int partition = topics.partition(poll.scope());
    return lazily(
        List.of(Checkpoint.after(poll)),
        json -> message(topics.checkpoints(), poll.scope(), partition, json, letterHeaders()));
  }

  private static <T> Iterator<Message> lazily(List<T> all, Function<T, Message> layOut) {
    Iterator<T> each = all.iterator();
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
      String topic, Scope scope, int partition, String json, Map<String, Object> headers) {
    DefaultMessage message = new DefaultMessage(context);
    message.setHeaders(headers);
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    message.setHeader(KafkaConstants.KEY, scope.path());
    message.setHeader(KafkaConstants.PARTITION_KEY, partition);
    message.setBody(json.getBytes(StandardCharsets.UTF_8));
    return message;
  }

  private static Map<String, Object> letterHeaders() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("content-type", JSON);
    return headers;
  }

  private static Map<String, Object> headers(Event event) {
    Map<String, Object> headers = new LinkedHashMap<>();
    String scope = event.scope().path();
    headers.put("content-type", JSON);
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", event.id());
    headers.put("ce_source", "/" + scope);
    headers.put("ce_type", "internal.caravan." + event.kind().wire());
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
