package caravan.app;

import caravan.kafka.Broker;
import caravan.kafka.KafkaClients;
import caravan.kafka.Ownership;
import caravan.targets.Problem;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeInitialize;
import org.apache.camel.spi.PackageScanResourceResolver;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Starts slow work while the routes are built: the first check of the brokers, the group's client,
 * which does not join yet, and the compression library. Meanwhile the data sheets are checked:
 * while one has a mistake, there are no routes.
 */
@Singleton
final class WarmUp {

  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  private final Broker broker;
  private final Ownership ownership;
  private final KafkaClients clients;
  private final ServiceSettings settings;
  private final boolean service;

  WarmUp(
      Broker broker,
      Ownership ownership,
      KafkaClients clients,
      ServiceSettings settings,
      @ConfigProperty(name = "quarkus.camel.bootstrap.enabled", defaultValue = "true")
          boolean service) {
    this.broker = broker;
    this.ownership = ownership;
    this.clients = clients;
    this.settings = settings;
    this.service = service;
  }

  void begin(@Observes BeforeInitialize event) {
    CamelContext context = event.getCamelContext();
    PackagedRoutes routes = new PackagedRoutes();
    routes.setCamelContext(context);
    context.getCamelContextExtension().addContextPlugin(PackageScanResourceResolver.class, routes);
    // A subcommand builds the routes, too, but creates no topics.
    if (service) {
      beside("first-look", broker::check);
      beside("load-compression", this::loadCompression);
      ownership.prepare();
      refuse(ApiSheets.problems(context, settings.routes()));
    }
  }

  /** Like a setting that cannot be used: the service does not start, and says why. */
  private static void refuse(List<Problem> mistakes) {
    if (!mistakes.isEmpty()) {
      throw new ConfigurationException(
          mistakes.stream()
              .map(Problem::toString)
              .collect(Collectors.joining("\n", "Route files have mistakes:\n", "")));
    }
  }

  private static void beside(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void loadCompression() {
    try {
      clients.loadCompression();
    } catch (IOException | LinkageError unusable) {
      // The producer reports this on its first send.
      LOG.debug("the library that compresses cannot be loaded", unusable);
    }
  }
}
