package caravan.publish;

import caravan.model.Event;
import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a poll publishes as messages of Camel, which carry their own topic, key and partition. Each
 * is made while it is sent, so that a poll is never in memory as bytes.
 */
@Singleton
@Named("messages")
public final class Messages {

  private final CamelContext context;
  private final Topics topics;
  private final PollRecords records;

  /** With the context that messages belong to, and what lays out records. */
  public Messages(CamelContext context, Topics topics, PollRecords records) {
    this.context = context;
    this.topics = topics;
    this.records = records;
  }

  /** The events of a poll, marker last. */
  public Iterable<Message> events(@ExchangeProperty("poll") Poll poll) {
    return messages(records.events(poll));
  }

  /**
   * The records' events of a poll once for each view that its target names, each message still with
   * the event as its body and the view's name in the header {@code view}. The bean {@code views}
   * turns the one into a document and takes the other away.
   */
  public Iterable<Message> views(@ExchangeProperty("poll") Poll poll) {
    List<Telling> tellings = new ArrayList<>();
    for (String view : poll.scope().target().views()) {
      poll.outcome().events().stream()
          .filter(event -> event.report() == null)
          .forEach(event -> tellings.add(new Telling(view, event)));
    }
    BiFunction<String, Event, ProducerRecord<String, byte[]>> viewed = records.viewed(poll);
    return PollRecords.lazily(
        tellings,
        telling -> message(telling, viewed.apply(topics.view(telling.view), telling.event)));
  }

  private Message message(Telling telling, ProducerRecord<String, byte[]> record) {
    Message message = message(record);
    message.setHeader("view", telling.view);
    message.setBody(telling.event);
    return message;
  }

  /** An event that is to be told in the words of a view. */
  private record Telling(String view, Event event) {}

  /** The dead letters of a poll. */
  public Iterable<Message> letters(@ExchangeProperty("poll") Poll poll) {
    return messages(records.letters(poll));
  }

  /** How the subjects of a poll stand after it: the last event of each, or that it ended. */
  public Iterable<Message> state(@ExchangeProperty("poll") Poll poll) {
    return messages(records.states(poll));
  }

  /** The checkpoint that a poll leaves; a scope that was retired leaves none. */
  public Iterable<Message> checkpoint(@ExchangeProperty("poll") Poll poll) {
    return messages(records.checkpoint(poll));
  }

  private Iterable<Message> messages(Iterable<ProducerRecord<String, byte[]>> all) {
    return PollRecords.lazily(all, this::message);
  }

  private Message message(ProducerRecord<String, byte[]> record) {
    DefaultMessage message = new DefaultMessage(context);
    for (Header header : record.headers()) {
      message.setHeader(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, record.topic());
    message.setHeader(KafkaConstants.KEY, record.key());
    message.setHeader(KafkaConstants.PARTITION_KEY, record.partition());
    message.setBody(record.value());
    return message;
  }
}
