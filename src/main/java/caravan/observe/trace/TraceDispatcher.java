package caravan.observe.trace;

import caravan.model.PageFailure;
import caravan.model.PollError;
import caravan.model.Request;
import caravan.poll.Attempt;
import caravan.poll.AttemptGate;
import caravan.poll.Permit;
import caravan.poll.Poll;
import caravan.poll.Reply;
import caravan.redact.Mask;
import caravan.redact.Redaction;
import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells the listeners that watch a poll of its requests and answers. While nobody watches, which is
 * nearly always, an attempt costs the look at one list.
 */
@Singleton
@Priority(60)
public final class TraceDispatcher implements AttemptGate {

  private final Clock clock;
  private final List<TraceListener> witnesses = new CopyOnWriteArrayList<>();

  public TraceDispatcher(Clock clock) {
    this.clock = clock;
  }

  /** Adds a listener. */
  public void add(TraceListener witness) {
    witnesses.add(witness);
  }

  /** Removes a listener. */
  public void remove(TraceListener witness) {
    witnesses.remove(witness);
  }

  @Override
  public Permit enter(Attempt attempt) {
    List<TraceListener> watching =
        witnesses.stream().filter(witness -> witness.watches(attempt.poll())).toList();
    return watching.isEmpty() ? Permit.NONE : new Traced(attempt, watching);
  }

  /** An attempt that somebody watches. */
  private final class Traced implements Permit {

    private final Attempt attempt;
    private final Poll poll;
    private final List<TraceListener> watching;
    private Mask mask;

    Traced(Attempt attempt, List<TraceListener> watching) {
      this.attempt = attempt;
      this.poll = attempt.poll();
      this.watching = watching;
    }

    /** Hides the secrets that the vendor was sent and may repeat. */
    private Mask mask() {
      if (mask == null) {
        mask = new Mask(Redaction.of(poll.scope().target().account(), attempt.credential()));
      }
      return mask;
    }

    @Override
    public void sending(Request request) {
      for (TraceListener witness : watching) {
        witness.sent(
            poll,
            new Sent(
                clock.instant(),
                attempt.page(),
                attempt.number(),
                request.method(),
                mask().url(request.url(), request.query()),
                mask().headers(request.headers()),
                Body.of(request.body(), witness.mostBytes(), mask())));
      }
    }

    @Override
    public void answered(Reply reply) {
      for (TraceListener witness : watching) {
        witness.answered(
            poll,
            new Answered(
                clock.instant(),
                attempt.elapsed().toMillis(),
                attempt.page(),
                attempt.number(),
                reply.status(),
                mask().headers(reply.headers()),
                Body.of(reply.body(), witness.mostBytes(), mask())));
      }
    }

    @Override
    public void failed(PollError error) {
      boolean answered = attempt.reply() != null;
      byte[] read =
          !answered && attempt.failure() instanceof PageFailure known ? known.body() : null;
      for (TraceListener witness : watching) {
        witness.failed(
            poll,
            new Failed(
                clock.instant(),
                attempt.page(),
                attempt.number(),
                attempt.sent(),
                answered,
                mask().error(error),
                Body.of(read, witness.mostBytes(), mask())));
      }
    }
  }
}
