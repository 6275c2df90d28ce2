package caravan.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import caravan.model.Event;
import caravan.model.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class ViewsTest {

  private static final Event EVENT =
      ExampleEvents.first("QueryP2CVPNConnections", Kind.CONNECTION_OBSERVED).event();

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Views views = new Views();

  private Message message(String view) {
    Message message = new DefaultMessage(context);
    message.setHeader("view", view);
    message.setHeader("ce_id", EVENT.id());
    message.setHeader("ce_dataschema", "of the event");
    message.setBody(EVENT);
    return message;
  }

  @Test
  void documentTakesThePlaceOfTheEvent() {
    // When
    Iterator<Message> told = views.tell(List.of(message("ocsf"), message("ecs"))).iterator();
    Message ocsf = told.next();
    Message ecs = told.next();

    // Then
    assertEquals(new OcsfView().json(EVENT).orElseThrow(), text(ocsf));
    assertEquals(new EcsView().json(EVENT).orElseThrow(), text(ecs));
    assertFalse(told.hasNext());
  }

  private static String text(Message message) {
    return new String((byte[]) message.getBody(), UTF_8);
  }

  @Test
  void headersStayButForTheSchemaAndTheViewsName() {
    Message told = views.tell(List.of(message("ecs"))).iterator().next();
    assertEquals(
        Map.of("ce_id", EVENT.id(), "ce_dataschema", "https://caravan.internal/schema/ecs/9.4.0"),
        told.getHeaders());
  }

  @Test
  void messagesAreToldOneByOne() {
    // Given
    AtomicInteger asked = new AtomicInteger();
    Iterable<Message> messages =
        () -> Stream.generate(() -> message("ecs")).peek(one -> asked.incrementAndGet()).iterator();

    // When
    Iterator<Message> told = views.tell(messages).iterator();

    // Then
    assertEquals(0, asked.get());
    told.next();
    assertEquals(1, asked.get());
  }
}
