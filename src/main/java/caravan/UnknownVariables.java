package caravan;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Warns of environment variables that look like settings but are none. */
@Singleton
final class UnknownVariables {

  private static final Logger LOG = Logger.getLogger(UnknownVariables.class);
  private static final String PREFIX = "CARAVAN_";

  void warn(@Observes StartupEvent event, Config config) {
    Set<String> settings =
        StreamSupport.stream(config.getPropertyNames().spliterator(), false)
            .filter(name -> name.startsWith("caravan."))
            .map(UnknownVariables::variable)
            .collect(Collectors.toSet());
    unknown(System.getenv(), settings)
        .forEach(name -> LOG.warnf("environment variable %s is not a setting of Caravan", name));
  }

  static Set<String> unknown(Map<String, String> environment, Set<String> settings) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !settings.contains(name))
        .collect(Collectors.toSet());
  }

  private static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
