package caravan.poll;

import caravan.model.Failure;
import caravan.model.Page;
import caravan.model.PageFailure;
import caravan.model.PollError;
import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Headers;

/**
 * The life of an attempt, in the steps of the route: it begins when every gate lets it pass, is
 * answered, and is accepted or fails. Each permit that was given hears the end exactly once,
 * whichever step throws.
 */
@Singleton
@Named("attempts")
public final class Attempts {

  /** Exchange property of a poll that passes other gates than those of the service. */
  public static final String GATES = "gates";

  private final List<AttemptGate> gates;

  @Inject
  public Attempts(@All List<AttemptGate> gates) {
    this.gates = gates;
  }

  /**
   * Begins an attempt at the page that the poll is at.
   *
   * @param others gates to pass in place of those of the service; null for those
   * @throws PageFailure when a gate does not let it pass
   */
  public void begin(
      @ExchangeProperty("poll") Poll poll, @ExchangeProperty(GATES) List<AttemptGate> others)
      throws PageFailure {
    Attempt attempt = poll.beginAttempt();
    for (AttemptGate gate : others == null ? gates : others) {
      attempt.hold(gate.enter(attempt));
    }
  }

  /**
   * The answer in the body was read in full.
   *
   * @return the answer, in place of the stream
   * @throws PageFailure when the body cannot be read after all
   */
  public Reply answered(
      @ExchangeProperty("poll") Poll poll,
      @Body InputStream body,
      @Header(Exchange.HTTP_RESPONSE_CODE) int status,
      @Headers Map<String, Object> headers)
      throws PageFailure {
    Reply reply = new Reply(status, sentHeaders(headers), bytes(body));
    poll.attempt().answered(reply);
    return reply;
  }

  /** The answer is a page of the list: the attempt is over. */
  public void accepted(@ExchangeProperty("poll") Poll poll, @Body Page page) {
    poll.attempt().accepted(page);
  }

  /**
   * A step of the page failed. The failure ends the walk, unless a gate has the page asked for
   * again.
   *
   * @return the poll, in place of what was read of the page
   */
  public Poll failed(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
    Attempt attempt = poll.attempt();
    Failures.note(attempt, failure);
    attempt.failed(poll.walk().error(), failure);
    poll.endIfOver();
    return poll;
  }

  /** The client has read the body already, so no reading can fail here. */
  private static byte[] bytes(InputStream body) throws PageFailure {
    try {
      return ReplyBody.bytes(body);
    } catch (IOException e) {
      throw new PageFailure(
          PollError.of(Failure.TRANSPORT, "unreadable_body", e.getMessage(), null), null);
    }
  }

  /** Headers as they came, without those that Camel keeps beside them. */
  private static Map<String, String> sentHeaders(Map<String, Object> headers) {
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, value) -> {
          if (!name.startsWith("Camel") && value != null) {
            sent.put(name, value.toString());
          }
        });
    return sent;
  }
}
