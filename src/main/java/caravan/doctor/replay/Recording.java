package caravan.doctor.replay;

import caravan.model.Scope;
import caravan.observe.trace.TraceListener.Answered;
import caravan.observe.trace.TraceListener.Failed;
import caravan.observe.trace.TraceListener.Sent;
import java.time.Instant;
import java.util.List;

/**
 * A poll that can be run again without the vendor: everything that its events depend on, without
 * secrets, and the events.
 *
 * @param version version of Caravan that recorded it
 * @param scheduledAt slot of the poll
 * @param attempts attempts in order
 * @param events events as JSON, marker last
 * @param letters dead letters as JSON
 */
record Recording(
    String version,
    Scope scope,
    Instant scheduledAt,
    Instant startedAt,
    Limits limits,
    List<RecordedAttempt> attempts,
    List<String> events,
    List<String> letters) {

  /** Settings {@code caravan.poll.max-*} that bound a poll. */
  record Limits(int pages, int pageRows, int rejectedRecords) {}

  /**
   * One attempt at a page.
   *
   * @param sent the request; null if none was sent
   * @param answered the answer; null if none was received
   * @param failed why the page was not received; null if it was
   */
  record RecordedAttempt(Sent sent, Answered answered, Failed failed) {

    /** When it ended. */
    Instant at() {
      return answered != null ? answered.at() : failed.at();
    }
  }

  Recording with(List<String> allEvents, List<String> allLetters) {
    return new Recording(
        version, scope, scheduledAt, startedAt, limits, attempts, allEvents, allLetters);
  }
}
