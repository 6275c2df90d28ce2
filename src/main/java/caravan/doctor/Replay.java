package caravan.doctor;

import caravan.doctor.Recording.Attempt;
import caravan.fetch.Answers;
import caravan.fetch.Failures;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.Poll;
import caravan.model.PollError;
import caravan.model.PollSettings;
import caravan.page.PageReader;
import caravan.state.Snapshots;
import caravan.trace.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Stands in for the world when a recorded poll is run again: the steps of its route that send,
 * sign, wait or look at the clock are this one's, all others are the service's own.
 */
final class Replay {

  /** Exchange property of a poll that is run again. */
  static final String PROPERTY = "replay";

  /** Steps that depend on nothing but the answers. */
  private static final Set<String> OWN = Set.of("begin", "answer", "split", "turn", "fall-back");

  private final Iterator<Attempt> attempts;
  private final PageReader pages;
  private final Failures failures;
  private final Snapshots snapshots;
  private Attempt current;
  private Instant now;
  private int used;
  private boolean endedEarly;

  /** What is to be run again, with settings that have the limits of the recording. */
  Replay(Recording recording, PollSettings settings) {
    this.attempts = recording.attempts().iterator();
    this.now = recording.startedAt();
    Clock clock = new RecordedClock();
    this.pages = new PageReader(settings, clock);
    this.failures = new Failures(clock);
    this.snapshots = new Snapshots(clock);
  }

  /** Shows when the current attempt was over. */
  private final class RecordedClock extends Clock {

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("every instant of the service is in UTC");
    }
  }

  /** Attempts that the poll asked for. */
  int used() {
    return used;
  }

  /** Whether the poll asked for more attempts than were recorded. */
  boolean endedEarly() {
    return endedEarly;
  }

  /**
   * Does a step of the route in the world's place.
   *
   * @param step name of the step
   * @param exchange the exchange that is at it
   * @return false when the step is to be done as usual
   */
  boolean does(String step, Exchange exchange) throws IOException {
    if (OWN.contains(step)) {
      return false;
    }
    Poll poll = exchange.getProperty("poll", Poll.class);
    switch (step) {
      case "access" -> begin(poll);
      case "fetch" -> fetch(poll, exchange.getMessage());
      case "page" -> read(poll, exchange.getMessage());
      case "settle" -> settle(poll);
      case "note-failure" -> note(poll, exchange);
      case "ask-again" -> askAgain(poll);
      case "compare" -> snapshots.compare(poll);
      default -> {
        // It counts, waits, signs, remembers or publishes.
      }
    }
    return true;
  }

  private void begin(Poll poll) throws PageFailure {
    if (!attempts.hasNext()) {
      endedEarly = true;
      poll.abandon();
      throw new PageFailure(PollError.of(Failure.INTERNAL, "recording_ends", null, null), null);
    }
    current = attempts.next();
    used++;
    now = current.at();
    if (current.sent() == null) {
      PollError error = current.failed().error();
      if (!attempts.hasNext()) {
        // As it was told then: an error of the whole poll is not one more attempt at its page.
        poll.fail(error);
      }
      throw new PageFailure(error, null);
    }
  }

  private void fetch(Poll poll, Message message) throws PageFailure {
    poll.asked();
    if (current.answered() == null) {
      Body body = current.failed().body();
      throw new PageFailure(
          current.failed().error(),
          body.bytes() == 0 ? null : body.text().getBytes(body.charset()));
    }
    message.removeHeaders("*");
    current.answered().headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, current.answered().status());
    message.setBody(
        new ByteArrayInputStream(
            current.answered().body().text().getBytes(current.answered().body().charset())));
  }

  private void read(Poll poll, Message message) throws PageFailure {
    message.setBody(
        pages.read(poll, message.getBody(InputStream.class), current.answered().status()));
  }

  /** Whether the list was walked again depended on the time that was left. */
  private void settle(Poll poll) {
    if (poll.cursor() == null && attempts.hasNext()) {
      poll.walkAgain();
    }
  }

  private void note(Poll poll, Exchange exchange) {
    failures.note(
        poll,
        exchange.getProperty("answers", Answers.class),
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class),
        exchange.getMessage().getHeaders());
  }

  /** Whether the page was asked for again depended on chance and on the time that was left. */
  private void askAgain(Poll poll) {
    if (attempts.hasNext()) {
      poll.askAgain();
    }
  }
}
