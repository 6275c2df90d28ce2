package caravan.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Warns of environment variables that look like settings but are not, most likely misspelt. */
@Singleton
final class UnknownVariables {

  private static final Logger LOG = Logger.getLogger(UnknownVariables.class);

  void warn(@Observes StartupEvent event, SettingNames names) {
    names
        .unknown(System.getenv().keySet())
        .forEach(name -> LOG.warnf("environment variable %s is not a setting of Caravan", name));
  }
}
