package caravan.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Turns the messages that routes send into the records that the plain client sends. */
final class Outgoing {

  private static final String ROUTING = "kafka.";

  private Outgoing() {}

  /** The record of a message that carries its own topic, key and partition. */
  static ProducerRecord<String, byte[]> of(Message message) {
    List<Header> headers = new ArrayList<>(message.getHeaders().size());
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(ROUTING)) {
                byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
                headers.add(new RecordHeader(name, text));
              }
            });
    return new ProducerRecord<>(
        message.getHeader(KafkaConstants.OVERRIDE_TOPIC, String.class),
        message.getHeader(KafkaConstants.PARTITION_KEY, Integer.class),
        message.getHeader(KafkaConstants.KEY, String.class),
        (byte[]) message.getBody(),
        headers);
  }
}
