package caravan.doctor;

import caravan.poll.Poll;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Gives the steps of the real routes to a {@link Replay}, when the exchange has one. */
final class ReplaySteps implements InterceptStrategy {

  /** Steps that do something; the others only say in which order. */
  private static final Set<String> LEAVES = Set.of("bean", "process", "to");

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
    if (!LEAVES.contains(step.getShortName())) {
      return target;
    }
    String id = step.getId();
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        Replay replay = exchange.getProperty(Replay.PROPERTY, Replay.class);
        try {
          if (replay == null || !replay.does(name(id, exchange), exchange)) {
            return super.process(exchange, callback);
          }
        } catch (Exception failure) {
          exchange.setException(failure);
        }
        callback.done(true);
        return true;
      }
    };
  }

  /** Steps are named after their API: {@code <api>-fetch}. */
  private static String name(String id, Exchange exchange) {
    String prefix = exchange.getProperty("poll", Poll.class).scope().api().id() + "-";
    return id.startsWith(prefix) ? id.substring(prefix.length()) : id;
  }
}
