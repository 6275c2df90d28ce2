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
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;

/**
 * One poll of one scope through its real route {@code direct:poll-<api>}: budget, signature,
 * request, pages, retries, comparison and all, but {@code direct:publish} leads nowhere. What would
 * have been published is in the poll afterwards.
 */
public final class OnePoll {

  private static final String PUBLISH = "direct:publish";

  private final CommandRuntime service;

  public OnePoll(CommandRuntime service) {
    this.service = service;
  }

  /**
   * Runs the poll to its end.
   *
   * @param scope what to list
   * @param memory what earlier polls left; a new one for a baseline
   * @return the poll with its events, marker last; without any when it was abandoned
   * @throws Exception when a step failed that no poll survives, a defect
   */
  public Poll run(Scope scope, ScopeState memory) throws Exception {
    Deadlines time = service.context().getRegistry().findSingleByType(Deadlines.class);
    Instant now = time.now();
    return run(new Poll(scope, now.truncatedTo(ChronoUnit.SECONDS), now, memory, time), Map.of());
  }

  /**
   * Runs a poll to its end.
   *
   * @param poll the poll, which has not begun
   * @param properties properties of its exchange, by name
   * @return the poll
   * @throws Exception when a step failed that no poll survives, a defect
   */
  public Poll run(Poll poll, Map<String, Object> properties) throws Exception {
    CamelContext context = service.context();
    String entry = "direct:poll-" + poll.scope().api().id();
    publishNowhere(context);
    start(context, entry);
    // Nothing is owned here, which would leave no quota at all. All of the account's share is
    // used: a service that runs at the same time does not know of this poll.
    context.getRegistry().findSingleByType(RateLimiter.class).actAlone();
    ProducerTemplate template = context.createProducerTemplate();
    Exchange done =
        template.send(
            entry,
            exchange -> {
              properties.forEach(exchange::setProperty);
              exchange.getMessage().setBody(poll);
            });
    if (done.getException() != null) {
      throw done.getException();
    }
    return poll;
  }

  /** The real route that publishes is not running, so its place is free. */
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
