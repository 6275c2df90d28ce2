package caravan.fault;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import caravan.routes.PollingTest;
import io.quarkus.test.junit.QuarkusTest;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An operator who looks for a fault turns the log up. The HTTP client would then write whole
 * requests, with session tokens and signatures; these two categories must not follow.
 */
@QuarkusTest
class LoggedRequestTest extends PollingTest {

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
}
