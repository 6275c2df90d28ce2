package caravan.doctor.replay;

import caravan.doctor.command.SubstituteFetch;
import caravan.doctor.replay.Recording.RecordedAttempt;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.observe.trace.Body;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollTime;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Stands in for the world when a recorded poll is run again: a gate and a fetch that give what was
 * recorded, and a time that goes by it. All steps of the route are the service's own.
 */
final class Replay implements AttemptGate, PollTime, SubstituteFetch.Fetch {

  /** Nothing that is signed with it is sent. */
  private static final Credential NOBODY =
      new Credential(UUID.randomUUID().toString(), UUID.randomUUID().toString(), null);

  private final Iterator<RecordedAttempt> attempts;
  private RecordedAttempt current;
  private Instant now;
  private int used;
  private boolean endedEarly;

  Replay(Recording recording) {
    this.attempts = recording.attempts().iterator();
    this.now = recording.startedAt();
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
   * The gates of a poll that is run again.
   *
   * @param paging the service's gate that asks for pages where one answer cannot be had
   */
  List<AttemptGate> gates(AttemptGate paging) {
    return List.of(this::repeatedAsRecorded, paging, this);
  }

  /** Whether the page was asked for again depended on chance and on the time that was left. */
  private Permit repeatedAsRecorded(Attempt attempt) {
    return new Permit() {
      @Override
      public void failed(PollError error) {
        if (attempts.hasNext()) {
          attempt.poll().walk().askAgain();
        }
      }
    };
  }

  @Override
  public Permit enter(Attempt attempt) throws PageFailure {
    Poll poll = attempt.poll();
    if (!attempts.hasNext()) {
      endedEarly = true;
      poll.abandon();
      throw new PageFailure(PollError.of(Failure.INTERNAL, "recording_ends", null, null), null);
    }
    current = attempts.next();
    used++;
    now = current.at();
    attempt.signWith(NOBODY);
    if (current.sent() == null) {
      PollError error = current.failed().error();
      if (!attempts.hasNext()) {
        // As it was told then: an error of the whole poll is not one more attempt at its page.
        poll.walk().fail(error);
      }
      throw new PageFailure(error, null);
    }
    return Permit.NONE;
  }

  /** Answers the request as it was answered then. */
  @Override
  public void fetch(Message message) throws PageFailure {
    if (current.answered() == null) {
      Body body = current.failed().body();
      throw new PageFailure(
          current.failed().error(),
          body.bytes() == 0 ? null : body.text().getBytes(body.charset()));
    }
    message.removeHeaders("*");
    current.answered().headers().forEach(message::setHeader);
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, current.answered().status());
    Body body = current.answered().body();
    message.setBody(new ByteArrayInputStream(body.text().getBytes(body.charset())));
  }

  /** When the current attempt was over. */
  @Override
  public Instant now() {
    return now;
  }

  /** Whether there was time for another attempt. */
  @Override
  public boolean slotLasts(Instant end, Duration wait) {
    return attempts.hasNext();
  }

  @Override
  public boolean isAhead(Instant timeout, Duration wait) {
    return true;
  }

  /** A recorded attempt says so where the time-out had passed. */
  @Override
  public boolean hasPassed(Instant timeout) {
    return false;
  }
}
