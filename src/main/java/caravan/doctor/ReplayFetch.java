package caravan.doctor;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Has the fetch of the real routes answered by a {@link Replay}, when the exchange has one. */
final class ReplayFetch implements InterceptStrategy {

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
    if (step.getId() == null || !step.getId().endsWith("-fetch")) {
      return target;
    }
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        Replay replay = exchange.getProperty(Replay.PROPERTY, Replay.class);
        if (replay == null) {
          return super.process(exchange, callback);
        }
        try {
          replay.fetch(exchange.getMessage());
        } catch (Exception failure) {
          exchange.setException(failure);
        }
        callback.done(true);
        return true;
      }
    };
  }
}
