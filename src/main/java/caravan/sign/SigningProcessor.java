package caravan.sign;

import caravan.model.Credential;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.model.Request;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Signs the request in the body with the exchange's signer, fresh for every attempt, and lays it
 * out for the HTTP component so that what was signed is what is sent, byte for byte.
 */
@Singleton
@Named("sign")
public final class SigningProcessor implements Processor {

  private final Clock clock;

  /** With the clock that dates signatures. */
  public SigningProcessor(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) throws PageFailure {
    Poll poll = exchange.getProperty("poll", Poll.class);
    Signer signer = exchange.getProperty("signer", Signer.class);
    Request request = exchange.getMessage().getBody(Request.class);
    layOut(signed(signer, request, credential(poll)), exchange.getMessage());
  }

  private Request signed(Signer signer, Request request, Credential credential) throws PageFailure {
    try {
      return signer.sign(request, credential, clock.instant(), nonce());
    } catch (IllegalArgumentException unfit) {
      throw refused("unfit_credentials", unfit);
    }
  }

  private static Credential credential(Poll poll) throws PageFailure {
    try {
      return poll.scope().target().account().credentials().get();
    } catch (IllegalStateException unreadable) {
      throw refused("unreadable_credentials", unreadable);
    }
  }

  private static PageFailure refused(String code, RuntimeException why) {
    return new PageFailure(
        PollError.of(Reasons.AUTHENTICATION, code, why.getMessage(), null, false), null);
  }

  private static String nonce() {
    return UUID.randomUUID().toString();
  }

  private static void layOut(Request signed, Message message) {
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_METHOD, signed.method());
    message.setHeader(Exchange.HTTP_URI, signed.url());
    if (!signed.query().isEmpty()) {
      message.setHeader(Exchange.HTTP_RAW_QUERY, signed.query());
      message.setHeader(Exchange.HTTP_QUERY, signed.query());
    }
    signed.headers().forEach(message::setHeader);
    message.setBody(signed.body().length == 0 ? null : signed.body());
  }
}
