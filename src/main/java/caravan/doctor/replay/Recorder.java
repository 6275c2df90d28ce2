package caravan.doctor.replay;

import caravan.doctor.replay.Recording.RecordedAttempt;
import caravan.model.PollError;
import caravan.observe.trace.Body;
import caravan.observe.trace.TraceListener;
import caravan.observe.trace.TraceListener.Answered;
import caravan.observe.trace.TraceListener.Failed;
import caravan.observe.trace.TraceListener.Sent;
import caravan.poll.Poll;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records every attempt of the only running poll. */
final class Recorder implements TraceListener {

  private final List<RecordedAttempt> attempts = new ArrayList<>();
  private Sent sent;
  private Answered answered;

  @Override
  public boolean watches(Poll poll) {
    return true;
  }

  @Override
  public int maxBodyBytes() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void sent(Poll poll, Sent request) {
    keep(null);
    sent = request;
  }

  @Override
  public void answered(Poll poll, Answered answer) {
    answered = answer;
  }

  @Override
  public void failed(Poll poll, Failed failure) {
    if (!failure.sent()) {
      keep(null);
    }
    keep(failure);
  }

  private void keep(Failed failure) {
    if (answered != null || failure != null) {
      attempts.add(new RecordedAttempt(sent, answered, failure));
    }
    sent = null;
    answered = null;
  }

  List<RecordedAttempt> attempts(Poll poll, Instant now) {
    keep(null);
    PollError error = poll.error();
    boolean recorded =
        attempts.stream().anyMatch(one -> one.failed() != null && isSame(one.failed(), error));
    if (error != null && error.code().equals("poll_timeout") && !recorded) {
      // The poll timed out between two pages, so no attempt has this error.
      Failed late = new Failed(now, error.page(), error.attempts(), false, false, error, Body.NONE);
      attempts.add(new RecordedAttempt(null, null, late));
    }
    return List.copyOf(attempts);
  }

  private static boolean isSame(Failed failed, PollError error) {
    return error != null && failed.error().code().equals(error.code());
  }
}
