package caravan.routes;

import caravan.broker.Broker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Sends every vendor request of the application to a proxy on a free port of this machine, where a
 * test starts the simulator: so the routes call the vendors' real host names.
 */
public final class VendorProxy implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return Map.of(
        "caravan.http.proxy-host", "127.0.0.1",
        "caravan.http.proxy-port", Integer.toString(Broker.freePort()),
        "caravan.http.response-timeout-ms", "4000",
        "caravan.poll.retry-delay", "10ms",
        "caravan.targets", "file:src/test/resources/routes/no-targets.yaml",
        "quarkus.management.port", Integer.toString(Broker.freePort()));
  }

  @Override
  public void stop() {
    // Nothing was started.
  }
}
