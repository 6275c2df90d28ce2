package caravan.app;

import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Turns an error, such as exhausted memory or a library that cannot be loaded, into a failure of
 * its step. Camel handles exceptions only: an error would end the thread of the poll silently,
 * without a marker, and would block the slot of the scope for ever.
 */
@Singleton
@Named("errorsFailSteps")
public final class ErrorToException implements InterceptStrategy {

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
          return super.process(exchange, callback);
        } catch (Error error) {
          exchange.setException(error);
          callback.done(true);
          return true;
        }
      }
    };
  }
}
