package caravan.trace;

import caravan.model.Credential;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Dispatches the requests and answers of a poll to its listeners. Usually there are none; then each
 * step only checks an empty list.
 */
@Singleton
@Named("trace")
public final class Tracing {

  /** Exchange property with the credential that the request is signed with. */
  private static final String CREDENTIAL = "credential";

  private static final String UNDER_WAY = "trace";

  private final Clock clock;
  private final List<Witness> witnesses = new CopyOnWriteArrayList<>();

  /** The current attempt of a poll. */
  private static final class Attempt {
    private final List<Witness> witnesses;
    private final Mask mask;
    private final long startedAt = System.nanoTime();
    private final int walk;
    private final int page;
    private final int number;
    private boolean sent;
    private boolean answered;

    Attempt(List<Witness> witnesses, Mask mask, Poll poll, int number) {
      this.witnesses = witnesses;
      this.mask = mask;
      this.walk = poll.walks();
      this.page = poll.cursor() == null ? 0 : poll.cursor().page();
      this.number = number;
    }

    /** Whether the poll is still at the page of this attempt. */
    boolean isOf(Poll poll) {
      return walk == poll.walks() && poll.cursor() != null && page == poll.cursor().page();
    }
  }

  /** Dates what happens by the clock. */
  public Tracing(Clock clock) {
    this.clock = clock;
  }

  /** Adds a listener. */
  public void add(Witness witness) {
    witnesses.add(witness);
  }

  /** Removes a listener. */
  public void remove(Witness witness) {
    witnesses.remove(witness);
  }

  /** The signed request in the exchange is about to be sent. */
  public void sending(Exchange exchange) {
    exchange.removeProperty(UNDER_WAY);
    if (witnesses.isEmpty()) {
      return;
    }
    Poll poll = exchange.getProperty("poll", Poll.class);
    List<Witness> watching = watching(poll);
    if (watching.isEmpty()) {
      return;
    }
    Attempt attempt = new Attempt(watching, mask(poll, exchange), poll, poll.failedAttempts() + 1);
    attempt.sent = true;
    exchange.setProperty(UNDER_WAY, attempt);
    Message message = exchange.getMessage();
    byte[] body = message.getBody() instanceof byte[] bytes ? bytes : null;
    String url =
        attempt.mask.url(
            message.getHeader(Exchange.HTTP_URI, String.class),
            message.getHeader(Exchange.HTTP_RAW_QUERY, String.class));
    for (Witness witness : watching) {
      witness.sent(
          poll,
          new Sent(
              clock.instant(),
              attempt.page,
              attempt.number,
              message.getHeader(Exchange.HTTP_METHOD, String.class),
              url,
              attempt.mask.headers(headers(message)),
              Body.of(body, witness.mostBytes(), attempt.mask)));
    }
  }

  /** The answer in the exchange was read in full. */
  public void answered(Exchange exchange) throws IOException {
    Attempt attempt = exchange.getProperty(UNDER_WAY, Attempt.class);
    if (attempt == null) {
      return;
    }
    attempt.answered = true;
    Poll poll = exchange.getProperty("poll", Poll.class);
    Message message = exchange.getMessage();
    byte[] body = taken(message);
    for (Witness witness : attempt.witnesses) {
      witness.answered(
          poll,
          new Answered(
              clock.instant(),
              Duration.ofNanos(System.nanoTime() - attempt.startedAt).toMillis(),
              attempt.page,
              attempt.number,
              message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
              attempt.mask.headers(headers(message)),
              Body.of(body, witness.mostBytes(), attempt.mask)));
    }
  }

  /** Reads the body, which can be read only once, and puts back another of the same bytes. */
  private static byte[] taken(Message message) throws IOException {
    InputStream body = message.getBody(InputStream.class);
    if (body == null) {
      return new byte[0];
    }
    byte[] bytes = body.readAllBytes();
    message.setBody(new ByteArrayInputStream(bytes));
    return bytes;
  }

  /** The attempt at a page failed; the poll knows why. */
  public void failed(Exchange exchange) {
    Attempt attempt = (Attempt) exchange.removeProperty(UNDER_WAY);
    if (witnesses.isEmpty() && attempt == null) {
      return;
    }
    Poll poll = exchange.getProperty("poll", Poll.class);
    if (attempt == null || !attempt.isOf(poll)) {
      // Nothing was sent: the account is suspended, or the poll ran out of time.
      int number = Math.max(1, poll.failedAttempts());
      attempt = new Attempt(watching(poll), mask(poll, exchange), poll, number);
    }
    tell(poll, attempt, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
  }

  private void tell(Poll poll, Attempt attempt, Exception cause) {
    PollError error = poll.error();
    if (error == null) {
      return;
    }
    byte[] read = !attempt.answered && cause instanceof PageFailure known ? known.body() : null;
    for (Witness witness : attempt.witnesses) {
      witness.failed(
          poll,
          new Failed(
              clock.instant(),
              attempt.page,
              attempt.number,
              attempt.sent,
              attempt.answered,
              attempt.mask.error(error),
              Body.of(read, witness.mostBytes(), attempt.mask)));
    }
  }

  private List<Witness> watching(Poll poll) {
    return witnesses.stream().filter(witness -> witness.watches(poll)).toList();
  }

  private static Mask mask(Poll poll, Exchange exchange) {
    return new Mask(
        Redaction.of(
            poll.scope().target().account(), exchange.getProperty(CREDENTIAL, Credential.class)));
  }

  /** Headers as they are sent, without those of Camel. */
  private static Map<String, String> headers(Message message) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    message
        .getHeaders()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("Camel") && value != null) {
                headers.put(name, value.toString());
              }
            });
    return headers;
  }
}
