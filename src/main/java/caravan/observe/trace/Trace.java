package caravan.observe.trace;

import caravan.json.Instants;
import caravan.json.JsonText;
import caravan.poll.Poll;
import caravan.redact.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** Logs the requests and answers of one scope or account for a limited time. */
public final class Trace implements TraceListener {

  /** Log category of traces. */
  public static final String CATEGORY = "caravan.trace";

  /** Bound on one body, in bytes. */
  static final int MAX_BODY = 64 * 1024;

  /** Bound on one trace, in characters. */
  static final long MAX_LENGTH = 16 * 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(CATEGORY);

  private final Subject subject;
  private final Clock clock;
  private final Instant startedAt;
  private final long maxLength;
  private volatile Instant until;
  private long written;
  private long messages;

  /** What is traced: a scope by its path, or an account by its name. */
  public record Subject(Kind kind, String name) {

    boolean fits(Poll poll) {
      return switch (kind) {
        case SCOPE -> poll.scope().path().equals(name);
        case ACCOUNT -> poll.scope().target().account().name().equals(name);
      };
    }

    @Override
    public String toString() {
      return kind.wire() + "=" + name;
    }
  }

  /** What a trace can be of. */
  public enum Kind {
    /** One scope. */
    SCOPE,
    /** All scopes of an account. */
    ACCOUNT;

    /** Name in the log and on the management port. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Trace(Subject subject, Clock clock, Instant until, long maxLength) {
    this.subject = subject;
    this.clock = clock;
    this.startedAt = clock.instant();
    this.until = until;
    this.maxLength = maxLength;
  }

  /** What is traced. */
  public Subject subject() {
    return subject;
  }

  /** When the trace began. */
  public Instant startedAt() {
    return startedAt;
  }

  /** When the trace ends by itself. */
  public Instant until() {
    return until;
  }

  /** Characters written so far. */
  public synchronized long written() {
    return written;
  }

  /** Requests, answers and failures written so far. */
  public synchronized long messages() {
    return messages;
  }

  void extend(Instant longer) {
    until = longer;
  }

  /** Why the trace has ended, or null while it runs. */
  synchronized String over(Instant now) {
    if (written >= maxLength) {
      return "it has written " + maxLength + " characters, which is all that a trace may";
    }
    return now.isBefore(until) ? null : "its time is over";
  }

  @Override
  public boolean watches(Poll poll) {
    return subject.fits(poll) && over(clock.instant()) == null;
  }

  @Override
  public int maxBodyBytes() {
    return MAX_BODY;
  }

  @Override
  public void sent(Poll poll, Sent request) {
    JsonText text = text().field("method", request.method()).field("url", request.url());
    headers(text, request.headers());
    write("request", poll, request.page(), request.attempt(), body(text, request.body()));
  }

  @Override
  public void answered(Poll poll, Answered answer) {
    JsonText text =
        text()
            .field("status", Integer.valueOf(answer.status()))
            .field("millis", Long.valueOf(answer.millis()));
    headers(text, answer.headers());
    write("answer", poll, answer.page(), answer.attempt(), body(text, answer.body()));
  }

  @Override
  public void failed(Poll poll, Failed failure) {
    JsonText text =
        text()
            .field("class", failure.error().reason())
            .field("code", failure.error().code())
            .field("message", failure.error().message())
            .field("sent", Boolean.valueOf(failure.sent()))
            .field("answered", Boolean.valueOf(failure.answered()));
    write("failure", poll, failure.page(), failure.attempt(), body(text, failure.body()));
  }

  private static JsonText text() {
    return new JsonText(1024).open();
  }

  private static void headers(JsonText text, Map<String, String> headers) {
    text.open("headers");
    headers.forEach(text::field);
    text.close();
  }

  private static JsonText body(JsonText text, Body body) {
    if (body.bytes() > 0) {
      text.field("body", body.text()).field("bytes", Integer.valueOf(body.bytes()));
      if (body.cut()) {
        text.field("cut", Boolean.TRUE);
      }
      if (!body.charset().equals(StandardCharsets.UTF_8)) {
        text.field("charset", body.charset().name());
      }
    }
    return text;
  }

  private void write(String what, Poll poll, int page, int attempt, JsonText text) {
    String line =
        String.join(
            " ",
            what,
            "scope=" + OneLine.of(poll.scope().path()),
            "pollId=" + poll.id(),
            "page=" + page,
            "attempt=" + attempt,
            OneLine.json(text.close().toString()));
    synchronized (this) {
      if (written >= maxLength) {
        return;
      }
      written += line.length();
      messages++;
    }
    // Not as a format: the line holds foreign text.
    LOG.info(line);
  }

  @Override
  public String toString() {
    return subject + " until=" + Instants.text(until);
  }
}
