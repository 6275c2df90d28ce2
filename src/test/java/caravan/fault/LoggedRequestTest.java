package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.routes.PollingTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An operator who looks for a fault turns the log up. The HTTP client would then write whole
 * requests, with session tokens and signatures; these two categories must not follow.
 */
@QuarkusTest
@Tag("thorough")
class LoggedRequestTest extends PollingTest {

  @Inject CamelContext camel;

  @ParameterizedTest
  @ValueSource(strings = {"org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire"})
  void signedRequestsAreNotLoggedWithTheRest(String category) {
    Logger client = Logger.getLogger("org.apache.hc");
    Level before = client.getLevel();
    try {
      client.setLevel(Level.ALL);
      assertTrue(Logger.getLogger("org.apache.hc.client5.http.impl").isLoggable(Level.FINE));
      assertFalse(Logger.getLogger(category).isLoggable(Level.FINE));
    } finally {
      client.setLevel(before);
    }
  }

  /** Camel's own tracing tells the steps, not what a signed request or an answer says. */
  @Test
  void tracedStepDoesNotShowWhatItCarries() {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setHeader("X-TC-Token", "planted-token");
    exchange.getMessage().setBody("planted-body");
    String text = camel.getTracer().getExchangeFormatter().format(exchange);
    assertEquals("exchange=" + exchange.getExchangeId() + " body=String", text);
  }
}
