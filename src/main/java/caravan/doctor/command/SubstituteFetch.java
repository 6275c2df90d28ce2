package caravan.doctor.command;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Replaces the fetch step of the real routes if the exchange has a substitute. */
public final class SubstituteFetch implements InterceptStrategy {

  /** Exchange property with the {@link Fetch} that replaces the HTTP request. */
  public static final String PROPERTY = "fetch";

  /** Answers a request instead of the vendor. */
  public interface Fetch {

    /** Replaces the request by its answer. */
    void fetch(Message message) throws Exception;
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode step, Processor target, Processor nextTarget) {
    if (step.getId() == null || !step.getId().endsWith("-fetch")) {
      return target;
    }
    return new DelegateAsyncProcessor(target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        Fetch substitute = exchange.getProperty(PROPERTY, Fetch.class);
        if (substitute == null) {
          return super.process(exchange, callback);
        }
        try {
          substitute.fetch(exchange.getMessage());
        } catch (Exception failure) {
          exchange.setException(failure);
        }
        callback.done(true);
        return true;
      }
    };
  }
}
