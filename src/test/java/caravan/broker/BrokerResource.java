package caravan.broker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a Quarkus test a running {@link Broker} and points the application at it. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {

  private Broker broker;

  @Override
  public Map<String, String> start() {
    broker = Broker.start();
    // Tests set the application's clock to times of their own.
    return Map.of(
        "kafka.bootstrap.servers", broker.bootstrapServers(), "caravan.clock.max-skew", "36500d");
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }
}
