package caravan.fetch;

import caravan.model.DeadLetter;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.Reasons;
import caravan.model.Redaction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.jboss.logging.Logger;

/** Turns whatever kept a page from being read into the error of its poll. */
@Singleton
@Named("failures")
public final class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class);
  private static final int SHOWN_FRAMES = 8;

  private final Clock clock;

  /** With the clock that dates dead letters. */
  public Failures(Clock clock) {
    this.clock = clock;
  }

  /**
   * Notes that an attempt at the current page failed; an unreadable page also becomes a dead
   * letter. Both count as the end of the walk until somebody asks for the page again.
   */
  public void note(
      @ExchangeProperty("poll") Poll poll,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
    Redaction redaction = Redaction.of(poll.scope().target().account());
    DeadLetter letter =
        failure instanceof PageFailure known && known.body() != null
            ? letter(poll, known, redaction)
            : null;
    poll.failPage(redaction.apply(error(failure)), letter);
  }

  private DeadLetter letter(Poll poll, PageFailure failure, Redaction redaction) {
    // Redacted with room to spare before the cut, so that no half of a secret is left at the end.
    byte[] body = failure.body();
    int kept = Math.min(body.length, 2 * DeadLetter.LONGEST_RECORD);
    String whole = redaction.applyToBeginning(new String(body, 0, kept, StandardCharsets.UTF_8));
    String text = DeadLetter.cut(whole, DeadLetter.LONGEST_RECORD);
    boolean cut =
        kept < body.length
            || text.length() < whole.length()
            || "page_too_large".equals(failure.error().code());
    return new DeadLetter(
        poll.scope(),
        poll.id(),
        poll.scheduledAt(),
        clock.instant(),
        "parse",
        poll.cursor().page(),
        null,
        null,
        new DeadLetter.Cause(
            failure.error().code(), null, redaction.apply(failure.error().message())),
        text,
        cut);
  }

  /** The error that a failed attempt at a page is. */
  public static PollError error(Exception failure) {
    if (failure instanceof PageFailure known) {
      return known.error();
    }
    if (failure instanceof InterruptedIOException) {
      return PollError.of(Reasons.TIMEOUT, "no_answer_in_time", message(failure), null, true);
    }
    if (failure instanceof UnknownHostException) {
      return PollError.of(Reasons.TRANSPORT, "unknown_host", message(failure), null, true);
    }
    if (failure instanceof SSLException) {
      return PollError.of(Reasons.TRANSPORT, "tls", message(failure), null, true);
    }
    if (failure instanceof ConnectionClosedException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof EOFException) {
      return PollError.of(Reasons.TRANSPORT, "cut_off", message(failure), null, true);
    }
    if (failure instanceof IOException) {
      return PollError.of(Reasons.TRANSPORT, "no_connection", message(failure), null, true);
    }
    // Camel wraps what is no exception, for example memory that ran out.
    Throwable cause =
        failure instanceof CamelExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    logUnforeseen(cause);
    return PollError.of(
        Reasons.VENDOR_ERROR, "internal", cause.getClass().getSimpleName(), null, false);
  }

  /** Says where a mistake of ours happened; its message may quote a vendor and stays out. */
  private static void logUnforeseen(Throwable failure) {
    String where =
        Arrays.stream(failure.getStackTrace())
            .limit(SHOWN_FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
    LOG.errorf("unforeseen failure=%s at=%s", failure.getClass().getName(), where);
  }

  private static String message(Exception failure) {
    return failure.getMessage();
  }
}
