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

/** Dispatches the requests and answers of a poll to the listeners that watch it. */
@Singleton
@Priority(60)
public final class TraceDispatcher implements AttemptGate {

  private final Clock clock;
  private final List<TraceListener> listeners = new CopyOnWriteArrayList<>();

  public TraceDispatcher(Clock clock) {
    this.clock = clock;
  }

  /** Adds a listener. */
  public void add(TraceListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void remove(TraceListener listener) {
    listeners.remove(listener);
  }

  @Override
  public Permit enter(Attempt attempt) {
    List<TraceListener> watching =
        listeners.stream().filter(listener -> listener.watches(attempt.poll())).toList();
    return watching.isEmpty() ? Permit.NONE : new Traced(attempt, watching);
  }

  /** An attempt that a listener watches. */
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

    /** Hides the secrets that were sent and that the vendor may repeat. */
    private Mask mask() {
      if (mask == null) {
        mask =
            new Mask(
                Redaction.of(poll.scope().target().account(), attempt.credential())
                    .leaving(poll.scope().api().row().plain()));
      }
      return mask;
    }

    @Override
    public void sending(Request request) {
      for (TraceListener listener : watching) {
        listener.sent(
            poll,
            new TraceListener.Sent(
                clock.instant(),
                attempt.page(),
                attempt.number(),
                request.method(),
                mask().url(request.url(), request.query()),
                mask().headers(request.headers()),
                Body.of(request.body(), listener.maxBodyBytes(), mask())));
      }
    }

    @Override
    public void answered(Reply reply) {
      for (TraceListener listener : watching) {
        listener.answered(
            poll,
            new TraceListener.Answered(
                clock.instant(),
                attempt.elapsed().toMillis(),
                attempt.page(),
                attempt.number(),
                reply.status(),
                mask().headers(reply.headers()),
                Body.of(reply.body(), listener.maxBodyBytes(), mask())));
      }
    }

    @Override
    public void failed(PollError error) {
      boolean answered = attempt.reply() != null;
      byte[] read =
          !answered && attempt.failure() instanceof PageFailure known ? known.body() : null;
      for (TraceListener listener : watching) {
        listener.failed(
            poll,
            new TraceListener.Failed(
                clock.instant(),
                attempt.page(),
                attempt.number(),
                attempt.sent(),
                answered,
                mask().error(error),
                Body.of(read, listener.maxBodyBytes(), mask())));
      }
    }
  }
}
