package caravan.poll;

import caravan.event.DeadLetter;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.redact.Redaction;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.camel.CamelExecutionException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;

/** Turns whatever kept a page from being read into the error of its poll. */
public final class Failures {

  private Failures() {}

  /**
   * Notes that an attempt failed; an unreadable page also becomes a dead letter. Both end the walk
   * unless the page is asked for again.
   */
  static void note(Attempt attempt, Exception failure) {
    Poll poll = attempt.poll();
    // The vendor may repeat what it was sent, whether or not it was rotated meanwhile.
    Redaction redaction =
        Redaction.of(poll.scope().target().account(), attempt.credential())
            .leaving(poll.scope().api().row().plain());
    DeadLetter letter =
        failure instanceof PageFailure known && known.body() != null
            ? letter(poll, known, redaction)
            : null;
    PollError error = redaction.apply(error(failure));
    poll.walk().failPage(error.httpStatus() == null ? error : hinted(error, attempt), letter);
  }

  /** Adds when the vendor wants to be asked again; a table may know it from the error itself. */
  private static PollError hinted(PollError error, Attempt attempt) {
    Reply reply = attempt.reply();
    if (reply == null) {
      return error;
    }
    Duration after =
        RetryAfter.of(reply.header("Retry-After"), reply.header("Date"), attempt.poll().now());
    Duration hint = attempt.poll().parts().errors().hint(reply::header);
    return Stream.of(error.hint(), after, hint)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(error::hinting)
        .orElse(error);
  }

  private static DeadLetter letter(Poll poll, PageFailure failure, Redaction redaction) {
    // Redacted with room to spare before the cut, so that no half of a secret is left at the end.
    byte[] body = failure.body();
    int kept = Math.min(body.length, 2 * DeadLetter.MAX_RECORD);
    String whole = redaction.applyToBeginning(new String(body, 0, kept, StandardCharsets.UTF_8));
    String text = DeadLetter.cut(whole, DeadLetter.MAX_RECORD);
    boolean cut =
        kept < body.length
            || text.length() < whole.length()
            || "page_too_large".equals(failure.error().code());
    return new DeadLetter(
        poll.scope(),
        poll.id(),
        poll.scheduledAt(),
        poll.now(),
        "parse",
        poll.walk().cursor().page(),
        null,
        poll.walk().failedAttempts() + 1,
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
    if (failure instanceof ZipException) {
      return PollError.of(
          Failure.UNREADABLE, "bad_compression", "the body is not compressed as stated", null);
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
    Unforeseen.log(cause);
    return PollError.of(Failure.INTERNAL, "internal", cause.getClass().getSimpleName(), null);
  }

  private static String message(Exception failure) {
    return failure.getMessage();
  }
}
