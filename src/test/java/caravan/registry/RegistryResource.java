package caravan.registry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Gives a Quarkus test a running {@link Registry} and points the application at it. */
public final class RegistryResource implements QuarkusTestResourceLifecycleManager {

  private Registry registry;

  @Override
  public Map<String, String> start() {
    registry = Registry.start();
    return Map.of("caravan.registry.url", registry.url());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(registry, new TestInjector.MatchesType(Registry.class));
  }

  @Override
  public void stop() {
    if (registry != null) {
      registry.close();
    }
  }
}
