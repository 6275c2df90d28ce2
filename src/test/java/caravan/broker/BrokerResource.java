package caravan.broker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a Quarkus test a running {@link Broker} and points the application at it. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {

  private Broker broker;

  @Override
  public Map<String, String> start() {
    broker = Broker.start();
    return Map.of("kafka.bootstrap.servers", broker.bootstrapServers());
  }

  @Override
  public void stop() {
    if (broker != null) {
      broker.close();
    }
  }
}
