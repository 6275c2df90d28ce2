package caravan;

import caravan.publish.Broker;
import caravan.publish.Ownership;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.apache.camel.quarkus.main.events.BeforeInitialize;
import org.apache.camel.spi.PackageScanResourceResolver;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a start does while the routes are made, since it needs none of them: the brokers are asked
 * for the first time. It stands for the first look of the route that watches them, and like it
 * changes nothing but topics that do not exist.
 */
@Singleton
final class HeadStart {

  private final Broker broker;
  private final Ownership ownership;
  private final boolean service;

  HeadStart(
      Broker broker,
      Ownership ownership,
      @ConfigProperty(name = "quarkus.camel.bootstrap.enabled", defaultValue = "true")
          boolean service) {
    this.broker = broker;
    this.ownership = ownership;
    this.service = service;
  }

  void begin(@Observes BeforeInitialize event) {
    CamelContext context = event.getCamelContext();
    PackagedRoutes routes = new PackagedRoutes();
    routes.setCamelContext(context);
    context.getCamelContextExtension().addContextPlugin(PackageScanResourceResolver.class, routes);
    // A subcommand makes the routes, too, but no topics.
    if (service) {
      ownership.prepare();
      Thread first = new Thread(broker::check, "first-look");
      first.setDaemon(true);
      first.start();
    }
  }
}
