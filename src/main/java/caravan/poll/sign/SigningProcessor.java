package caravan.poll.sign;

import caravan.cloud.Signer;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.poll.Poll;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Signs the request in the body, anew for every attempt, and sets the HTTP component's headers so
 * that the bytes sent are the bytes signed.
 */
@Singleton
@Named("sign")
public final class SigningProcessor implements Processor {

  private final Clock clock;
  private final Skews skews;

  public SigningProcessor(Clock clock, Skews skews) {
    this.clock = clock;
    this.skews = skews;
  }

  @Override
  public void process(Exchange exchange) throws PageFailure {
    Poll poll = exchange.getProperty("poll", Poll.class);
    Request request = exchange.getMessage().getBody(Request.class);
    Credential credential = poll.attempt().credential();
    Instant now = clock.instant();
    Duration correction = skews.correction(poll.scope());
    Request signed = signed(poll.parts().signer(), request, credential, now.plus(correction));
    poll.attempt().sending(signed, now, correction);
    toHttp(signed, exchange.getMessage());
  }

  private Request signed(Signer signer, Request request, Credential credential, Instant time)
      throws PageFailure {
    try {
      return signer.sign(request, credential, time, UUID.randomUUID().toString());
    } catch (IllegalArgumentException unfit) {
      throw new PageFailure(
          PollError.of(Failure.AUTHENTICATION, "unfit_credentials", unfit.getMessage(), null),
          null);
    }
  }

  private static void toHttp(Request signed, Message message) {
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
