package caravan.view;

import caravan.model.Event;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Message;

/**
 * Tells the events in messages in the words of a view. The only class here that knows Camel, so
 * that views stay pure and publishing need not know them.
 */
@Singleton
@Named("views")
public final class Views {

  /** Names the view a message is meant for; it is not sent. */
  static final String VIEW = "view";

  private static final Map<String, View> BY_NAME =
      List.of(new OcsfView(), new EcsView()).stream()
          .collect(Collectors.toMap(View::name, Function.identity()));

  /**
   * Puts documents in the place of events, one by one while the messages are sent.
   *
   * @param messages each with an event as its body and the name of a view in the header {@code
   *     view}; markers are not among them
   */
  public Iterable<Message> tell(@Body Iterable<Message> messages) {
    return () -> {
      Iterator<Message> each = messages.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public Message next() {
          return told(each.next());
        }
      };
    };
  }

  private static Message told(Message message) {
    View view = BY_NAME.get(message.removeHeader(VIEW));
    Event event = (Event) message.getBody();
    message.setHeader("ce_dataschema", view.dataschema(event));
    message.setBody(view.json(event).orElseThrow().getBytes(StandardCharsets.UTF_8));
    return message;
  }
}
