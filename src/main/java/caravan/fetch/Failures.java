package caravan.fetch;

import caravan.model.DeadLetter;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.redact.Redaction;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Headers;
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
      @ExchangeProperty("answers") Answers answers,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
      @Headers Map<String, Object> headers) {
    Redaction redaction = Redaction.of(poll.scope().target().account());
    DeadLetter letter =
        failure instanceof PageFailure known && known.body() != null
            ? letter(poll, known, redaction)
            : null;
    PollError error = redaction.apply(error(failure));
    poll.failPage(error.httpStatus() == null ? error : hinted(error, answers, headers), letter);
  }

  /** With what the vendor says of when to ask again; a table may know it from the error itself. */
  private PollError hinted(PollError error, Answers answers, Map<String, Object> headers) {
    Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> sent.put(name, value instanceof String text ? text : null));
    Duration after = RetryAfter.of(sent.get("Retry-After"), sent.get("Date"), clock.instant());
    Duration hint = answers.hint(sent::get);
    return Stream.of(error.hint(), after, hint)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(error::hinting)
        .orElse(error);
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
      return PollError.of(Failure.TIMEOUT, "no_answer_in_time", message(failure), null);
    }
    if (failure instanceof UnknownHostException) {
      return PollError.of(Failure.TRANSPORT, "unknown_host", message(failure), null);
    }
    if (failure instanceof SSLException) {
      return PollError.of(Failure.TRANSPORT, "tls", message(failure), null);
    }
    if (failure instanceof ConnectionClosedException
        || failure instanceof MalformedChunkCodingException
        || failure instanceof EOFException) {
      return PollError.of(Failure.TRANSPORT, "cut_off", message(failure), null);
    }
    if (failure instanceof IOException) {
      return PollError.of(Failure.TRANSPORT, "no_connection", message(failure), null);
    }
    // Camel wraps what is no exception, for example memory that ran out.
    Throwable cause =
        failure instanceof CamelExecutionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    logUnforeseen(cause);
    return PollError.of(Failure.INTERNAL, "internal", cause.getClass().getSimpleName(), null);
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
