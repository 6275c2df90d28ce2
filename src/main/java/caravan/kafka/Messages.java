package caravan.kafka;

import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/** What a poll publishes as messages of Camel, which carry their own topic, key and partition. */
@Singleton
@Named("messages")
public final class Messages {

  private final CamelContext context;
  private final PollRecords records;

  public Messages(CamelContext context, PollRecords records) {
    this.context = context;
    this.records = records;
  }

  /** The events of a poll, marker last. */
  public Iterable<Message> events(@ExchangeProperty("poll") Poll poll) {
    return messages(records.events(poll));
  }

  /** The events of a poll in the schema of each view that its target names. */
  public Iterable<Message> views(@ExchangeProperty("poll") Poll poll) {
    return messages(records.views(poll));
  }

  /** The dead letters of a poll. */
  public Iterable<Message> letters(@ExchangeProperty("poll") Poll poll) {
    return messages(records.letters(poll));
  }

  /** The state of the subjects after a poll: the last event of each, or a tombstone. */
  public Iterable<Message> state(@ExchangeProperty("poll") Poll poll) {
    return messages(records.states(poll));
  }

  /** The checkpoint that a poll leaves; a tombstone for a scope that was retired. */
  public Iterable<Message> checkpoint(@ExchangeProperty("poll") Poll poll) {
    return messages(records.checkpoint(poll));
  }

  private Iterable<Message> messages(Iterable<ProducerRecord<String, byte[]>> all) {
    return Lazy.map(all, this::message);
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
