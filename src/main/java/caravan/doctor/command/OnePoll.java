package caravan.doctor.command;

import caravan.model.Scope;
import caravan.poll.Poll;
import caravan.poll.limit.RateLimiter;
import caravan.poll.schedule.Deadlines;
import caravan.state.ScopeState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;

/**
 * Runs one poll through its real route {@code direct:poll-<api>}, except that {@code
 * direct:publish} leads nowhere. The poll then holds what would have been published.
 */
public final class OnePoll {

  private static final String PUBLISH = "direct:publish";

  private OnePoll() {}

  /** Runs the first poll of a scope. It has no events if it was abandoned. */
  public static Poll run(CommandRuntime service, Scope scope) throws Exception {
    Deadlines time = service.context().getRegistry().findSingleByType(Deadlines.class);
    Instant now = time.now();
    Instant slot = now.truncatedTo(ChronoUnit.SECONDS);
    Poll poll = new Poll(scope, slot, now, new ScopeState(), time);
    run(service, poll, Map.of());
    return poll;
  }

  /**
   * Runs a new poll.
   *
   * @param properties properties of its exchange, by name
   * @throws Exception if a step failed in a way that no poll survives, which is a defect
   */
  public static void run(CommandRuntime service, Poll poll, Map<String, Object> properties)
      throws Exception {
    CamelContext context = service.context();
    String entry = "direct:poll-" + poll.scope().api().id();
    publishNowhere(context);
    start(context, entry);
    // Nothing is owned here, which would leave no quota at all. The whole share of the account is
    // used: a service that runs at the same time does not know of this poll.
    context.getRegistry().findSingleByType(RateLimiter.class).actAlone();
    Exchange done =
        context
            .createProducerTemplate()
            .send(
                entry,
                exchange -> {
                  properties.forEach(exchange::setProperty);
                  exchange.getMessage().setBody(poll);
                });
    if (done.getException() != null) {
      throw done.getException();
    }
  }

  /** The real publishing route is not running, so its endpoint is free. */
  private static void publishNowhere(CamelContext context) throws Exception {
    if (context.getRoute("publish-nowhere") == null) {
      context.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(PUBLISH).routeId("publish-nowhere").process(exchange -> {});
            }
          });
      context.getRouteController().startRoute("publish-nowhere");
    }
  }

  private static void start(CamelContext context, String entry) throws Exception {
    Endpoint from = context.getEndpoint(entry);
    for (Route route : context.getRoutes()) {
      if (route.getEndpoint().equals(from)) {
        context.getRouteController().startRoute(route.getRouteId());
      }
    }
  }
}
