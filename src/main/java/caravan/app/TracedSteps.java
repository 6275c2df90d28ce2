package caravan.app;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelContextCustomizer;

/**
 * Limits Camel's own tracing ({@code camel.main.tracing}) to the steps of an exchange: its content
 * is signed requests and the vendors' answers.
 */
@Singleton
@Named("tracedSteps")
public final class TracedSteps implements CamelContextCustomizer {

  @Override
  public void configure(CamelContext context) {
    context.getTracer().setExchangeFormatter(TracedSteps::text);
  }

  private static String text(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    return "exchange="
        + exchange.getExchangeId()
        + " body="
        + (body == null ? "none" : body.getClass().getSimpleName());
  }
}
