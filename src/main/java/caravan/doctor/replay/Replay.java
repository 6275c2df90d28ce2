package caravan.doctor.replay;

import caravan.doctor.command.CommandException;
import caravan.doctor.command.CommandRuntime;
import caravan.doctor.command.OnePoll;
import caravan.doctor.command.PolledEvents;
import caravan.doctor.command.SubstituteFetch;
import caravan.doctor.replay.Recording.RecordedAttempt;
import caravan.model.Credential;
import caravan.model.Failure;
import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.observe.trace.Body;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Attempts;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.PollTime;
import caravan.poll.page.Pages;
import caravan.state.ScopeState;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Runs a recorded poll again: a gate and a fetch that return what was recorded, and a clock that
 * follows it. All steps of the route are the real ones.
 */
final class Replay implements AttemptGate, PollTime, SubstituteFetch.Fetch {

  /** Signs requests that are never sent. */
  private static final Credential NOBODY =
      new Credential(UUID.randomUUID().toString(), UUID.randomUUID().toString(), null);

  private final Iterator<RecordedAttempt> attempts;
  private RecordedAttempt current;
  private Instant now;
  private int used;
  private boolean endedEarly;

  private Replay(Recording recording) {
    this.attempts = recording.attempts().iterator();
    this.now = recording.startedAt();
  }

  /**
   * Runs a recorded poll again, through the real route of its API.
   *
   * @throws CommandException if the poll and its recording do not end together
   */
  static PolledEvents run(CommandRuntime service, Recording recording) throws Exception {
    Replay replay = new Replay(recording);
    Poll poll =
        new Poll(
            recording.scope(),
            recording.scheduledAt(),
            recording.startedAt(),
            new ScopeState(),
            replay);
    Pages paging = service.context().getRegistry().findSingleByType(Pages.class);
    List<AttemptGate> gates = List.of(replay::repeatedAsRecorded, paging, replay);
    OnePoll.run(service, poll, Map.of(SubstituteFetch.PROPERTY, replay, Attempts.GATES, gates));
    int recorded = recording.attempts().size();
    if (replay.endedEarly || replay.used < recorded) {
      String which =
          replay.endedEarly
              ? "The poll asks for attempt %s, and the recording ends after %s"
                  .formatted(replay.used + 1, replay.used)
              : "The poll ends after %s attempts, and the recording has %s"
                  .formatted(replay.used, recorded);
      throw CommandException.wrong(
          "%s: it is damaged, or this version pages in another way than %s."
              .formatted(which, recording.version()));
    }
    return PolledEvents.of(poll);
  }

  /** Retries as recorded, because a retry depends on chance and on the time left. */
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
        // As recorded: an error of the whole poll is not another attempt at its page.
        poll.walk().fail(error);
      }
      throw new PageFailure(error, null);
    }
    return Permit.NONE;
  }

  /** Gives the recorded answer. */
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

  /** When the current attempt ended. */
  @Override
  public Instant now() {
    return now;
  }

  /** Whether there was time for another attempt. */
  @Override
  public boolean slotLasts(long end, Duration wait) {
    return attempts.hasNext();
  }

  @Override
  public boolean isAhead(long timeout, Duration wait) {
    return true;
  }

  /** If the poll timed out, a recorded attempt says so. */
  @Override
  public boolean hasPassed(long timeout) {
    return false;
  }
}
